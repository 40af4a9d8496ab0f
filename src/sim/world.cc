#include "sim/world.h"

#include <algorithm>

#include "base/core/check.h"
#include "engine/kinds/provision_sims.h"
#include "engine/kinds/record_payment.h"

namespace herlaad::sim {
namespace {

constexpr std::int64_t kFirstHouse = 32'470'000'000;
constexpr std::int64_t kFirstRemote = 32'485'000'000;
constexpr std::size_t kEnoughBroken = 50;
constexpr std::int64_t kMidnight = 1'796'079'600'000;  // 1 December 2026 in Brussels

catalog::Product Product(std::int64_t cents, std::int64_t fee_cents) {
  catalog::Product product;
  product.amount = Euros(cents);
  product.fee = Euros(fee_cents);
  product.credited_eur6 = cents * money::kEur6PerCent;
  product.validity = {catalog::Validity::Unit::kMonths, 12};
  product.vat_rate = {2'100};
  return product;
}

catalog::Operator Op(std::string id, catalog::Connection connection, int pause_s) {
  catalog::Operator op;
  op.id = std::move(id);
  op.connection = connection;
  op.limits = {Euros(5'000), Euros(12'000), pause_s};
  op.products = {Product(500, 0), Product(1'000, 35), Product(1'500, 50), Product(5'000, 99)};
  return op;
}

// Two house operators and two elsewhere. North's "not found" may be believed, South's never.
catalog::Catalog Catalogue() {
  catalog::Catalog catalog;
  catalog.operators = {
      Op("east", catalog::Connection::kHouse, 0), Op("west", catalog::Connection::kHouse, 30),
      Op("north", catalog::Connection::kRemote, 60), Op("south", catalog::Connection::kRemote, 0)};
  catalog.operators[0].products[3].bonus = {5'000'000, {catalog::Validity::Unit::kDays, 31}};
  return catalog;
}

// Long enough for everything that may still be under way.
constexpr Millis kNorthSettles = kLongestTrip * 2;

std::string Describe(const orders::Effect& effect, Instant now) {
  std::string text =
      ", then " + std::string(orders::Name(effect.purpose)) + " " + std::to_string(effect.n);
  switch (effect.state) {
    case orders::EffectState::kDue:
      text += " to be sent";
      break;
    case orders::EffectState::kMarked:
      text += " marked, its lease over";
      break;
    case orders::EffectState::kAsking:
      text += " to be asked about";
      break;
  }
  return text + " in " + std::to_string((effect.next_at - now).count()) + " ms";
}

// So shortly before midnight that in many histories a month ends.
Instant StartOf(std::uint64_t seed) {
  Random random(~seed);
  return Instant{kMidnight} - Millis(random.Between(0, 1'800'000));
}

}  // namespace

World::World(const WorldOptions& options)
    : options_(options),
      stage_(options.seed, options.faults, StartOf(options.seed)),
      catalog_(Catalogue()),
      disk_(MakeDisk(options.disk, options.nodes)),
      alpha_(stage_, "alpha", [this](auto&&... news) { OnCallback("alpha", news...); }),
      beta_(stage_, "beta", [this](auto&&... news) { OnCallback("beta", news...); }),
      north_(stage_, "north", kNorthSettles),
      south_(stage_, "south", Millis(0)),
      phones_(stage_),
      ground_{stage_,
              *disk_,
              catalog_,
              timings_,
              {{{"north", &north_}, {"south", &south_}},
               {{"alpha", &alpha_}, {"beta", &beta_}},
               &phones_,
               &phones_,
               {&catalog_, {}, {}}},
              [](const orders::Order& order) { return "https://herlaad/" + ToText(order.id); },
              [this](int node, const engine::WriteSet& writes) { OnCommit(node, writes); },
              [this](const orders::Effect& effect) {
                if (effect.purpose != orders::Purpose::kDeliver) return;
                town_.mobiles.at(effect.lane)->Recorded(effect.order, effect.n);
              }},
      asks_(stage_),
      town_{stage_,
            catalog_,
            disk_->Open().queries,
            {{"alpha", &alpha_}, {"beta", &beta_}},
            {{"north", &north_}, {"south", &south_}},
            &phones_,
            {},
            asks_,
            [this](std::unique_ptr<engine::Command> command, engine::Done done) {
              return SubmitSomewhere(std::move(command), std::move(done));
            }},
      people_(town_),
      support_(town_) {
  static constexpr std::int64_t kPeaces[] = {5'000, 30'000, 600'000};
  stage_.longest_peace = Millis(kPeaces[stage_.random.Below(3)]);
  if (stage_.random.Chance(50)) timings_.payment_lifetime = Millis(5 * 60'000);
  if (stage_.random.Chance(50)) timings_.replaced_kept = Millis(2'000);
  for (int i = 0; i < options.nodes; ++i) nodes_.push_back(std::make_unique<Node>(ground_, i));
}

bool World::SubmitSomewhere(std::unique_ptr<engine::Command> command, engine::Done done) {
  const auto node = static_cast<std::size_t>(stage_.random.Below(nodes_.size()));
  return nodes_[node]->Submit(std::move(command), std::move(done));
}

void World::OnCommit(int node, const engine::WriteSet& writes) {
  for (const auto* const list : {&writes.new_orders, &writes.changed_orders}) {
    for (const engine::OrderRecord& record : *list) {
      std::string text = "process " + std::to_string(node) + ": commits " +
                         std::string(orders::Name(orders::StateOf(record.order)));
      if (record.order.attention != orders::Attention::kNone) {
        (text += ", ") += orders::Name(record.order.attention);
      }
      if (record.effect) text += Describe(*record.effect, stage_.now());
      stage_.Tell(record.order.id, std::move(text));
    }
  }
  asks_.OnCommit(writes);
  for (const auto& other : nodes_) other->OnCommit(node, writes.effects);
}

void World::OnCallback(const std::string& bank, OrderId order, std::int32_t n,
                       const engine::GatewayAnswer& news, std::function<void()> heard) {
  const bool lost = stage_.Happens(stage_.rates().response_lost);
  (void)SubmitSomewhere(
      engine::RecordPayment::CalledBack(order, n, news, bank),
      [this, order, lost, heard = std::move(heard)](const engine::Answer& answer,
                                                    const engine::OrderRecord*) {
        if (answer.fault != engine::Answer::Fault::kNone || lost) return;
        if (answer.outcome == static_cast<std::uint8_t>(orders::EventOutcome::kNoSuchPart)) {
          stage_.Break("a bank tells of a payment that it was asked for and nobody knows", order);
        }
        heard();
      });
}

void World::ProvideSims() {
  const int numbers = std::max(2, options_.orders / 4);
  for (int first = 0; first < numbers; first += static_cast<int>(engine::kProvisionMax)) {
    std::vector<Msisdn> east;
    std::vector<Msisdn> west;
    const int end = std::min(numbers, first + static_cast<int>(engine::kProvisionMax));
    for (int i = first; i < end; ++i) {
      (i % 2 == 0 ? east : west).push_back(Msisdn::FromStored(kFirstHouse + i));
    }
    for (auto& [list, id] : {std::pair(east, "east"), std::pair(west, "west")}) {
      if (list.empty()) continue;
      auto command =
          engine::ProvisionSims::Check(list, id, prepaid::SimState::kActive, "the simulator");
      CHECK(command.ok(), "so many SIMs fit into a command");
      (void)SubmitSomewhere(*std::move(command), [](const auto&, const auto*) {});
    }
  }
  while (stage_.schedule.Step()) {
  }
}

void World::PlanPeople() {
  Random& random = stage_.random;
  const int numbers = std::max(2, options_.orders / 4);
  span_ = Millis(options_.orders * random.Between(20, options_.orders > 1'000 ? 200 : 20'000));
  // Half of all histories see the month change.
  const Instant start = stage_.now();
  Instant at;
  std::int64_t which = 0;
  bool house = false;
  int of_same_number = 0;
  for (int i = 0; i < options_.orders; ++i) {
    // Now and then many want to top up one number at once: more than it keeps unpaid.
    if (of_same_number > 0) {
      --of_same_number;
      at = at + stage_.Between(0, 1'000);
    } else {
      at = start + stage_.Between(0, span_.count());
      which = static_cast<std::int64_t>(random.Below(static_cast<unsigned>(numbers)));
      house = random.Chance(35);
      if (random.Chance(6)) of_same_number = 8;
    }
    const std::size_t op = static_cast<std::size_t>(which % 2) + (house ? 0 : 2);
    people_.Plan(at, Msisdn::FromStored((house ? kFirstHouse : kFirstRemote) + which),
                 catalog_.operators[op]);
  }
}

// House numbers are suspended, ported away or terminated while money for them is under way.
void World::PlanTroubleWithSims() {
  const int numbers = std::max(2, options_.orders / 4);
  for (int i = 0; i < numbers / 10; ++i) {
    const auto which =
        static_cast<std::int64_t>(stage_.random.Below(static_cast<unsigned>(numbers)));
    const auto state =
        stage_.random.Chance(50) ? prepaid::SimState::kSuspended : prepaid::SimState::kTerminated;
    stage_.schedule.After(stage_.Between(0, span_.count()), [this, which, state] {
      auto command =
          engine::ProvisionSims::Check({Msisdn::FromStored(kFirstHouse + which)},
                                       which % 2 == 0 ? "east" : "west", state, "the simulator");
      CHECK(command.ok(), "one SIM fits into a command");
      (void)SubmitSomewhere(*std::move(command), [](const auto&, const auto*) {});
    });
  }
}

// People set it wrong and right again, and a machine that was off wakes up in another time. By a
// day at most: an order that was placed a month ahead is watched every minute of that month.
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
      return stage_.Break("the world does not come to rest");
    }
    // What is broken is broken: no need to go on for long.
    if (stage_.broken.size() >= kEnoughBroken) return;
    if (!options_.progress || stage_.schedule.steps() - told < 20'000) continue;
    told = stage_.schedule.steps();
    std::int64_t come = 0;
    for (const Person& person : people_.all()) come += person.tries > 0 ? 1 : 0;
    options_.progress(come, static_cast<std::int64_t>(people_.all().size()));
  }
}

void World::Run() {
  const Rates rates = stage_.rates();
  stage_.BeHonest();
  for (const auto& node : nodes_) node->Start();
  ProvideSims();
  stage_.BeFaulty(rates);
  PlanPeople();
  PlanTroubleWithSims();
  PlanClock();
  const Millis trouble = span_ + stage_.Between(0, 14'400'000);
  stage_.schedule.After(trouble, [this] { TurnHonest(); });
  support_.Start();
  RunToRest();
  people_.RepeatAll();
  RunToRest();
}

}  // namespace herlaad::sim
