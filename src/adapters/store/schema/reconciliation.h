// imported_files, imported_digests, import_tails, external_movements, booked_lines, differences and
// reconcile_postings: what others say, where our books differ, and what was posted about it.
#pragma once

#include <cstdlib>
#include <string>

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"
#include "engine/ports/rows.h"

namespace herlaad::store::schema {

template <>
struct Described<engine::ImportedFile> {
  using Row = engine::ImportedFile;
  using Totals = engine::ImportTotals;
  static constexpr TableTraits kTraits{.name = "imported_files", .is_by_id = true, .is_held = true};
  static constexpr std::tuple kFields{
      Member("id", &Row::id),
      Member("kind", &Row::kind),
      Member("account", &Row::account),
      Member("name", &Row::name),
      Members({"digest_high", "digest_low"}, &Row::digest),
      Through(&Row::totals, Member("from_day", &Totals::from), Member("to_day", &Totals::to),
              Member("lines", &Totals::lines), Member("credits", &Totals::credits),
              Member("debits", &Totals::debits), Member("opening", &Totals::opening),
              Member("closing", &Totals::closing),
              Member("first_sequence", &Totals::first_sequence),
              Member("last_sequence", &Totals::last_sequence)),
      Member("taken", &Row::taken),
      Member("fees", &Row::fees),
      Member("payouts", &Row::payouts),
      Member("matched", &Row::matched),
      Member("actor", &Row::actor),
      Member("begun_at", &Row::begun_at),
      Member("completed_at", &Row::completed_at),
      Member("is_fetched", &Row::is_fetched),
      Member("floats_paid", &Row::floats_paid),
      Member("withdrawn_at", &Row::withdrawn_at),
      Member("withdrawn_by", &Row::withdrawn_by),
      Member("withdraw_reason", &Row::withdraw_reason)};
};

// The same list may be given to two nodes at the same time: one of them decides again.
template <>
struct Described<engine::ImportedDigest> {
  using Row = engine::ImportedDigest;
  static constexpr TableTraits kTraits{
      .name = "imported_digests", .is_held = true, .is_raced = true};
  static constexpr std::tuple kFields{Member("digest", &Row::digest), Member("file", &Row::file)};
};

template <>
struct Described<engine::ImportTail> {
  using Row = engine::ImportTail;
  static constexpr TableTraits kTraits{.name = "import_tails", .is_held = true, .is_raced = true};
  static constexpr std::tuple kFields{
      Member("account", &Row::account),         Member("file", &Row::file),
      Member("sequence", &Row::sequence),       Member("opening", &Row::opening),
      Member("closing", &Row::closing),         Member("opening_day", &Row::opening_day),
      Member("closing_day", &Row::closing_day), Member("first_day", &Row::first_day),
      Member("changes", &Row::changes)};
};

template <>
struct Described<engine::ExternalMovement> {
  using Row = engine::ExternalMovement;
  static constexpr TableTraits kTraits{.name = "external_movements", .key = 2};
  static constexpr std::tuple kFields{
      Member("file", &Row::file),       Member("n", &Row::n),
      Member("type", &Row::type),       Member("own_id", &Row::own_id),
      Member("day", &Row::day),         Member("cents", &Row::cents),
      Member("fee", &Row::fee),         Member("reference", &Row::reference),
      Member("is_sure", &Row::is_sure), Member("counterparty", &Row::counterparty),
      Member("matched", &Row::matched)};
};

// Two nodes may find a line for the same payment at the same time: one of them decides again.
template <>
struct Described<engine::BookedLine> {
  using Row = engine::BookedLine;
  static constexpr TableTraits kTraits{.name = "booked_lines", .is_held = true, .is_raced = true};
  static constexpr std::tuple kFields{Member("booking", &Row::booking), Member("file", &Row::file),
                                      Member("n", &Row::n)};
};

template <>
struct Described<engine::Difference> {
  using Row = engine::Difference;
  static constexpr TableTraits kTraits{
      .name = "differences", .is_by_id = true, .is_held = true, .is_raced = true};
  static constexpr std::tuple kFields{Member("id", &Row::id),
                                      Member("kind", &Row::kind),
                                      Member("account", &Row::account),
                                      Member("class", &Row::which),
                                      Member("state", &Row::state),
                                      Member("day", &Row::day),
                                      Member("our_day", &Row::our_day),
                                      Member("our_reference", &Row::our_reference),
                                      Member("their_reference", &Row::their_reference),
                                      Member("our_cents", &Row::our_cents),
                                      Member("their_cents", &Row::their_cents),
                                      Member("file", &Row::file),
                                      Member("n", &Row::n),
                                      Member("opened_at", &Row::opened_at),
                                      Member("closed_at", &Row::closed_at),
                                      Member("mend_from", &Row::mend_from),
                                      Member("mend_to", &Row::mend_to),
                                      Member("reason", &Row::reason),
                                      Member("mended_by", &Row::mended_by),
                                      Member("confirmed_by", &Row::confirmed_by),
                                      Member("posting", &Row::posting)};
};

template <>
struct Described<engine::ReconcilePosting> {
  using Row = engine::ReconcilePosting;
  static constexpr TableTraits kTraits{
      .name = "reconcile_postings", .is_by_id = true, .checks = "CHECK (amount > 0)"};
  static constexpr std::tuple kFields{
      Member("id", &Row::id),           Member("from_account", &Row::from),
      Member("to_account", &Row::to),   Member("amount", &Row::amount),
      Member("subject", &Row::subject), Member("reason", &Row::reason),
      Member("actor", &Row::actor),     Member("at", &Row::at)};
  static void Adjust(Row& row) { row.amount = std::abs(row.amount % 1'000'000'000) + 1; }
};

}  // namespace herlaad::store::schema
