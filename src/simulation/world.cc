#include "simulation/world.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/orders/disputes/dispute_policy.h"
#include "engine/commands/outbox/gateway_news.h"
#include "engine/commands/sims/provision_sims.h"

namespace herlaad::simulation {
namespace {

constexpr std::int64_t kFirstHosted = 32'470'000'000;
constexpr std::int64_t kFirstRemote = 32'485'000'000;
constexpr std::size_t kEnoughBroken = 50;
constexpr int kSweeps = 8;
constexpr Millis kClocksApart{2'000};  // more than a node's clock is behind the shared one
constexpr std::int64_t kMidnight = 1'796'079'600'000;  // 1 December 2026 in Brussels

catalogue::Product Product(std::int64_t cents, std::int64_t fee_cents) {
  catalogue::Product product;
  product.amount = Euros(cents);
  product.fee = Euros(fee_cents);
  product.credited_eur6 = cents * money::kEur6PerCent;
  product.validity = {catalogue::Validity::Unit::kMonths, 12};
  product.vat_rate = {2'100};
  return product;
}

catalogue::Operator Op(std::string id, catalogue::Connection connection, int pause_s) {
  catalogue::Operator op;
  op.id = std::move(id);
  op.connection = connection;
  op.limits = {Euros(5'000), Euros(12'000), pause_s};
  op.products = {Product(500, 0), Product(1'000, 35), Product(1'500, 50), Product(5'000, 99)};
  return op;
}

// Of the hosted number with this index.
const char* HostedOperator(std::int64_t which) { return which % 2 == 0 ? "east" : "west"; }

constexpr catalogue::Validity kUntilMidnight{catalogue::Validity::Unit::kDays, 0};

// Two hosted and two remote operators. "Not found" is reliable from North and never from South.
catalogue::Catalogue Catalogue() {
  catalogue::Catalogue catalogue;
  catalogue.operators = {Op("east", catalogue::Connection::kHosted, 0),
                         Op("west", catalogue::Connection::kHosted, 30),
                         Op("north", catalogue::Connection::kRemote, 60),
                         Op("south", catalogue::Connection::kRemote, 0)};
  // At East a bonus, and some credit, end at the midnight that most histories see.
  catalogue.operators[0].products[3].bonus = {5'000'000, kUntilMidnight};
  catalogue.operators[0].products[2].validity = kUntilMidnight;
  catalogue.operators[0].products[2].bonus = {1'000'000, {catalogue::Validity::Unit::kDays, 31}};
  // At West such credit is then in grace for a day, which is over where a clock is a day ahead.
  catalogue.operators[1].grace_days = 1;
  catalogue.operators[1].products[1].validity = kUntilMidnight;
  catalogue.operators[1].products[2].validity = kUntilMidnight;
  catalogue.operators[1].products[2].bonus = {1'000'000, kUntilMidnight};
  catalogue.operators[1].products[3].bonus = {2'000'000, kUntilMidnight};
  return catalogue;
}

// Long enough for every request that may still be on its way.
constexpr Millis kNorthSettles = kLongestTrip * 2;

std::string Describe(const orders::OutboxMessage& outbox_message, Instant now) {
  std::string text = ", then " + std::string(orders::Name(outbox_message.purpose)) + " " +
                     std::to_string(outbox_message.n);
  switch (outbox_message.state) {
    case orders::OutboxMessageState::kDue:
      text += " to be sent";
      break;
    case orders::OutboxMessageState::kLeased:
      text += " leased, its lease over";
      break;
    case orders::OutboxMessageState::kAsking:
      text += " to be asked about";
      break;
  }
  return text + " in " + std::to_string((outbox_message.next_at - now).count()) + " ms";
}

// Shortly before midnight, so that the month changes in many histories.
Instant StartOf(std::uint64_t seed) {
  Random random(~seed);
  return Instant{kMidnight} - Millis(random.Between(0, 1'800'000));
}

}  // namespace

World::World(const WorldOptions& options)
    : options_(options),
      stage_(options.seed, options.faults, StartOf(options.seed)),
      catalogue_(Catalogue()),
      disk_(MakeDisk(options.disk, options.nodes, options.postgres)),
      alpha_(stage_, "alpha", [this](auto&&... news) { OnCallback("alpha", news...); }),
      beta_(stage_, "beta", [this](auto&&... news) { OnCallback("beta", news...); }),
      stripe_(
          stage_, options.seed,
          [this](const std::vector<engine::PaymentNews>& news, const std::function<void()>& heard) {
            OnNews("stripe", news, heard);
          },
          [this](engine::Submitted submitted) { return SubmitSomewhere(std::move(submitted)); }),
      north_(stage_, "north", kNorthSettles),
      south_(stage_, "south", Millis(0)),
      phones_(stage_),
      shops_(stage_),
      ground_{stage_,
              *disk_,
              catalogue_,
              timings_,
              {{{"north", &north_}, {"south", &south_}},
               {{"alpha", &alpha_}, {"beta", &beta_}, {"stripe", &stripe_.gateway()}},
               &phones_,
               &phones_,
               {&catalogue_, {}, {}},
               {&shops_,
                [](const orders::Order& order, Instant) { return "\"" + ToText(order.id) + "\""; },
                [](const std::string&, const std::string& sealed) {
                  return std::optional(Secret(sealed));
                }}},
              [](const orders::Order& order) { return "https://herlaad/" + ToText(order.id); },
              [this](int node, const engine::WriteSet& writes) { OnCommit(node, writes); },
              [this](const orders::OutboxMessage& outbox_message) {
                if (outbox_message.purpose != orders::Purpose::kDeliver) return;
                cluster_.operators.at(outbox_message.destination)
                    ->Recorded(outbox_message.order, outbox_message.n);
              }},
      asks_(stage_),
      cluster_{
          stage_,
          catalogue_,
          disk_->Open().queries,
          {{"alpha", &alpha_}, {"beta", &beta_}, {"stripe", &stripe_}},
          {{"north", &north_}, {"south", &south_}},
          &phones_,
          {},
          asks_,
          [this](engine::Submitted submitted) { return SubmitSomewhere(std::move(submitted)); }},
      clients_(cluster_),
      support_(cluster_),
      staff_(cluster_),
      vouchers_(cluster_),
      usage_(cluster_),
      floats_(cluster_),
      float_warnings_(cluster_),
      webhooks_(cluster_, shops_),
      rotated_keys_(cluster_) {
  static constexpr std::int64_t kPeaces[] = {5'000, 30'000, 600'000};
  stage_.longest_peace = Millis(kPeaces[stage_.random.Below(3)]);
  if (stage_.random.Chance(50)) timings_.payment_lifetime = Millis(5 * 60'000);
  if (stage_.random.Chance(50)) timings_.replaced_kept = Millis(2'000);
  for (int i = 0; i < options.nodes; ++i) nodes_.push_back(std::make_unique<Node>(ground_, i));
}

bool World::SubmitSomewhere(engine::Submitted submitted) {
  const auto node = static_cast<std::size_t>(stage_.random.Below(nodes_.size()));
  return nodes_[node]->Submit(std::move(submitted));
}

// The last commit counts: an earlier one may have been lost with the power.
void World::NoteCredit(const orders::Order& order) {
  if (!order.hosted()) return;
  for (const orders::Delivery& delivery : order.deliveries) {
    if (delivery.state != orders::DeliveryState::kConfirmed) continue;
    CommittedAt& credited = credited_[order.id];
    if (credited.second != delivery.settled_at) credited = {commits_, delivery.settled_at};
  }
}

// The last commit counts here, too.
void World::NoteSwept(const ledger::Entry& entry) {
  if (entry.cause.kind != ledger::CauseKind::kSubscriber) return;
  swept_[entry.key()] = {commits_, entry.at};
}

void World::OnCommit(int node, const engine::WriteSet& writes) {
  ++commits_;
  for (const ledger::Entry& entry : writes.inserted.Of<ledger::Entry>()) NoteSwept(entry);
  for (const auto* const lists : {&writes.inserted, &writes.changed}) {
    for (const auto& record : lists->Of<engine::OrderRecord>()) {
      std::string text = "process " + std::to_string(node) + ": commits " +
                         std::string(orders::Name(orders::StateOf(record.order)));
      if (record.order.attention != orders::Attention::kNone) {
        (text += ", ") += orders::Name(record.order.attention);
      }
      if (record.outbox_message) text += Describe(*record.outbox_message, stage_.now());
      stage_.Tell(record.order.id, std::move(text));
      NoteCredit(record.order);
      NoteDeliveries(record.order);
      NoteRefunds(record.order);
    }
  }
  asks_.OnCommit(writes);
  float_warnings_.OnCommit(writes);
  webhooks_.OnCommit(writes);
  for (const auto& other : nodes_) other->OnCommit(node, writes);
}

// Nothing is delivered for a charge that the bank was known to have taken before.
void World::NoteDeliveries(const orders::Order& order) {
  const auto& known = disputes_known_[order.id];
  const auto since = known.find(order.payments.front().n);
  for (const orders::Delivery& delivery : order.deliveries) {
    const bool is_begun = delivery.state == orders::DeliveryState::kSent ||
                          delivery.state == orders::DeliveryState::kUnknown ||
                          delivery.state == orders::DeliveryState::kConfirmed;
    const bool is_first = is_begun && deliveries_begun_.insert({order.id, delivery.n}).second;
    // What a loss of power took away was not known.
    if (is_first && since != known.end() && since->second < stage_.now() &&
        orders::StopsDelivery(order))
      stage_.Break("delivered for a charge that is in dispute", order.id);
  }
}

// No refund is begun while the provider, or the payer, has the money by a dispute that was known
// before.
void World::NoteRefunds(const orders::Order& order) {
  auto& known = disputes_known_[order.id];
  for (const orders::Refund& refund : order.refunds) {
    const bool is_first = refund.state == orders::RefundState::kSent &&
                          refunds_begun_.insert({order.id, refund.n}).second;
    const auto since = known.find(refund.payment);
    if (is_first && since != known.end() && since->second < stage_.now())
      stage_.Break("a refund is sent although the payer may get the money by a dispute", order.id);
  }
  std::map<std::int32_t, Instant> now_known;
  for (const orders::Dispute& dispute : order.disputes) {
    if (dispute.taken == 0) continue;
    const auto before = known.find(dispute.payment);
    now_known.emplace(dispute.payment, before != known.end() ? before->second : stage_.now());
  }
  known = std::move(now_known);
}

void World::OnCallback(const std::string& bank, OrderId order, std::int32_t n,
                       const engine::GatewayAnswer& news, const std::function<void()>& heard) {
  const char part = news.reference.starts_with("rf_") ? 'r' : 'p';
  OnNews(bank, {{orders::PartReference(order, part, n), news}}, heard);
}

void World::OnNews(const std::string& bank, const std::vector<engine::PaymentNews>& news,
                   const std::function<void()>& heard) {
  const bool lost = stage_.Happens(stage_.rates().response_lost);
  if (news.empty() && !lost) return heard();
  const auto open = std::make_shared<std::size_t>(news.size());
  for (const engine::PaymentNews& one : news) {
    auto command = engine::RecordNews(one, bank);
    const auto part = orders::ParsePartReference(one.part);
    CHECK(command != nullptr && part, "gateways tell of parts of orders only");
    (void)cluster_.Submit(
        std::move(command), [this, order = part->order, lost, heard, open](
                                const engine::Answered<orders::EventOutcome>& answer, const auto*) {
          if (!answer.ok() || lost) return;
          if (*answer == orders::EventOutcome::kNoSuchPart)
            stage_.Break("a bank reports a payment that is not in the database", order);
          if (--*open == 0) heard();
        });
  }
}

void World::ProvideSims() {
  const int numbers = std::max(2, options_.orders / 4);
  for (int first = 0; first < numbers; first += static_cast<int>(engine::kProvisionMax)) {
    std::vector<Msisdn> east;
    std::vector<Msisdn> west;
    const int end = std::min(numbers, first + static_cast<int>(engine::kProvisionMax));
    for (int i = first; i < end; ++i) {
      (i % 2 == 0 ? east : west).push_back(Msisdn::FromStored(kFirstHosted + i));
    }
    for (auto& [list, id] : {std::pair(east, "east"), std::pair(west, "west")}) {
      if (list.empty()) continue;
      auto command =
          engine::ProvisionSims::Check(list, id, prepaid::SimState::kActive, "the simulator");
      CHECK(command.ok(), "so many SIMs fit into a command");
      (void)cluster_.Submit(*std::move(command), engine::Unheard());
    }
  }
  while (stage_.schedule.Step()) {
  }
}

void World::PlanClients() {
  Random& random = stage_.random;
  const int numbers = std::max(2, options_.orders / 4);
  span_ = Millis(options_.orders * random.Between(20, options_.orders > 1'000 ? 200 : 20'000));
  // The month changes in half of all histories.
  const Instant start = stage_.now();
  Instant at;
  std::int64_t which = 0;
  bool hosted = false;
  int of_same_number = 0;
  for (int i = 0; i < options_.orders; ++i) {
    // Sometimes many clients want to top up one number at once: more than it keeps unpaid.
    if (of_same_number > 0) {
      --of_same_number;
      at = at + stage_.Between(0, 1'000);
    } else {
      at = start + stage_.Between(0, span_.count());
      which = static_cast<std::int64_t>(random.Below(static_cast<unsigned>(numbers)));
      hosted = random.Chance(35);
      if (random.Chance(6)) of_same_number = 8;
    }
    const std::size_t op = static_cast<std::size_t>(which % 2) + (hosted ? 0 : 2);
    clients_.Plan(at, Msisdn::FromStored((hosted ? kFirstHosted : kFirstRemote) + which),
                  catalogue_.operators[op]);
  }
}

// All numbers, hosted and remote.
std::vector<Customer> World::Customers() const {
  std::vector<Customer> customers;
  const int numbers = std::max(2, options_.orders / 4);
  for (std::int64_t which = 0; which < numbers; ++which) {
    customers.push_back({Msisdn::FromStored(kFirstHosted + which), HostedOperator(which)});
    customers.push_back({Msisdn::FromStored(kFirstRemote + which),
                         catalogue_.operators[static_cast<std::size_t>(which % 2) + 2].id});
  }
  return customers;
}

// One in ten orders sells a voucher; whoever redeems it tops up one of the numbers that others do.
void World::PlanVouchers() {
  vouchers_.Plan(std::max(1, options_.orders / 10), span_, Customers());
}

// One in ten hosted numbers, among them some that others top up or suspend.
void World::PlanUsage() {
  std::vector<Customer> holders;
  const int numbers = std::max(2, options_.orders / 4);
  for (std::int64_t which = 0; which < numbers; which += 10)
    holders.push_back({Msisdn::FromStored(kFirstHosted + which), HostedOperator(which)});
  holders.push_back({Msisdn::FromStored(kFirstHosted + 1), HostedOperator(1)});
  usage_.Plan(std::max(2, options_.orders / 10), span_, holders);
}

// One in ten orders is bought from the float of a dealer, who has too little for all of them.
void World::PlanFloats() { floats_.Plan(std::max(2, options_.orders / 10), span_, Customers()); }

// One in ten orders is sold by a shop whose API key is rotated meanwhile.
void World::PlanRotatedKeys() {
  rotated_keys_.Plan(std::max(4, options_.orders / 10), span_, Customers());
}

void World::ChangeSim(std::int64_t which, prepaid::SimState state) {
  const Msisdn msisdn = Msisdn::FromStored(kFirstHosted + which);
  auto command =
      engine::ProvisionSims::Check({msisdn}, HostedOperator(which), state, "the simulator");
  CHECK(command.ok(), "one SIM fits into a command");
  changed_sims_.insert(msisdn);
  const bool is_end = state == prepaid::SimState::kTerminated;
  (void)cluster_.Submit(
      *std::move(command),
      [this, msisdn, is_end](const engine::Answered<engine::ProvisionResult>& answer, const auto*) {
        const bool is_done = answer.ok() && answer->outcome == engine::ProvisionOutcome::kDone;
        if (is_done && is_end) terminated_.insert(msisdn);
      });
}

// Hosted numbers are suspended, resumed or terminated while payments for them are in progress.
// Sometimes a terminated one is to be resumed, which must not succeed.
void World::PlanTroubleWithSims() {
  static constexpr prepaid::SimState kStates[] = {
      prepaid::SimState::kSuspended, prepaid::SimState::kSuspended, prepaid::SimState::kTerminated,
      prepaid::SimState::kTerminated, prepaid::SimState::kActive};
  const int numbers = std::max(2, options_.orders / 4);
  for (int i = 0; i < numbers / 10; ++i) {
    const auto which =
        static_cast<std::int64_t>(stage_.random.Below(static_cast<unsigned>(numbers)));
    const auto state = kStates[stage_.random.Below(std::size(kStates))];
    stage_.schedule.After(stage_.Between(0, span_.count()),
                          [this, which, state] { ChangeSim(which, state); });
    if (!stage_.random.Chance(50)) continue;
    stage_.schedule.After(stage_.Between(0, span_.count()),
                          [this, which] { ChangeSim(which, prepaid::SimState::kActive); });
  }
}

void World::PlanSweeps() {
  for (int i = 0; i < kSweeps; ++i) {
    stage_.schedule.After(stage_.Between(0, span_.count() * 2), [this] {
      nodes_[static_cast<std::size_t>(stage_.random.Below(nodes_.size()))]->Sweep();
    });
  }
}

// Every node sweeps, as in production, also at once with others.
void World::SweepAtTheEnd() {
  swept_until_ = stage_.now() - kClocksApart;
  for (const auto& node : nodes_) node->Sweep();
  RunToRest();
}

// The clock is set wrong and right again, or a suspended machine resumes later. By a day at most: a
// payment of an order placed a month ahead would be watched every minute of that month.
void World::PlanClock() {
  static constexpr std::int64_t kHour = 3'600'000;
  static constexpr std::int64_t kOff[] = {-100'000, -kHour * 3, 100'000, kHour * 3, kHour * 25, 0};
  for (int i = 0; i < 4; ++i) {
    if (!stage_.Happens(stage_.rates().clock_set)) continue;
    const Millis off(kOff[stage_.random.Below(std::size(kOff))]);
    stage_.schedule.After(stage_.Between(0, span_.count()), [this, off] {
      if (!stage_.honest()) stage_.clock_set = off;
    });
  }
}

void World::TurnHonest() {
  stage_.BeHonest();
  stage_.clock_set = Millis(0);
  for (const auto& node : nodes_) {
    if (!node->alive()) node->Start();
  }
}

void World::RunToRest() {
  const std::int64_t steps_max = stage_.schedule.steps() + 200'000 + 2'000LL * options_.orders;
  std::int64_t told = 0;
  while (stage_.schedule.Step()) {
    if (stage_.schedule.steps() > steps_max) {
      return stage_.Break("the simulation does not end");
    }
    // With enough broken promises there is no need to continue.
    if (stage_.broken.size() >= kEnoughBroken) return;
    if (!options_.progress || stage_.schedule.steps() - told < 20'000) continue;
    told = stage_.schedule.steps();
    std::int64_t come = 0;
    for (const Client& client : clients_.all()) come += client.tries > 0 ? 1 : 0;
    options_.progress(come, static_cast<std::int64_t>(clients_.all().size()));
  }
}

void World::Run() {
  const Rates rates = stage_.rates();
  stage_.BeHonest();
  for (const auto& node : nodes_) node->Start();
  ProvideSims();
  floats_.CreateDealers();
  float_warnings_.WarnAll(floats_.dealers());
  webhooks_.SubscribeSome(floats_.dealers());
  rotated_keys_.CreateShops();
  stage_.BeFaulty(rates);
  PlanClients();
  PlanVouchers();
  PlanUsage();
  PlanFloats();
  PlanRotatedKeys();
  PlanTroubleWithSims();
  PlanSweeps();
  PlanClock();
  const Millis trouble = span_ + stage_.Between(0, 14'400'000);
  stage_.schedule.After(trouble, [this] { TurnHonest(); });
  support_.Start();
  RunToRest();
  clients_.RepeatAll();
  rotated_keys_.RepeatAll();
  usage_.RepeatAll();
  floats_.RepeatAll();
  vouchers_.RepeatAll();
  RunToRest();
  staff_.Start();
  RunToRest();
  support_.HandleAll();
  RunToRest();
  staff_.GiveAllAgain();
  RunToRest();
  vouchers_.TryAllAgain();
  RunToRest();
  SweepAtTheEnd();
}

}  // namespace herlaad::simulation
