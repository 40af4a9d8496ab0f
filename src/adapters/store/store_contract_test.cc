// The contract of writing for every store: a batch is stored as a whole or not at all.
#include "adapters/store/store_contract.h"

#include <algorithm>
#include <fstream>
#include <set>

namespace herlaad::store {
namespace {

using engine::CommitResult;
using engine::Needs;
using engine::OrderRecord;
using engine::ReadSet;
using engine::WriteSet;
using ledger::AccountKind;

template <class Kind>
class StoreContract : public StoreFixture<Kind> {};
TYPED_TEST_SUITE(StoreContract, Stores, StoreNames);

TYPED_TEST(StoreContract, WrittenRecordsAreLoadedUnchanged) {
  Samples& samples = this->samples_;
  for (int batch = 0; batch < 20; ++batch) {
    WriteSet writes;
    Needs needs;
    for (int i = 0; i < 30; ++i) {
      OrderRecord record = samples.Record();
      if (i % 2 == 0) {
        record.outbox_message = samples.OutboxMessage(record.order.id);
        writes.outbox_messages.push_back(*record.outbox_message);
      }
      needs.orders.push_back(record.order.id);
      writes.new_orders.push_back(std::move(record));
    }
    std::set<Msisdn> msisdns;
    for (int i = 0; i < 30; ++i) msisdns.insert(samples.AnyNumber());
    for (const Msisdn msisdn : msisdns) {
      writes.subscribers.push_back(samples.NumberRow(msisdn));
      needs.subscribers.push_back(msisdn);
    }
    for (int i = 0; i < 30; ++i) {
      writes.idempotency_records.push_back(samples.IdempotencyRecord());
      needs.idempotency_records.push_back(writes.idempotency_records.back().key);
    }
    writes.plain.Of<engine::ApiKey>() = {samples.Key(), samples.Key()};
    for (const auto& key : writes.plain.Of<engine::ApiKey>())
      needs.plain.Of<engine::ApiKey>().push_back(key.id);
    this->Committed(writes);
    if (batch % 10 == 5) this->Reopen();

    const ReadSet read_set = this->Loaded(needs);
    for (const auto& record : writes.new_orders) {
      ASSERT_NE(read_set.Find(record.order.id), nullptr);
      EXPECT_EQ(*read_set.Find(record.order.id), record);
    }
    for (const auto& number : writes.subscribers) {
      ASSERT_NE(read_set.Find(number.msisdn), nullptr);
      EXPECT_EQ(*read_set.Find(number.msisdn), number);
    }
    for (const auto& idempotency_record : writes.idempotency_records) {
      ASSERT_NE(read_set.Find(idempotency_record.key), nullptr);
      EXPECT_EQ(*read_set.Find(idempotency_record.key), idempotency_record);
    }
    for (const auto& key : writes.plain.Of<engine::ApiKey>()) {
      ASSERT_NE(read_set.FindPlain<engine::ApiKey>(key.id), nullptr);
      EXPECT_EQ(*read_set.FindPlain<engine::ApiKey>(key.id), key);
      EXPECT_EQ(*this->queries().FindKey(key.secret), key);
    }
  }
}

TYPED_TEST(StoreContract, OrderIsLoadedWithItsSubscriber) {
  WriteSet writes;
  writes.new_orders.push_back(this->samples_.Record());
  const Msisdn msisdn = writes.new_orders.front().order.msisdn();
  writes.subscribers.push_back(this->samples_.NumberRow(msisdn));
  this->Committed(writes);
  Needs needs;
  needs.orders = {writes.new_orders.front().order.id};
  const ReadSet read_set = this->Loaded(needs);
  ASSERT_NE(read_set.Find(msisdn), nullptr);
  EXPECT_EQ(*read_set.Find(msisdn), writes.subscribers.front());
}

TYPED_TEST(StoreContract, MissingRecordsAreNotLoaded) {
  Needs needs;
  needs.orders = {OrderId(7)};
  needs.subscribers = {Samples::Number(7)};
  needs.idempotency_records = {Digest{7, 7}};
  needs.plain.Of<engine::ApiKey>() = {engine::KeyId(7)};
  const ReadSet read_set = this->Loaded(needs);
  EXPECT_EQ(read_set.Find(OrderId(7)), nullptr);
  EXPECT_EQ(read_set.Find(Samples::Number(7)), nullptr);
  EXPECT_EQ(read_set.Find(Digest{7, 7}), nullptr);
  EXPECT_EQ(read_set.FindPlain<engine::ApiKey>(engine::KeyId(7)), nullptr);
  EXPECT_FALSE(this->queries().FindOrder(OrderId(7))->has_value());
  EXPECT_FALSE(this->queries().FindSubscriber(Samples::Number(7))->has_value());
  EXPECT_FALSE(this->queries().FindKey(Digest{7, 7})->has_value());
  EXPECT_FALSE(this->queries().FindSetting("seven")->has_value());
}

TYPED_TEST(StoreContract, ChangesReplaceEarlierValues) {
  Samples& samples = this->samples_;
  for (int round = 0; round < 50; ++round) {
    WriteSet created;
    created.new_orders.push_back(samples.Record());
    const orders::Order& before = created.new_orders.front().order;
    created.outbox_messages.push_back(samples.OutboxMessage(before.id));
    created.subscribers.push_back(samples.NumberRow(before.msisdn()));
    this->Committed(created);

    OrderRecord changed = samples.Record(samples.Order(before.id, before.msisdn()));
    while (changed.order.payments.size() < before.payments.size())
      samples.AddPayment(changed.order);
    while (changed.order.deliveries.size() < before.deliveries.size()) {
      samples.AddDelivery(changed.order);
    }
    while (changed.order.refunds.size() < before.refunds.size()) samples.AddRefund(changed.order);
    changed.outbox_message = samples.OutboxMessage(before.id);
    WriteSet writes;
    writes.changed_orders.push_back(changed);
    writes.outbox_messages.push_back(*changed.outbox_message);
    writes.outbox_messages_done.push_back(created.outbox_messages.front());
    writes.subscribers.push_back(samples.NumberRow(before.msisdn()));
    this->Committed(writes);

    const auto order = this->queries().FindOrder(before.id);
    ASSERT_TRUE(order.ok()) << order.error().message;
    EXPECT_EQ(*order, changed);
    EXPECT_EQ(*this->queries().FindSubscriber(before.msisdn()), writes.subscribers.front());
  }
}

TYPED_TEST(StoreContract, SettingsAndAuditEntriesAreStored) {
  WriteSet writes;
  writes.plain.Of<engine::Setting>() = {{"outbox_workers", "held"}, {"empty", ""}};
  const auto create =
      this->samples_.Act({kSampleNow, "cli:root", "key.create", "key_1", "it's \"x\""});
  const auto revoke = this->samples_.Act({kSampleNow, "cli:root", "key.revoke", "key_1", ""});
  writes.plain.Of<engine::AuditRow>() = {create, revoke};
  writes.plain.Put(this->samples_.audit_tail());
  this->Committed(writes);
  writes = {};
  writes.plain.Of<engine::Setting>() = {{"outbox_workers", "going"}};
  const auto later = this->samples_.Act({kSampleNow, "admin", "setting.change", "x", ""});
  writes.plain.Put(later);
  writes.plain.Put(this->samples_.audit_tail());
  this->Committed(writes);
  this->Reopen();
  EXPECT_EQ(*this->queries().FindSetting("outbox_workers"), "going");
  EXPECT_EQ(*this->queries().FindSetting("empty"), "");
  const auto rows = [&](engine::RowQuery<engine::AuditRow> query) {
    return *this->queries().ReadRows(query);
  };
  EXPECT_EQ(rows({}), (std::vector{create, revoke, later}));
  EXPECT_EQ(rows({.newest_first = true, .limit = 2}), (std::vector{later, revoke}));
  EXPECT_EQ(rows({.from = create.id, .below = later.id, .newest_first = true}),
            (std::vector{revoke, create}));
  EXPECT_EQ(*this->queries().ReadRows(engine::RowQuery<engine::AuditTail>{}),
            (std::vector{this->samples_.audit_tail()}));
}

TYPED_TEST(StoreContract, StaffSessionsAndApprovalsAreKeptAndChanged) {
  Samples& samples = this->samples_;
  WriteSet writes;
  Needs needs;
  for (int i = 0; i < 20; ++i) {
    auto member = samples.StaffMember();
    member.name = "person-" + std::to_string(i);
    member.tries.networks.resize(static_cast<std::size_t>(i) % 3);
    const auto session = samples.StaffSession();
    const auto approval = samples.StaffApproval();
    needs.plain.Of<engine::StaffMember>().push_back(member.name);
    needs.plain.Of<engine::StaffSession>().push_back(session.id);
    needs.plain.Of<engine::StaffApproval>().push_back(approval.id);
    writes.plain.Put(std::move(member));
    writes.plain.Put(session);
    writes.plain.Put(approval);
  }
  this->Committed(writes);
  this->Reopen();
  writes.plain.Of<engine::StaffMember>().front().last_step = 7;
  writes.plain.Of<engine::StaffSession>().front().times.ended_at = kSampleNow;
  writes.plain.Of<engine::StaffApproval>().front().approval.used_at = kSampleNow;
  this->Committed(writes);
  const ReadSet read_set = this->Loaded(needs);
  writes.plain.ForEach([&](const auto& rows) {
    for (const auto& row : rows) {
      using Row = std::remove_cvref_t<decltype(row)>;
      const Row* const found = read_set.template FindPlain<Row>(engine::KeyOf<Row>::Of(row));
      ASSERT_NE(found, nullptr);
      EXPECT_EQ(*found, row);
      EXPECT_EQ(*this->queries().template FindRow<Row>(engine::KeyOf<Row>::Of(row)), row);
    }
  });
}

TYPED_TEST(StoreContract, AbandonLeavesNothing) {
  WriteSet writes;
  writes.new_orders.push_back(this->samples_.Record());
  ReadSet read_set;
  ASSERT_TRUE(this->store().Load({}, read_set).ok());
  this->store().Abandon();
  this->store().Abandon();  // may be repeated
  EXPECT_FALSE(this->queries().FindOrder(writes.new_orders.front().order.id)->has_value());
  this->Committed(writes);
  EXPECT_TRUE(this->queries().FindOrder(writes.new_orders.front().order.id)->has_value());
}

TYPED_TEST(StoreContract, RejectedRowPoisonsItsBatchAndLeavesNothing) {
  Samples& samples = this->samples_;
  WriteSet first;
  first.new_orders.push_back(samples.Record());
  this->Committed(first);

  WriteSet writes;
  writes.subscribers.push_back(samples.NumberRow());
  writes.idempotency_records.push_back(samples.IdempotencyRecord());
  writes.new_orders.push_back(samples.Record());
  writes.new_orders.push_back(first.new_orders.front());  // exists already
  EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned);
  EXPECT_FALSE(this->queries().FindOrder(writes.new_orders.front().order.id)->has_value());
  EXPECT_FALSE(this->queries().FindSubscriber(writes.subscribers.front().msisdn)->has_value());

  // The others of the batch are unaffected, and the idempotency record does not exist.
  writes.new_orders.pop_back();
  EXPECT_EQ(this->Loaded({{writes.idempotency_records.front().key}, {}, {}, {}})
                .Find(writes.idempotency_records.front().key),
            nullptr);
  this->Committed(writes);
  EXPECT_NE(this->Loaded({{writes.idempotency_records.front().key}, {}, {}, {}})
                .Find(writes.idempotency_records.front().key),
            nullptr);
}

TYPED_TEST(StoreContract, ImpossibleAmountsAreRejected) {
  Samples& samples = this->samples_;
  const OrderId id(samples.NextId());
  const auto refused = [&](const WriteSet& writes) {
    EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned);
  };
  WriteSet nothing_moved;
  nothing_moved.entries = {{ledger::CauseOf(id),
                            1,
                            kSampleNow,
                            {{ledger::Of(AccountKind::kFees), ledger::Of(AccountKind::kVat), 0}}}};
  refused(nothing_moved);
  WriteSet below_zero;
  below_zero.subscribers.push_back(samples.NumberRow());
  below_zero.subscribers.front().sim.emplace();
  below_zero.subscribers.front().sim->credit.amount = -1;
  refused(below_zero);
  const ledger::Account prefund = ledger::Of(AccountKind::kPrefund, "telenet");
  for (const ledger::Balance impossible : {ledger::Balance{-1, 0, 0}, ledger::Balance{9, 0, 10},
                                           ledger::Balance{9, 1, 9}, ledger::Balance{9, -1, 0}}) {
    WriteSet overdrawn;
    overdrawn.plain.Put(ledger::AccountBalance{prefund, impossible});
    refused(overdrawn);
  }
  WriteSet too_much;
  too_much.balances[ledger::Of(AccountKind::kFees)] = INT64_MAX;
  this->Committed(too_much);
  refused(too_much);  // a sum beyond 64 bits
  WriteSet same_secret;
  same_secret.plain.Of<engine::ApiKey>() = {samples.Key(), samples.Key()};
  same_secret.plain.Of<engine::ApiKey>()[1].secret =
      same_secret.plain.Of<engine::ApiKey>()[0].secret;
  refused(same_secret);
}

// A posting made twice is noticed, whatever its cause.
TYPED_TEST(StoreContract, EntryIsStoredOnce) {
  const ledger::Transfers moved{
      ledger::Move(5, ledger::Of(AccountKind::kFees), ledger::Of(AccountKind::kVat))};
  const Msisdn number = Samples::Number(1);
  for (const ledger::Cause cause :
       {ledger::CauseOf(OrderId(this->samples_.NextId())), ledger::CauseOf(number),
        engine::CauseOf(engine::FloatPaymentId(5))}) {
    WriteSet writes;
    writes.entries = {{cause, 1, kSampleNow, moved}};
    this->Committed(writes);
    EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned);
    writes.entries.front().n = 2;
    writes.entries.push_back(writes.entries.front());
    EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned) << "twice in one commit";
    writes.entries.pop_back();
    this->Committed(writes);
  }
  WriteSet order_of_that_number;  // causes of different kinds may have one id
  order_of_that_number.entries = {{ledger::CauseOf(OrderId(number.value())), 1, kSampleNow, moved}};
  this->Committed(order_of_that_number);
}

TYPED_TEST(StoreContract, BalancesAreAddedUp) {
  const ledger::Account psp = ledger::Of(AccountKind::kPsp, "sandbox");
  const ledger::Account fees = ledger::Of(AccountKind::kFees);
  const ledger::Account prefund = ledger::Of(AccountKind::kPrefund, "telenet");
  WriteSet writes;
  writes.balances = {{psp, -1'500}, {fees, 10'000}, {prefund, 7}};
  writes.balances[ledger::OfBucket(32'470'123'456, 1, Asset::kEur6)] =
      5;                                                         // stored in the subscriber's row
  writes.plain.Put(ledger::AccountBalance{prefund, {1, 0, 0}});  // stored in its own row
  this->Committed(writes);
  writes.balances = {{psp, -500}, {fees, -9'999}, {prefund, -3}};
  this->Committed(writes);
  this->Reopen();

  ledger::Changes balances;
  engine::Queries::Reader reader;
  reader.balance = [&](const ledger::Account& account, std::int64_t balance) {
    balances[account] = balance;
    return true;
  };
  ASSERT_TRUE(this->queries().ReadAll(reader).ok());
  EXPECT_EQ(balances, (ledger::Changes{{psp, -2'000}, {fees, 1}, {prefund, 1}}));
}

// What stands between "```sql" and "```" in a document.
std::vector<std::string> SqlIn(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> found;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```sql") {
      inside = true;
      found.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      found.back() += line + "\n";
    }
  }
  return found;
}

template <class Kind>
class DatabaseContract : public StoreFixture<Kind> {};
TYPED_TEST_SUITE(DatabaseContract, Databases, StoreNames);

// Finance reads the view in plain SQL, the same on both databases.
TYPED_TEST(DatabaseContract, PostingsViewShowsEachAccountWithItsSignedAmount) {
  using ledger::AccountKind;
  const auto cash = ledger::Of(AccountKind::kCash, "till 7");
  const auto suspense = ledger::Of(AccountKind::kSuspense);
  const auto fees = ledger::Of(AccountKind::kFees);
  WriteSet writes;
  writes.new_orders.push_back(this->samples_.Record());
  const OrderId order = writes.new_orders.front().order.id;
  writes.subscribers.push_back(this->samples_.NumberRow());
  const Msisdn number = writes.subscribers.front().msisdn;
  const ledger::Cause cause = ledger::CauseOf(order);
  writes.entries = {{cause,
                     1,
                     Instant{5},
                     {ledger::Move(1'550, cash, suspense), ledger::Move(50, suspense, fees)}},
                    {cause, 3, Instant{9}, {ledger::Move(100, suspense, cash)}},
                    {ledger::CauseOf(number),
                     1,
                     Instant{9},
                     {ledger::Move(7'000'000, ledger::OfBucket(number.value(), 1, Asset::kEur6),
                                   ledger::Of(AccountKind::kBreakage, "proximus"))}}};
  std::sort(writes.entries.begin(), writes.entries.end(),
            [](const auto& a, const auto& b) { return a.key() < b.key(); });
  this->Committed(writes);

  static constexpr Query kSums{
      "SELECT account, CAST(sum(amount) AS bigint) FROM postings WHERE shard = $1 AND cause_id = "
      "$2 AND cause_kind = $3 "
      "GROUP BY account ORDER BY account"};
  using Sums = std::map<std::string, std::int64_t>;
  const auto database = this->kind_.Connect();
  const auto sums_of = [&database](ledger::Cause of) {
    Sums sums;
    auto sink = [&](Row row) {
      Fields fields(row);
      const std::string account(fields.Text());
      sums[account] = fields.Int();
      return fields.ok();
    };
    const Value parameters[] = {Value::Int(0), Value::Int(of.id),
                                Value::Int(static_cast<std::int64_t>(of.kind))};
    const auto read = database->Run(kSums, parameters, sink);
    EXPECT_TRUE(read.ok()) << read.error().message;
    return sums;
  };
  EXPECT_EQ(sums_of(cause), (Sums{{"cash:till 7", -1'450}, {"fees", 50}, {"suspense", 1'400}}));
  EXPECT_EQ(sums_of(ledger::CauseOf(number)),
            (Sums{{"breakage:proximus", 7'000'000},
                  {"sim:" + std::to_string(number.value()), -7'000'000}}));
}

TYPED_TEST(DatabaseContract, SqlInTheManualRuns) {
  const auto scripts = SqlIn(HERLAAD_SOURCE_DIR "/docs/operations.md");
  ASSERT_FALSE(scripts.empty());
  const auto database = this->kind_.Connect();
  for (const std::string& script : scripts) {
    const auto done = database->Execute(script);
    EXPECT_TRUE(done.ok()) << done.error().message << "\n" << script;
  }
}

}  // namespace
}  // namespace herlaad::store
