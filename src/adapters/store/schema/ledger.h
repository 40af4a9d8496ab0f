// entries and accounts: the ledger.
#pragma once

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"

namespace herlaad::store::schema {

// What one decision about an order posted, as one row: its transfers as a JSON list of
// [from, to, asset, amount]. The view `postings` shows them line by line, each account with its
// signed amount.
struct Entry {
  OrderId order;
  std::int32_t n = 1;  // of its first transfer, counted from 1 within the order
  Instant at{};
  std::string transfers;
  friend bool operator==(const Entry&, const Entry&) = default;
};
template <>
struct Described<Entry> {
  using Row = Entry;
  static constexpr TableTraits kTraits{
      .name = "entries", .key = 2, .indexes = "{postings view}", .checks = "CHECK (n > 0)"};
  static constexpr std::tuple kFields{Member("order_id", &Row::order), Member("n", &Row::n),
                                      Member("at", &Row::at), Member("transfers", &Row::transfers)};
  static void Adjust(Row& row) { row.n += 1; }
};

// The rows of `transfers`, which are in the order in which they were posted. False when a transfer
// moves nothing: no such row may be written.
[[nodiscard]] bool AppendEntries(Shard shard, const std::vector<engine::PostedTransfer>& transfers,
                                 RowBatch& rows);
// Appends the transfers of an entry; false when it is not what AppendEntries wrote.
bool ReadEntry(store::Row row, std::vector<engine::PostedTransfer>& transfers);

// One node's part of an account: those that may not go below zero have one part only, slice 0.
struct AccountSlice {
  ledger::Account account;
  std::int32_t slice = 0;
  std::int64_t balance = 0;
  friend bool operator==(const AccountSlice&, const AccountSlice&) = default;
};
template <>
struct Described<AccountSlice> {
  using Row = AccountSlice;
  static constexpr TableTraits kTraits{
      .name = "accounts", .key = 2, .checks = "CHECK (bounded = 0 OR balance >= 0)"};
  static constexpr std::tuple kFields{
      Member("name", &Row::account), Member("slice", &Row::slice),
      Checked<Asset>("asset", [](const Row& row) { return row.account.asset; }),
      Checked<bool>("bounded", [](const Row& row) { return ledger::IsBounded(row.account.kind); }),
      Member("balance", &Row::balance)};
};

}  // namespace herlaad::store::schema
