// What is declared once holds everywhere: each described struct comes back from its row as it was,
// a row that was not written by it is refused, and its CREATE TABLE names every column.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/store/tables.h"

namespace herlaad::store::schema {
namespace {

using ::testing::HasSubstr;

template <class Row>
class Declared : public ::testing::Test {};
using Rows =
    ::testing::Types<orders::Subscriber, engine::ApiKey, engine::OrderEvent, Entry, engine::Setting,
                     orders::OutboxMessage, AccountSlice, engine::AuditRow, engine::AuditTail,
                     engine::KeyCash, Numbered<engine::IdempotencyRecord>, PartOf<orders::Payment>,
                     PartOf<orders::Delivery>, PartOf<orders::Refund>>;
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

TEST(Entries, TransfersComeBackAsTheyWerePosted) {
  using ledger::AccountKind;
  const auto cash = ledger::Of(AccountKind::kCash, "till \"3\" \\ \n");
  const auto suspense = ledger::Of(AccountKind::kSuspense);
  const auto fees = ledger::Of(AccountKind::kFees);
  const std::vector<engine::PostedTransfer> posted{
      {OrderId(7), 1, Instant{5}, ledger::Move(1'550, cash, suspense)},
      {OrderId(7), 2, Instant{5}, ledger::Move(50, suspense, fees)},
      {OrderId(8), 1, Instant{5}, ledger::Move(1'000, cash, suspense)},
      {OrderId(8), 2, Instant{9}, ledger::Move(1'000, suspense, cash)}};
  RowBatch rows;
  ASSERT_TRUE(AppendEntries(Shard{}, posted, rows));
  const Table& table = kEntries;
  ASSERT_EQ(rows.Rows(table.columns.size()), 3U) << "one for each order and instant";
  std::vector<engine::PostedTransfer> read;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(ReadEntry(rows.At(i, table.columns.size()), read));
  }
  EXPECT_EQ(read, posted);
}

TEST(Entries, WhatWasNotWrittenIsDamage) {
  for (const char* transfers :
       {"", "[]", "{}", "[[]]", R"([["suspense","fees",1,"5"]])", R"([["suspense","fees",2,5]])",
        R"([["nobody","fees",1,5]])", R"([["suspense","fees",1,5,6]])"}) {
    RowBatch rows;
    rows.Int(0).Int(7).Int(1).Int(5).Text(transfers);
    std::vector<engine::PostedTransfer> read;
    EXPECT_FALSE(ReadEntry(rows.At(0, 5), read)) << transfers;
  }
}

TEST(Tables, AnEnumOutsideItsRangeIsDamage) {
  RowBatch rows;
  rows.Int(0).Int(1).Int(2).Int(99).Int(0).Int(0).Int(0);
  EXPECT_FALSE(ReadRow<engine::OrderEvent>(rows.At(0, 7)).has_value());
}

TEST(Tables, AnAssetThatIsNotItsAccountsIsDamage) {
  RowBatch rows;
  rows.Int(0).Text("suspense").Int(0).Of(Asset::kEur6).Int(0).Int(5);
  EXPECT_FALSE(ReadRow<AccountSlice>(rows.At(0, 6)).has_value());
}

}  // namespace
}  // namespace herlaad::store::schema
