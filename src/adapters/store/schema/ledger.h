// entries and accounts: the ledger.
#pragma once

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"

namespace herlaad::store::schema {

// The transfers of an entry as a JSON list of [from, to, asset, amount]. Reading refuses what
// Append does not write, an empty list too.
template <>
struct Codec<ledger::Transfers> : TextCodec {
  static void Append(const ledger::Transfers& transfers, RowBatch& rows);
  static void Read(Fields& fields, ledger::Transfers& transfers);
  static ledger::Transfers Sample(Random& random);
};

template <>
struct Codec<ledger::EntryKey> {
  static constexpr std::array kColumns{ColumnType::kInt, ColumnType::kInt, ColumnType::kInt};
  static void Append(const ledger::EntryKey& key, RowBatch& rows) {
    rows.Int(key.cause.id).Of(key.cause.kind).Int(key.n);
  }
};

// What one decision posted for one cause, as one row. The view `postings` shows it line by line,
// each account with its signed amount.
template <>
struct Described<ledger::Entry> {
  using Row = ledger::Entry;
  static constexpr TableTraits kTraits{
      .name = "entries", .key = 3, .indexes = "{postings view}", .checks = "CHECK (n > 0)"};
  static constexpr std::tuple kFields{Through(&Row::cause, Member("cause_id", &ledger::Cause::id),
                                              Member("cause_kind", &ledger::Cause::kind)),
                                      Member("n", &Row::n), Member("at", &Row::at),
                                      Member("transfers", &Row::transfers)};
  static void Adjust(Row& row) { row.n += 1; }
};

// One node's part of an account without a lower bound. Accounts with a floor are in floats.h.
struct AccountSlice {
  ledger::Account account;
  std::int32_t slice = 0;
  std::int64_t balance = 0;
  friend bool operator==(const AccountSlice&, const AccountSlice&) = default;
};
template <>
struct Described<AccountSlice> {
  using Row = AccountSlice;
  static constexpr TableTraits kTraits{.name = "accounts", .key = 2};
  static constexpr std::tuple kFields{
      Member("name", &Row::account), Member("slice", &Row::slice),
      Checked<Asset>("asset", [](const Row& row) { return row.account.asset; }),
      Member("balance", &Row::balance)};
};

}  // namespace herlaad::store::schema
