// The contract of writing for every store: a batch is stored as a whole or not at all.
#include "adapters/store/contract_tests/store_contract.h"

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
        writes.changed.Put(*record.outbox_message);
      }
      needs.Put<engine::OrderRecord>(record.order.id);
      writes.inserted.Put(std::move(record));
    }
    std::set<Msisdn> msisdns;
    for (int i = 0; i < 30; ++i) msisdns.insert(samples.AnyNumber());
    for (const Msisdn msisdn : msisdns) {
      writes.changed.Put(samples.NumberRow(msisdn));
      needs.Put<orders::Subscriber>(msisdn);
    }
    for (int i = 0; i < 30; ++i) {
      writes.inserted.Put(samples.IdempotencyRecord());
      needs.Put<engine::IdempotencyRecord>(NewIdempotencyRecords(writes).back().key);
    }
    writes.changed.Of<engine::ApiKey>() = {samples.Key(), samples.Key()};
    for (const auto& key : writes.changed.Of<engine::ApiKey>()) needs.Put<engine::ApiKey>(key.id);
    this->Committed(writes);
    if (batch % 10 == 5) this->Reopen();

    const ReadSet read_set = this->Loaded(needs);
    for (const auto& record : NewOrders(writes)) {
      ASSERT_NE(read_set.Find<engine::OrderRecord>(record.order.id), nullptr);
      EXPECT_EQ(*read_set.Find<engine::OrderRecord>(record.order.id), record);
    }
    for (const auto& number : writes.changed.Of<orders::Subscriber>()) {
      ASSERT_NE(read_set.Find<orders::Subscriber>(number.msisdn), nullptr);
      EXPECT_EQ(*read_set.Find<orders::Subscriber>(number.msisdn), number);
    }
    for (const auto& idempotency_record : NewIdempotencyRecords(writes)) {
      ASSERT_NE(read_set.Find<engine::IdempotencyRecord>(idempotency_record.key), nullptr);
      EXPECT_EQ(*read_set.Find<engine::IdempotencyRecord>(idempotency_record.key),
                idempotency_record);
    }
    for (const auto& key : writes.changed.Of<engine::ApiKey>()) {
      ASSERT_NE(read_set.Find<engine::ApiKey>(key.id), nullptr);
      EXPECT_EQ(*read_set.Find<engine::ApiKey>(key.id), key);
      EXPECT_EQ(*this->queries().FindKey(key.secret), key);
    }
  }
}

TYPED_TEST(StoreContract, OrderIsLoadedWithItsSubscriber) {
  WriteSet writes;
  writes.inserted.Put(this->samples_.Record());
  const Msisdn msisdn = NewOrders(writes).front().order.msisdn();
  writes.changed.Put(this->samples_.NumberRow(msisdn));
  this->Committed(writes);
  Needs needs;
  needs.Of<engine::OrderRecord>() = {NewOrders(writes).front().order.id};
  const ReadSet read_set = this->Loaded(needs);
  ASSERT_NE(read_set.Find<orders::Subscriber>(msisdn), nullptr);
  EXPECT_EQ(*read_set.Find<orders::Subscriber>(msisdn),
            writes.changed.Of<orders::Subscriber>().front());
}

TYPED_TEST(StoreContract, MissingRecordsAreNotLoaded) {
  Needs needs;
  needs.Of<engine::OrderRecord>() = {OrderId(7)};
  needs.Of<orders::Subscriber>() = {Samples::Number(7)};
  needs.Of<engine::IdempotencyRecord>() = {Digest{7, 7}};
  needs.Of<engine::ApiKey>() = {engine::KeyId(7)};
  const ReadSet read_set = this->Loaded(needs);
  EXPECT_EQ(read_set.Find<engine::OrderRecord>(OrderId(7)), nullptr);
  EXPECT_EQ(read_set.Find<orders::Subscriber>(Samples::Number(7)), nullptr);
  EXPECT_EQ(read_set.Find<engine::IdempotencyRecord>(Digest{7, 7}), nullptr);
  EXPECT_EQ(read_set.Find<engine::ApiKey>(engine::KeyId(7)), nullptr);
  EXPECT_FALSE(this->queries().FindOrder(OrderId(7))->has_value());
  EXPECT_FALSE(this->queries().FindSubscriber(Samples::Number(7))->has_value());
  EXPECT_FALSE(this->queries().FindKey(Digest{7, 7})->has_value());
  EXPECT_FALSE(this->queries().FindSetting("seven")->has_value());
}

TYPED_TEST(StoreContract, ChangesReplaceEarlierValues) {
  Samples& samples = this->samples_;
  for (int round = 0; round < 50; ++round) {
    WriteSet created;
    created.inserted.Put(samples.Record());
    const orders::Order& before = NewOrders(created).front().order;
    created.changed.Put(samples.OutboxMessage(before.id));
    created.changed.Put(samples.NumberRow(before.msisdn()));
    this->Committed(created);

    OrderRecord changed = samples.Record(samples.Order(before.id, before.msisdn()));
    while (changed.order.payments.size() < before.payments.size())
      samples.AddPayment(changed.order);
    while (changed.order.deliveries.size() < before.deliveries.size()) {
      samples.AddDelivery(changed.order);
    }
    while (changed.order.refunds.size() < before.refunds.size()) samples.AddRefund(changed.order);
    while (changed.order.disputes.size() < before.disputes.size())
      samples.AddDispute(changed.order);
    changed.outbox_message = samples.OutboxMessage(before.id);
    WriteSet writes;
    writes.changed.Put(changed);
    writes.changed.Put(*changed.outbox_message);
    writes.deleted.PutKeyOf(created.changed.Of<orders::OutboxMessage>().front());
    writes.changed.Put(samples.NumberRow(before.msisdn()));
    this->Committed(writes);

    const auto order = this->queries().FindOrder(before.id);
    ASSERT_TRUE(order.ok()) << order.error().message;
    EXPECT_EQ(*order, changed);
    EXPECT_EQ(*this->queries().FindSubscriber(before.msisdn()),
              writes.changed.Of<orders::Subscriber>().front());
  }
}

TYPED_TEST(StoreContract, SettingsAndAuditEntriesAreStored) {
  WriteSet writes;
  writes.changed.Of<engine::Setting>() = {{"outbox_workers", "held"}, {"empty", ""}};
  const auto create =
      this->samples_.Act({kSampleNow, "cli:root", "key.create", "key_1", "it's \"x\""});
  const auto revoke = this->samples_.Act({kSampleNow, "cli:root", "key.revoke", "key_1", ""});
  writes.changed.Of<engine::AuditRow>() = {create, revoke};
  writes.changed.Put(this->samples_.audit_tail());
  this->Committed(writes);
  writes = {};
  writes.changed.Of<engine::Setting>() = {{"outbox_workers", "going"}};
  const auto later = this->samples_.Act({kSampleNow, "admin", "setting.change", "x", ""});
  writes.changed.Put(later);
  writes.changed.Put(this->samples_.audit_tail());
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
    needs.Put<engine::StaffMember>(member.name);
    needs.Put<engine::StaffSession>(session.id);
    needs.Put<engine::StaffApproval>(approval.id);
    writes.changed.Put(std::move(member));
    writes.changed.Put(session);
    writes.changed.Put(approval);
  }
  this->Committed(writes);
  this->Reopen();
  writes.changed.Of<engine::StaffMember>().front().last_step = 7;
  writes.changed.Of<engine::StaffSession>().front().times.ended_at = kSampleNow;
  writes.changed.Of<engine::StaffApproval>().front().approval.used_at = kSampleNow;
  this->Committed(writes);
  const ReadSet read_set = this->Loaded(needs);
  const auto expect_stored = [&](const auto& rows) {
    for (const auto& row : rows) {
      using Row = std::remove_cvref_t<decltype(row)>;
      const Row* const found = read_set.template Find<Row>(engine::KeyOf<Row>::Of(row));
      ASSERT_NE(found, nullptr);
      EXPECT_EQ(*found, row);
      EXPECT_EQ(*this->queries().template FindRow<Row>(engine::KeyOf<Row>::Of(row)), row);
    }
  };
  expect_stored(writes.changed.Of<engine::StaffMember>());
  expect_stored(writes.changed.Of<engine::StaffSession>());
  expect_stored(writes.changed.Of<engine::StaffApproval>());
}

TYPED_TEST(StoreContract, AbandonLeavesNothing) {
  WriteSet writes;
  writes.inserted.Put(this->samples_.Record());
  ReadSet read_set;
  ASSERT_TRUE(this->store().Load({}, read_set).ok());
  this->store().Abandon();
  this->store().Abandon();  // may be repeated
  EXPECT_FALSE(this->queries().FindOrder(NewOrders(writes).front().order.id)->has_value());
  this->Committed(writes);
  EXPECT_TRUE(this->queries().FindOrder(NewOrders(writes).front().order.id)->has_value());
}

TYPED_TEST(StoreContract, RejectedRowPoisonsItsBatchAndLeavesNothing) {
  Samples& samples = this->samples_;
  WriteSet first;
  first.inserted.Put(samples.Record());
  this->Committed(first);

  WriteSet writes;
  writes.changed.Put(samples.NumberRow());
  writes.inserted.Put(samples.IdempotencyRecord());
  writes.inserted.Put(samples.Record());
  writes.inserted.Put(NewOrders(first).front());  // exists already
  EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned);
  EXPECT_FALSE(this->queries().FindOrder(NewOrders(writes).front().order.id)->has_value());
  EXPECT_FALSE(this->queries()
                   .FindSubscriber(writes.changed.Of<orders::Subscriber>().front().msisdn)
                   ->has_value());

  // The others of the batch are unaffected, and the idempotency record does not exist.
  NewOrders(writes).pop_back();
  const Digest key = NewIdempotencyRecords(writes).front().key;
  Needs needs;
  needs.Put<engine::IdempotencyRecord>(key);
  EXPECT_EQ(this->Loaded(needs).template Find<engine::IdempotencyRecord>(key), nullptr);
  this->Committed(writes);
  EXPECT_NE(this->Loaded(needs).template Find<engine::IdempotencyRecord>(key), nullptr);
}

TYPED_TEST(StoreContract, ImpossibleAmountsAreRejected) {
  Samples& samples = this->samples_;
  const OrderId id(samples.NextId());
  const auto refused = [&](const WriteSet& writes) {
    EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned);
  };
  WriteSet nothing_moved;
  nothing_moved.inserted.Of<ledger::Entry>() = {
      {ledger::CauseOf(id),
       1,
       kSampleNow,
       {{ledger::Of(AccountKind::kFees), ledger::Of(AccountKind::kVat), 0}}}};
  refused(nothing_moved);
  WriteSet below_zero;
  orders::Subscriber owing = samples.NumberRow();
  owing.sim.emplace();
  owing.sim->credit.amount = -1;
  below_zero.changed.Put(std::move(owing));
  refused(below_zero);
  const ledger::Account prefund = ledger::Of(AccountKind::kPrefund, "telenet");
  for (const ledger::Balance impossible : {ledger::Balance{-1, 0, 0}, ledger::Balance{9, 0, 10},
                                           ledger::Balance{9, 1, 9}, ledger::Balance{9, -1, 0}}) {
    WriteSet overdrawn;
    overdrawn.changed.Put(ledger::AccountBalance{prefund, impossible});
    refused(overdrawn);
  }
  WriteSet too_much;
  too_much.balances[ledger::Of(AccountKind::kFees)] = INT64_MAX;
  this->Committed(too_much);
  refused(too_much);  // a sum beyond 64 bits
  WriteSet same_secret;
  same_secret.changed.Of<engine::ApiKey>() = {samples.Key(), samples.Key()};
  same_secret.changed.Of<engine::ApiKey>()[1].secret =
      same_secret.changed.Of<engine::ApiKey>()[0].secret;
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
    writes.inserted.Of<ledger::Entry>() = {{cause, 1, kSampleNow, moved}};
    this->Committed(writes);
    EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned);
    writes.inserted.Of<ledger::Entry>().front().n = 2;
    writes.inserted.Put(writes.inserted.Of<ledger::Entry>().front());
    EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned) << "twice in one commit";
    writes.inserted.Of<ledger::Entry>().pop_back();
    this->Committed(writes);
  }
  WriteSet order_of_that_number;  // causes of different kinds may have one id
  order_of_that_number.inserted.Of<ledger::Entry>() = {
      {ledger::CauseOf(OrderId(number.value())), 1, kSampleNow, moved}};
  this->Committed(order_of_that_number);
}

TYPED_TEST(StoreContract, BalancesAreAddedUp) {
  const ledger::Account psp = ledger::Of(AccountKind::kPsp, "sandbox");
  const ledger::Account fees = ledger::Of(AccountKind::kFees);
  const ledger::Account prefund = ledger::Of(AccountKind::kPrefund, "telenet");
  WriteSet writes;
  writes.balances = {{psp, -1'500}, {fees, 10'000}, {prefund, 7}};
  writes.balances[ledger::OfBucket(32'470'123'456, 1, Asset::kEur6)] =
      5;                                                           // stored in the subscriber's row
  writes.changed.Put(ledger::AccountBalance{prefund, {1, 0, 0}});  // stored in its own row
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
  writes.inserted.Put(this->samples_.Record());
  const OrderId order = NewOrders(writes).front().order.id;
  writes.changed.Put(this->samples_.NumberRow());
  const Msisdn number = writes.changed.Of<orders::Subscriber>().front().msisdn;
  const ledger::Cause cause = ledger::CauseOf(order);
  writes.inserted.Of<ledger::Entry>() = {
      {cause,
       1,
       Instant{5},
       {ledger::Move(1'550, cash, suspense), ledger::Move(50, suspense, fees)}},
      {cause, 3, Instant{9}, {ledger::Move(100, suspense, cash)}},
      {ledger::CauseOf(number),
       1,
       Instant{9},
       {ledger::Move(7'000'000, ledger::OfBucket(number.value(), 1, Asset::kEur6),
                     ledger::Of(AccountKind::kBreakage, "proximus"))}}};
  std::sort(writes.inserted.Of<ledger::Entry>().begin(), writes.inserted.Of<ledger::Entry>().end(),
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
