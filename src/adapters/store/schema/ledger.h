// transfers and accounts: the ledger.
#pragma once

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"

namespace herlaad::store::schema {

template <>
struct Described<engine::PostedTransfer> {
  using Row = engine::PostedTransfer;
  static constexpr TableTraits kTraits{
      .name = "transfers",
      .key = 2,
      .checks = "CHECK (n > 0), CHECK (amount > 0), CHECK (to_account <> from_account)"};
  static constexpr std::tuple kFields{
      Member("order_id", &Row::order), Member("n", &Row::n),
      Through(&Row::transfer, Member("from_account", &ledger::Transfer::from),
              Member("to_account", &ledger::Transfer::to),
              Checked<Asset>("asset", [](const ledger::Transfer& t) { return t.from.asset; }),
              Member("amount", &ledger::Transfer::amount)),
      Member("at", &Row::at)};
  static void Adjust(Row& row);  // a sample: two accounts of one asset, an amount above zero
};

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
