// account_balances: the accounts with a floor, a row each. float_payments: what was paid in and out
// of the floats of clients.
#pragma once

#include <cstdlib>
#include <string>

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"
#include "engine/ports/rows.h"

namespace herlaad::store::schema {

// Held while it is decided about, so that several nodes cannot spend the same money; two nodes may
// post to an account for the first time at the same time: one of them decides again.
template <>
struct Described<ledger::AccountBalance> {
  using Row = ledger::AccountBalance;
  using Balance = ledger::Balance;
  static constexpr TableTraits kTraits{
      .name = "account_balances",
      .is_held = true,
      .is_raced = true,
      .checks = "CHECK (reserved >= 0), CHECK (amount - reserved >= floor)"};
  static constexpr std::tuple kFields{
      Member("name", &Row::account),
      Through(&Row::balance, Member("amount", &Balance::amount),
              Member("reserved", &Balance::reserved), Member("floor", &Balance::floor))};
  static void Adjust(Row& row) {
    row.account = ledger::Of(ledger::AccountKind::kFloat, std::to_string(row.balance.amount));
    row.balance.amount %= ledger::kBalanceMax / 2;
    row.balance.reserved = std::abs(row.balance.reserved % (ledger::kBalanceMax / 2));
    row.balance.floor = row.balance.amount - row.balance.reserved;
  }
};

template <>
struct Described<engine::FloatPayment> {
  using Row = engine::FloatPayment;
  static constexpr TableTraits kTraits{
      .name = "float_payments", .is_by_id = true, .checks = "CHECK (amount <> 0)"};
  static constexpr std::tuple kFields{
      Member("id", &Row::id),         Member("client", &Row::client),
      Member("amount", &Row::amount), Member("reference", &Row::reference),
      Member("actor", &Row::actor),   Member("at", &Row::at)};
  static void Adjust(Row& row) {
    if (row.amount == 0) row.amount = 1;
  }
};

}  // namespace herlaad::store::schema
