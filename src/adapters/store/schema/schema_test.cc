// What is declared once holds everywhere: each described struct comes back from its row as it was,
// a row that was not written by it is refused, and its CREATE TABLE names every column.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/store/schema/migrations.h"
#include "adapters/store/schema/tables.h"
#include "base/core/secret.h"

namespace herlaad::store::schema {
namespace {

using ::testing::HasSubstr;

template <class Row>
class Declared : public ::testing::Test {};
using Rows =
    ::testing::Types<orders::Subscriber, engine::ClientRecord, engine::ClientName, engine::Till,
                     engine::ApiKey, engine::OrderEvent, ledger::Entry, engine::Setting,
                     orders::OutboxMessage, AccountSlice, engine::AuditRow, engine::AuditTail,
                     engine::KeyCash, outbox::Message, engine::BrakeTrace, engine::BrakeStop,
                     brakes::Counter, brakes::Block, engine::FloatWarning, webhooks::Endpoint,
                     engine::ClientWebhooks, Numbered<engine::IdempotencyRecord>,
                     PartOf<orders::Payment>, PartOf<orders::Delivery>, PartOf<orders::Refund>>;
TYPED_TEST_SUITE(Declared, Rows);

TYPED_TEST(Declared, ComesBackFromItsRow) {
  Random random(7);
  for (int i = 0; i < 200; ++i) {
    const auto row = SampleRow<TypeParam>(random);
    RowBatch rows;
    AppendRow(Shard{3}, row, rows);
    const Table& table = kTableOf<TypeParam>;
    ASSERT_EQ(rows.Rows(table.columns.size()), 1U) << table.name;
    const store::Row stored = rows.At(0, table.columns.size());
    EXPECT_EQ(stored[0].number(), 3);
    for (std::size_t c = 0; c < stored.size(); ++c) {
      EXPECT_TRUE(Fits(table.columns[c], stored[c])) << table.columns[c].name;
    }
    EXPECT_EQ(ReadRow<TypeParam>(stored), row) << table.name;
  }
}

TYPED_TEST(Declared, RefusesARowOfAnotherShape) {
  Random random(11);
  const Table& table = kTableOf<TypeParam>;
  RowBatch rows;
  const auto row = SampleRow<TypeParam>(random);
  AppendRow(Shard{}, row, rows);
  const store::Row stored = rows.At(0, table.columns.size());
  EXPECT_FALSE(ReadRow<TypeParam>(stored.first(stored.size() - 1)).has_value()) << "one is missing";
  for (std::size_t c = 1; c < stored.size(); ++c) {
    std::vector<Value> wrong(stored.begin(), stored.end());
    wrong[c] = Value::Other();
    EXPECT_FALSE(ReadRow<TypeParam>(wrong).has_value()) << table.columns[c].name;
  }
}

TEST(Tables, EachNamesEveryColumnInItsCreateTable) {
  for (const Table* const table : kAllTables) {
    const std::string text = CreateText(*table);
    EXPECT_THAT(text, HasSubstr("CREATE TABLE " + std::string(table->name) + " ("));
    for (const Column& column : table->columns) {
      EXPECT_THAT(text, HasSubstr(std::string(column.name) + " ")) << table->name;
    }
  }
}

TEST(Entries, NamesMayHoldAnything) {
  using ledger::AccountKind;
  const auto cash = ledger::Of(AccountKind::kCash, "till \"3\" \\ \n");
  const ledger::Entry entry{ledger::CauseOf(OrderId(7)),
                            1,
                            Instant{5},
                            {ledger::Move(1'550, cash, ledger::Of(AccountKind::kSuspense))}};
  RowBatch rows;
  AppendRow(Shard{}, entry, rows);
  EXPECT_EQ(ReadRow<ledger::Entry>(rows.At(0, kEntries.columns.size())), entry);
}

TEST(Entries, WhatWasNotWrittenIsDamage) {
  const auto reads = [](std::int64_t cause_kind, const char* transfers) {
    RowBatch rows;
    rows.Int(0).Int(7).Int(cause_kind).Int(1).Int(5).Text(transfers);
    return ReadRow<ledger::Entry>(rows.At(0, 6)).has_value();
  };
  const char* const right = R"([["suspense","fees",1,5]])";
  EXPECT_TRUE(reads(1, right));
  EXPECT_TRUE(reads(2, right));
  EXPECT_TRUE(reads(3, right));
  EXPECT_TRUE(reads(4, right));
  EXPECT_FALSE(reads(0, right)) << "no kind of cause";
  EXPECT_FALSE(reads(5, right)) << "no kind of cause yet";
  for (const char* transfers :
       {"", "[]", "{}", "[[]]", R"([["suspense","fees",1,"5"]])", R"([["suspense","fees",2,5]])",
        R"([["nobody","fees",1,5]])", R"([["suspense","fees",1,5,6]])"}) {
    EXPECT_FALSE(reads(1, transfers)) << transfers;
  }
}

TEST(Tables, AnEnumOutsideItsRangeIsDamage) {
  RowBatch rows;
  rows.Int(0).Int(1).Int(2).Int(99).Int(0).Int(0).Int(0);
  EXPECT_FALSE(ReadRow<engine::OrderEvent>(rows.At(0, 7)).has_value());
}

TEST(Tables, AnAssetThatIsNotItsAccountsIsDamage) {
  RowBatch rows;
  rows.Int(0).Text("suspense").Int(0).Of(Asset::kEur6).Int(5);
  EXPECT_FALSE(ReadRow<AccountSlice>(rows.At(0, 5)).has_value());
}

// Until the first release a database of other tables is refused by its version.
TEST(Tables, ChangeOnlyTogetherWithTheirVersion) {
  std::string text = std::to_string(kFirstVersion) + '\n';
  for (const Table* const table : kAllTables) text += CreateText(*table);
  EXPECT_EQ(Hex(Sha256(text)).substr(0, 16), "2e30f4fbee9e3c80")
      << "the declared tables are others: raise kFirstVersion in migrations.h, and put the new "
         "digest here";
}

}  // namespace
}  // namespace herlaad::store::schema
