#include "engine/verify/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <sstream>
#include <utility>

#include "domain/orders/placing/place.h"
#include "domain/payments/payment_method.h"

namespace herlaad::engine {
namespace {

const Instant kNow{1'795'352'531'000};

const catalogue::Catalogue& TheCatalogue() {
  static const catalogue::Catalogue catalogue = [] {
    std::ifstream file(HERLAAD_SOURCE_DIR "/config/catalogue.toml");
    std::stringstream text;
    text << file.rdbuf();
    return catalogue::ParseCatalogue(text.str(), "config/catalogue.toml").value();
  }();
  return catalogue;
}

Msisdn Number(std::string_view text) { return Msisdn::Parse(text).value(); }

// Rows as a store would hold them, written by the real rules; tests then corrupt them.
class World final : public ReadRowsThrough<World, Queries, ListedRows> {
 public:
  World() { AddSim("0470 12 34 56", "proximus"); }

  void AddSim(std::string_view number, std::string operator_id) {
    orders::Subscriber row(Number(number));
    row.sim = prepaid::NewSim(std::move(operator_id), prepaid::SimState::kActive, kNow);
    numbers.insert_or_assign(row.msisdn, std::move(row));
  }

  OrderId Place(std::string_view number, std::string operator_id,
                payments::PaymentMethod payment_method, Instant now = kNow) {
    const Msisdn msisdn = Number(number);
    numbers.try_emplace(msisdn, orders::Subscriber(msisdn));
    orders::OrderAggregate aggregate(orders::Order(OrderId(ids.Next(now)), msisdn),
                                     numbers.at(msisdn), now);
    const orders::PlaceRequest request{
        msisdn, std::move(operator_id), Euros(1'500),
        0,      payment_method,         payments::PaymentExpires(payment_method) ? "bank" : "till",
        "test"};
    const auto placed = orders::Place(request, TheCatalogue(), Millis(1'800'000), aggregate);
    EXPECT_TRUE(placed.ok());
    const OrderId id = aggregate.order.id;
    Keep(std::move(aggregate));
    return id;
  }

  template <class Row>
  Result<std::vector<Row>, StoreError> ReadRowsOf(const RowQuery<Row>& query) {
    return RowsOf(rows.Of<Row>(), query);
  }

  void Act(AuditEntry entry) {
    rows.Put(Continue(audit_tail, AuditId(ids.Next(kNow)), std::move(entry)));
    rows.Put(audit_tail);
  }

  void Happen(OrderId id, const std::function<void(orders::OrderAggregate&)>& event) {
    const orders::Order& order = records.at(id).order;
    orders::OrderAggregate aggregate(order, numbers.at(order.msisdn()), kNow);
    event(aggregate);
    Keep(std::move(aggregate));
  }

  // The number's main balance lapses.
  void Lapse(std::string_view number) {
    orders::Subscriber& row = numbers.at(Number(number));
    const auto balance = ledger::OfBucket(row.msisdn.value(), 1, Asset::kEur6);
    const auto breakage = ledger::Of(ledger::AccountKind::kBreakage, row.sim->operator_id);
    Post(ledger::CauseOf(row.msisdn), row.transfers,
         {ledger::Move(std::exchange(row.sim->credit.amount, 0), balance, breakage)});
  }

  Status<StoreError> ReadAll(const Reader& reader) override {
    for (const auto& [id, record] : records) {
      if (!reader.order(record) || !Tell(ledger::CauseOf(id), reader)) return Nothing{};
    }
    for (const auto& [msisdn, number] : numbers) {
      if (!reader.number(number) || !Tell(ledger::CauseOf(msisdn), reader)) return Nothing{};
    }
    for (const auto& [account, balance] : balances) {
      if (!reader.balance(account, balance)) return Nothing{};
    }
    return Nothing{};
  }

  std::string Difference() {
    const auto report = Verify(*this);
    return report.value().difference.value_or("");
  }

  std::map<OrderId, OrderRecord> records;
  std::map<ledger::Cause, std::vector<ledger::Entry>> entries;
  std::map<Msisdn, orders::Subscriber> numbers;
  RowMaps<ListedRows, OrderedMap> rows;
  AuditTail audit_tail{};
  ledger::Changes balances;
  IdSource ids{Shard{}, 0};

  // Not used by Verify.
  Result<std::optional<OrderRecord>, StoreError> FindOrder(OrderId) override {
    return Failure{StoreError{}};
  }
  Result<std::optional<OrderTrail>, StoreError> FindTrail(OrderId) override {
    return Failure{StoreError{}};
  }
  Result<OrderPage, StoreError> ListOrders(const OrderFilter&) override {
    return Failure{StoreError{}};
  }
  Result<std::optional<orders::Subscriber>, StoreError> FindSubscriber(Msisdn) override {
    return Failure{StoreError{}};
  }
  Result<std::vector<orders::Subscriber>, StoreError> ListSubscribers(std::optional<Msisdn>,
                                                                      std::size_t) override {
    return Failure{StoreError{}};
  }
  Result<std::optional<ApiKey>, StoreError> FindKey(const Digest&) override {
    return Failure{StoreError{}};
  }
  Result<std::vector<orders::OutboxMessage>, StoreError> DueOutboxMessages(std::string_view,
                                                                           Instant,
                                                                           std::size_t) override {
    return Failure{StoreError{}};
  }
  Result<std::optional<Instant>, StoreError> NextDue(std::string_view, Instant) override {
    return Failure{StoreError{}};
  }
  Result<std::map<orders::State, std::int64_t>, StoreError> CountOpen() override {
    return Failure{StoreError{}};
  }
  Result<std::int64_t, StoreError> GreatestId() override { return Failure{StoreError{}}; }

 private:
  void Keep(orders::OrderAggregate aggregate) {
    const auto found = records.find(aggregate.order.id);
    OrderRecord record(aggregate.order);
    if (found != records.end()) record = found->second;
    record.order = aggregate.order;
    Post(ledger::CauseOf(record.order.id), record.transfers, aggregate.transfers);
    record.outbox_message =
        orders::NextOutboxMessage(record.order, record.outbox_message, kNow, {});
    numbers.insert_or_assign(record.order.msisdn(), *aggregate.number);
    records.insert_or_assign(record.order.id, std::move(record));
  }

  void Post(ledger::Cause cause, std::int32_t& count, const ledger::Transfers& transfers) {
    if (transfers.empty()) return;
    entries[cause].push_back({cause, count + 1, kNow, transfers});
    count += ledger::CountOf(transfers);
    for (const ledger::Transfer& transfer : transfers) {
      Balance(transfer.from, -transfer.amount);
      Balance(transfer.to, transfer.amount);
    }
  }

  bool Tell(ledger::Cause cause, const Reader& reader) {
    const auto& posted = entries[cause];
    return std::all_of(posted.begin(), posted.end(), reader.entry);
  }

  // The buckets of numbers are in the numbers' rows.
  void Balance(const ledger::Account& account, std::int64_t change) {
    if (account.kind == ledger::AccountKind::kSim || account.kind == ledger::AccountKind::kBonus)
      return;
    balances[account] += change;
  }
};

// Four orders: one delivered and paid in cash, one waiting for payment, one paid and not delivered
// yet, one whose delivery was refused.
struct Populated {
  Populated() {
    cash = world.Place("0470 12 34 56", "proximus", payments::PaymentMethod::kCash);
    open = world.Place("0470 12 34 56", "proximus", payments::PaymentMethod::kCard);
    paid = world.Place("0485 12 34 56", "telenet", payments::PaymentMethod::kCard);
    world.Happen(paid, [](orders::OrderAggregate& aggregate) {
      orders::OnPaymentPaid(aggregate, 1, 1'500, "ch_1");
    });
    refused = world.Place("0486 12 34 56", "telenet", payments::PaymentMethod::kCash);
    world.Happen(refused, [](orders::OrderAggregate& aggregate) {
      orders::OnDeliverySent(aggregate, 1);
      orders::OnDeliveryRefused(aggregate, 1, orders::RefusalReason::kBarred);
    });
  }
  World world;
  OrderId cash, open, paid, refused;
};

TEST(Verify, CorrectDatabasePasses) {
  Populated p;
  const auto report = Verify(p.world);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->difference.value_or(""), "");
  EXPECT_EQ(report->counts.orders, 4);
  EXPECT_EQ(report->counts.numbers, 3);
  EXPECT_EQ(report->suspense, 3'000) << "one to be delivered, one to be handed back";
  EXPECT_EQ(report->in_review, 1'500) << "what is to be handed back waits for a person";
}

TEST(Verify, WhatLapsedIsInTheSums) {
  Populated p;
  const auto before = Verify(p.world);
  p.world.Lapse("0470 12 34 56");
  const auto report = Verify(p.world);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->difference.value_or(""), "");
  EXPECT_EQ(report->counts.transfers, before->counts.transfers + 1);
}

TEST(Verify, EmptyDatabasePasses) {
  World world;
  EXPECT_EQ(world.Difference(), "");
}

struct Spoiled {
  const char* name;
  std::function<void(Populated&)> spoil;
  const char* says;  // a part of the difference
};

class VerifySpoiled : public testing::TestWithParam<Spoiled> {};

TEST_P(VerifySpoiled, DifferenceIsReported) {
  Populated p;
  GetParam().spoil(p);
  const std::string difference = p.world.Difference();
  EXPECT_NE(difference.find(GetParam().says), std::string::npos) << difference;
}

std::vector<ledger::Entry>& EntriesOf(Populated& p, OrderId order) {
  return p.world.entries.at(ledger::CauseOf(order));
}
std::vector<ledger::Entry>& EntriesOfTheSim(Populated& p) {
  return p.world.entries.at(ledger::CauseOf(Number("0470 12 34 56")));
}

orders::Subscriber& TheSim(Populated& p) { return p.world.numbers.at(Number("0470 12 34 56")); }

const Spoiled kSpoiled[] = {
    {"a balance one cent too high",
     [](Populated& p) { p.world.balances.at(ledger::Of(ledger::AccountKind::kSuspense)) += 1; },
     "account suspense: what was posted adds up to 30.00 EUR, but 30.01 EUR is kept"},
    {"a balance that is gone",
     [](Populated& p) { p.world.balances.erase(ledger::Of(ledger::AccountKind::kPsp, "bank")); },
     "account psp:bank: what was posted adds up to -15.00 EUR, but 0.00 EUR is kept"},
    {"a balance out of nothing",
     [](Populated& p) { p.world.balances[ledger::Of(ledger::AccountKind::kFees)] = 7; },
     "account fees"},
    {"the last transfer missing",
     [](Populated& p) { EntriesOf(p, p.cash).back().transfers.pop_back(); }, "transfers, but"},
    {"an entry that begins later", [](Populated& p) { EntriesOf(p, p.cash).front().n = 2; },
     "transfer 1 is missing"},
    {"an entry twice",
     [](Populated& p) { EntriesOf(p, p.paid).push_back(EntriesOf(p, p.paid).back()); },
     "transfer 2 is missing"},
    {"a transfer of another sum",
     [](Populated& p) { EntriesOf(p, p.paid).front().transfers.front().amount += 1; },
     "its parts have 15.00 EUR in flight, but its transfers left 15.01 EUR in suspense"},
    {"an order that claims to be paid",
     [](Populated& p) {
       orders::Payment& payment = p.world.records.at(p.open).order.payments.front();
       payment.state = orders::PaymentState::kPaid;
       payment.received = 1'500;
       p.world.records.at(p.open).outbox_message.reset();
     },
     "its parts have 15.00 EUR in flight, but its transfers left 0.00 EUR in suspense"},
    {"an order put in by hand",
     [](Populated& p) {
       OrderRecord forged = p.world.records.at(p.cash);
       forged.order.id = OrderId(p.world.ids.Next(kNow));
       p.world.records.insert_or_assign(forged.order.id, forged);
     },
     "it should follow order"},
    {"an order taken out", [](Populated& p) { p.world.records.erase(p.cash); },
     "it should follow no order"},
    {"the latest order taken out", [](Populated& p) { p.world.records.erase(p.refused); },
     "its last order should be none"},
    {"an impossible order",
     [](Populated& p) { p.world.records.at(p.cash).order.deliveries.front().n = 7; },
     "deliveries are not numbered from 1"},
    {"a prepaid balance by hand", [](Populated& p) { TheSim(p).sim->credit.amount += 10'000; },
     "main balance: what was posted adds up to 15.000000 EUR, but 15.010000 EUR is kept"},
    {"a state by hand", [](Populated& p) { TheSim(p).sim->state = prepaid::SimState::kTerminated; },
     "its SIM cannot be terminated with the cause \"activated\""},
    {"an entry of a number missing",
     [](Populated& p) {
       p.world.Lapse("0470 12 34 56");
       EntriesOfTheSim(p).clear();
     },
     "number 0470 12 34 56: it has posted 1 transfers, but 0 are there"},
    {"an entry of a number out of nothing",
     [](Populated& p) {
       p.world.Lapse("0470 12 34 56");
       TheSim(p).transfers = 0;
     },
     "number 0470 12 34 56: it has posted 0 transfers, but 1 are there"},
    {"an entry of a number of another sum",
     [](Populated& p) {
       p.world.Lapse("0470 12 34 56");
       EntriesOfTheSim(p).front().transfers.front().amount -= 1;
     },
     "main balance: what was posted adds up to 0.000001 EUR, but 0.000000 EUR is kept"},
    {"an entry of a number with credit of another",
     [](Populated& p) {
       p.world.Lapse("0470 12 34 56");
       EntriesOfTheSim(p).front().transfers.front().from.owner = "32485123456";
     },
     "transfer 1 of number 0470 12 34 56: it moves the credit of another number"},
    {"an entry without its number",
     [](Populated& p) {
       p.world.Lapse("0470 12 34 56");
       EntriesOfTheSim(p).front().cause.id = 32'470'000'000;
     },
     "transfer 1 of number 0470 00 00 00 belongs to nothing that is there"},
    {"a bonus by hand", [](Populated& p) { TheSim(p).sim->bonus.amount = 0; },
     "bonus: what was posted"},
    {"a limit forgotten", [](Populated& p) { TheSim(p).usage.months[0].taken -= 1'500; },
     "limit of 2026-11: what was posted adds up to 15.00 EUR, but 0.00 EUR is kept"},
    {"a month forgotten", [](Populated& p) { TheSim(p).usage.months[0] = {}; },
     "limit of 2026-11: what was posted adds up to 15.00 EUR, but 0.00 EUR is kept"},
    {"a paid order kept to be paid", [](Populated& p) { TheSim(p).unpaid[0] = p.cash; },
     "should wait to be paid, but does not"},
    {"a month out of nothing",
     [](Populated& p) {
       TheSim(p).usage.months[1] = {{202'610}, 1'500};
     },
     "limit of 2026-10: what was posted adds up to 0.00 EUR, but 15.00 EUR is kept"},
    {"months in disorder",
     [](Populated& p) {
       TheSim(p).usage.months[1] = {{202'612}, 0};
     },
     "its months are not in order"},
    {"a number that is gone", [](Populated& p) { p.world.numbers.erase(Number("0485 12 34 56")); },
     "number 0485 12 34 56 has orders and no row"},
    {"an outbox message that is gone",
     [](Populated& p) { p.world.records.at(p.paid).outbox_message.reset(); },
     "it needs the outbox message deliver and has none"},
    {"an outbox message too many",
     [](Populated& p) {
       p.world.records.at(p.cash).outbox_message = p.world.records.at(p.paid).outbox_message;
     },
     "it needs nothing more, but has the outbox message deliver"},
    {"an outbox message in another destination",
     [](Populated& p) { p.world.records.at(p.paid).outbox_message->destination = "orange"; },
     "for orange"},
    {"an outbox message that would send twice",
     [](Populated& p) {
       p.world.records.at(p.paid).order.deliveries.front().state = orders::DeliveryState::kUnknown;
     },
     "would send again what may have been sent"},
};

INSTANTIATE_TEST_SUITE_P(Verify, VerifySpoiled, testing::ValuesIn(kSpoiled), [](const auto& row) {
  std::string name = row.param.name;
  for (char& c : name) {
    if (c == ' ') c = '_';
  }
  return name;
});

// Orders are placed and every second one is given back, while the clock jumps in either direction.
TEST(Verify, ClockJumpsCauseNoDifference) {
  const std::int64_t hour = 3'600'000;
  const Instant end_of_november{1'796'079'600'000 - 1};
  const struct {
    const char* name;
    std::vector<std::int64_t> hours;
  } histories[] = {
      {"into the next month and back", {0, 1, 0, 1, 0}},
      {"a month ahead and back", {0, 31 * 24, 0, 31 * 24}},
      {"a year ahead and back, and then through the months", {0, 8'760, 0, 744, 1'488, 8'760}},
      {"back by a month", {0, -31 * 24, 0, -31 * 24}},
      {"to more months than are kept", {0, 8'760, 17'520, 26'280, 0, 8'760, 1'488, 0}},
  };
  for (const auto& history : histories) {
    World world;
    std::vector<OrderId> placed;
    for (const std::int64_t hours : history.hours) {
      placed.push_back(world.Place("0470 12 34 56", "proximus", payments::PaymentMethod::kCard,
                                   end_of_november + Millis(hours * hour)));
      EXPECT_EQ(world.Difference(), "") << history.name;
    }
    for (std::size_t i = 0; i < placed.size(); i += 2) {
      world.Happen(placed[i], [](orders::OrderAggregate& aggregate) {
        orders::OnPaymentTimeOver(aggregate, 1);
        orders::OnPaymentClosed(aggregate, 1, orders::CloseReason::kExpired);
        EXPECT_EQ(orders::StateOf(aggregate.order), orders::State::kExpired);
      });
      EXPECT_EQ(world.Difference(), "") << history.name;
    }
  }
}

TEST(Verify, AuditTrailIsRecomputed) {
  Populated p;
  for (const char* const action : {"key.create", "key.revoke"})
    p.world.Act({kNow, "admin", action, "key_1", ""});
  const auto report = Verify(p.world);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->difference.value_or(""), "");
  EXPECT_EQ(report->audit, (std::vector{p.world.audit_tail}));
  p.world.rows.Of<AuditRow>().begin()->second.entry.actor = "nobody";
  EXPECT_EQ(p.world.Difference().rfind("audit trail of node ", 0), 0U) << p.world.Difference();
}

TEST(Verify, ProgressIsReported) {
  Populated p;
  std::int64_t told = 0;
  const auto report =
      Verify(p.world, [&told](const VerifyCounts& counts) { told = counts.orders; });
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(told, 4) << "at the end at least";
}

}  // namespace
}  // namespace herlaad::engine
