// What every store promises of what is written: it is there, whole, or nothing of it is.
#include "adapters/store/store_contract.h"

#include <set>

namespace herlaad::store {
namespace {

using engine::CommitResult;
using engine::Needs;
using engine::OrderRecord;
using engine::Workspace;
using engine::WriteSet;
using ledger::AccountKind;

template <class Kind>
class StoreContract : public StoreFixture<Kind> {};
TYPED_TEST_SUITE(StoreContract, Stores, StoreNames);

TYPED_TEST(StoreContract, WhatWasWrittenIsLoadedBack) {
  Samples& samples = this->samples_;
  for (int batch = 0; batch < 20; ++batch) {
    WriteSet writes;
    Needs needs;
    for (int i = 0; i < 30; ++i) {
      OrderRecord record = samples.Record();
      if (i % 2 == 0) {
        record.effect = samples.Effect(record.order.id);
        writes.effects.push_back(*record.effect);
      }
      needs.orders.push_back(record.order.id);
      writes.new_orders.push_back(std::move(record));
    }
    std::set<Msisdn> msisdns;
    for (int i = 0; i < 30; ++i) msisdns.insert(samples.AnyNumber());
    for (const Msisdn msisdn : msisdns) {
      writes.numbers.push_back(samples.NumberRow(msisdn));
      needs.numbers.push_back(msisdn);
    }
    for (int i = 0; i < 30; ++i) {
      writes.claims.push_back(samples.Claim());
      needs.claims.push_back(writes.claims.back().key);
    }
    writes.keys = {samples.Key(), samples.Key()};
    for (const auto& key : writes.keys) needs.keys.push_back(key.id);
    this->Committed(writes);
    if (batch % 10 == 5) this->Reopen();

    const Workspace workspace = this->Loaded(needs);
    for (const auto& record : writes.new_orders) {
      ASSERT_NE(workspace.Find(record.order.id), nullptr);
      EXPECT_EQ(*workspace.Find(record.order.id), record);
    }
    for (const auto& number : writes.numbers) {
      ASSERT_NE(workspace.Find(number.msisdn), nullptr);
      EXPECT_EQ(*workspace.Find(number.msisdn), number);
    }
    for (const auto& claim : writes.claims) {
      ASSERT_NE(workspace.Find(claim.key), nullptr);
      EXPECT_EQ(*workspace.Find(claim.key), claim);
    }
    for (const auto& key : writes.keys) {
      ASSERT_NE(workspace.Find(key.id), nullptr);
      EXPECT_EQ(*workspace.Find(key.id), key);
      EXPECT_EQ(*this->queries().FindKey(key.secret), key);
    }
  }
}

TYPED_TEST(StoreContract, AnOrderBringsItsNumber) {
  WriteSet writes;
  writes.new_orders.push_back(this->samples_.Record());
  const Msisdn msisdn = writes.new_orders.front().order.msisdn;
  writes.numbers.push_back(this->samples_.NumberRow(msisdn));
  this->Committed(writes);
  Needs needs;
  needs.orders = {writes.new_orders.front().order.id};
  const Workspace workspace = this->Loaded(needs);
  ASSERT_NE(workspace.Find(msisdn), nullptr);
  EXPECT_EQ(*workspace.Find(msisdn), writes.numbers.front());
}

TYPED_TEST(StoreContract, WhatIsNotThereIsNotPut) {
  Needs needs;
  needs.orders = {OrderId(7)};
  needs.numbers = {Samples::Number(7)};
  needs.claims = {Digest{7, 7}};
  needs.keys = {engine::KeyId(7)};
  const Workspace workspace = this->Loaded(needs);
  EXPECT_EQ(workspace.Find(OrderId(7)), nullptr);
  EXPECT_EQ(workspace.Find(Samples::Number(7)), nullptr);
  EXPECT_EQ(workspace.Find(Digest{7, 7}), nullptr);
  EXPECT_EQ(workspace.Find(engine::KeyId(7)), nullptr);
  EXPECT_FALSE(this->queries().FindOrder(OrderId(7))->has_value());
  EXPECT_FALSE(this->queries().FindNumber(Samples::Number(7))->has_value());
  EXPECT_FALSE(this->queries().FindKey(Digest{7, 7})->has_value());
  EXPECT_FALSE(this->queries().FindSetting("seven")->has_value());
}

TYPED_TEST(StoreContract, ChangesReplaceWhatWasThere) {
  Samples& samples = this->samples_;
  for (int round = 0; round < 50; ++round) {
    WriteSet created;
    created.new_orders.push_back(samples.Record());
    const orders::Order& before = created.new_orders.front().order;
    created.effects.push_back(samples.Effect(before.id));
    created.numbers.push_back(samples.NumberRow(before.msisdn));
    this->Committed(created);

    OrderRecord changed = samples.Record(samples.Order(before.id, before.msisdn));
    while (changed.order.payments.size() < before.payments.size())
      samples.AddPayment(changed.order);
    while (changed.order.deliveries.size() < before.deliveries.size()) {
      samples.AddDelivery(changed.order);
    }
    while (changed.order.refunds.size() < before.refunds.size()) samples.AddRefund(changed.order);
    changed.effect = samples.Effect(before.id);
    WriteSet writes;
    writes.changed_orders.push_back(changed);
    writes.effects.push_back(*changed.effect);
    writes.effects_done.push_back(created.effects.front());
    writes.numbers.push_back(samples.NumberRow(before.msisdn));
    this->Committed(writes);

    const auto order = this->queries().FindOrder(before.id);
    ASSERT_TRUE(order.ok()) << order.error().message;
    EXPECT_EQ(*order, changed);
    EXPECT_EQ(*this->queries().FindNumber(before.msisdn), writes.numbers.front());
  }
}

TYPED_TEST(StoreContract, SettingsAndAuditAreKept) {
  WriteSet writes;
  writes.settings = {{"couriers", "held"}, {"empty", ""}};
  writes.audit = {{kSampleNow, "cli:root", "key.create", "key_1", "it's \"x\""},
                  {kSampleNow, "cli:root", "key.revoke", "key_1", ""}};
  this->Committed(writes);
  writes.settings = {{"couriers", "going"}};
  this->Committed(writes);  // the same audit entries again are others
  this->Reopen();
  EXPECT_EQ(*this->queries().FindSetting("couriers"), "going");
  EXPECT_EQ(*this->queries().FindSetting("empty"), "");
}

TYPED_TEST(StoreContract, AbandonLeavesNothing) {
  WriteSet writes;
  writes.new_orders.push_back(this->samples_.Record());
  Workspace workspace;
  ASSERT_TRUE(this->store().Load({}, workspace).ok());
  this->store().Abandon();
  this->store().Abandon();  // and may be repeated
  EXPECT_FALSE(this->queries().FindOrder(writes.new_orders.front().order.id)->has_value());
  this->Committed(writes);
  EXPECT_TRUE(this->queries().FindOrder(writes.new_orders.front().order.id)->has_value());
}

TYPED_TEST(StoreContract, ARefusedRowPoisonsItsBatchAndLeavesNothing) {
  Samples& samples = this->samples_;
  WriteSet first;
  first.new_orders.push_back(samples.Record());
  this->Committed(first);

  WriteSet writes;
  writes.numbers.push_back(samples.NumberRow());
  writes.claims.push_back(samples.Claim());
  writes.new_orders.push_back(samples.Record());
  writes.new_orders.push_back(first.new_orders.front());  // is there already
  EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned);
  EXPECT_FALSE(this->queries().FindOrder(writes.new_orders.front().order.id)->has_value());
  EXPECT_FALSE(this->queries().FindNumber(writes.numbers.front().msisdn)->has_value());

  // The others of the batch live, and the claim is nobody's yet.
  writes.new_orders.pop_back();
  EXPECT_EQ(this->Loaded({{writes.claims.front().key}, {}, {}, {}}).Find(writes.claims.front().key),
            nullptr);
  this->Committed(writes);
  EXPECT_NE(this->Loaded({{writes.claims.front().key}, {}, {}, {}}).Find(writes.claims.front().key),
            nullptr);
}

TYPED_TEST(StoreContract, MoneyThatCannotBeIsRefused) {
  Samples& samples = this->samples_;
  const OrderId id(samples.NextId());
  const auto refused = [&](const WriteSet& writes) {
    EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned);
  };
  WriteSet nothing_moved;
  nothing_moved.transfers = {
      {id, 1, kSampleNow, {ledger::Of(AccountKind::kFees), ledger::Of(AccountKind::kVat), 0}}};
  refused(nothing_moved);
  WriteSet below_zero;
  below_zero.numbers.push_back(samples.NumberRow());
  below_zero.numbers.front().sim.emplace();
  below_zero.numbers.front().sim->balance = -1;
  refused(below_zero);
  WriteSet overdrawn;
  overdrawn.balances[ledger::Of(AccountKind::kPrefund, "telenet")] = -1;
  refused(overdrawn);
  WriteSet too_much;
  too_much.balances[ledger::Of(AccountKind::kFees)] = INT64_MAX;
  this->Committed(too_much);
  refused(too_much);  // a sum beyond 64 bits
  WriteSet same_secret;
  same_secret.keys = {samples.Key(), samples.Key()};
  same_secret.keys[1].secret = same_secret.keys[0].secret;
  refused(same_secret);
}

TYPED_TEST(StoreContract, BalancesAreAddedUp) {
  const ledger::Account psp = ledger::Of(AccountKind::kPsp, "sandbox");
  const ledger::Account prefund = ledger::Of(AccountKind::kPrefund, "telenet");
  WriteSet writes;
  writes.balances = {{psp, -1'500}, {prefund, 10'000}};
  writes.balances[ledger::OfNumber(AccountKind::kSim, 32'470'123'456)] =
      5;  // is in the number's row
  this->Committed(writes);
  writes.balances = {{psp, -500}, {prefund, -9'999}};
  this->Committed(writes);
  this->Reopen();

  ledger::Changes balances;
  engine::Queries::Reader reader;
  reader.balance = [&](const ledger::Account& account, std::int64_t balance) {
    balances[account] = balance;
    return true;
  };
  ASSERT_TRUE(this->queries().ReadAll(reader).ok());
  EXPECT_EQ(balances, (ledger::Changes{{psp, -2'000}, {prefund, 1}}));
}

}  // namespace
}  // namespace herlaad::store
