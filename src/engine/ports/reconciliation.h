// Reconciliation: imported lists of others, their lines, the differences found, and what was posted
// because of them. See domain/reconcile for the rules and docs/reconciliation.md for the use.
#pragma once

#include <string>
#include <string_view>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/secret.h"
#include "domain/ledger/entry.h"
#include "domain/reconcile/difference.h"
#include "domain/reconcile/source.h"

namespace herlaad::engine {

using ImportId = Id<struct ImportTag>;
inline constexpr std::string_view kImportIdPrefix = "imp_";
inline std::string ToText(ImportId id) { return IdText(kImportIdPrefix, id.value()); }

using ReconcilePostingId = Id<struct ReconcilePostingTag>;
inline constexpr std::string_view kReconcilePostingIdPrefix = "rp_";
inline std::string ToText(ReconcilePostingId id) {
  return IdText(kReconcilePostingIdPrefix, id.value());
}

// What a list says as a whole. Amounts in cents.
struct ImportTotals {
  reconcile::Day from = 0;  // the first and the last day that it covers
  reconcile::Day to = 0;
  std::int32_t lines = 0;
  std::int64_t credits = 0;
  std::int64_t debits = 0;   // not below zero
  std::int64_t opening = 0;  // with statements
  std::int64_t closing = 0;
  std::int32_t first_sequence = 0;  // of its first and last statement; 0: it has none
  std::int32_t last_sequence = 0;

  friend bool operator==(const ImportTotals&, const ImportTotals&) = default;
};

// One list. Its lines count once it is complete, not before, and not after it is withdrawn.
struct ImportedFile {
  ImportId id;
  reconcile::SourceKind kind = reconcile::SourceKind::kCoda;
  std::string account;  // an IBAN, a gateway, an operator; "tills"
  std::string name;     // of the file, for people
  Digest digest;        // of its content or its bytes
  ImportTotals totals;
  std::int32_t taken = 0;  // lines so far, from the first on
  std::int64_t fees = 0;   // of the lines so far, later booked: kept by the provider
  std::int64_t payouts = 0;
  std::int32_t matched = 0;  // lines that our books have too when compared last; below 0: not yet
  std::string actor;
  Instant begun_at{};
  Instant completed_at{};        // 0: not complete
  bool is_fetched = false;       // we read it from the gateway ourselves; nobody gave it to us
  std::int32_t floats_paid = 0;  // lines that were paid into floats because of it
  Instant withdrawn_at{};        // 0: not withdrawn
  std::string withdrawn_by;
  std::string withdraw_reason;

  friend bool operator==(const ImportedFile&, const ImportedFile&) = default;
};
inline bool IsWithdrawn(const ImportedFile& file) { return file.withdrawn_at.ms != 0; }
// Whether its lines count.
inline bool IsCounted(const ImportedFile& file) {
  return file.completed_at.ms != 0 && !IsWithdrawn(file);
}
inline constexpr std::size_t kImportNameMax = 120;    // bytes
inline constexpr std::size_t kImportAccountMax = 40;  // bytes
inline constexpr std::int32_t kImportLinesMax = 4'000'000;

// Keeps lists unique: one row of the digest of a file, one of the content of a complete list. Gone
// once the list is withdrawn.
struct ImportedDigest {
  std::string digest;  // with kind and account, in hexadecimal
  ImportId file;

  friend bool operator==(const ImportedDigest&, const ImportedDigest&) = default;
};

// Where the lists of an account end, so that the next one can be told from others.
struct ImportTail {
  std::string account;  // "coda:BE68…"
  ImportId file;        // the last complete one
  std::int32_t sequence = 0;
  std::int64_t opening = 0;
  std::int64_t closing = 0;
  reconcile::Day opening_day = 0;
  reconcile::Day closing_day = 0;
  reconcile::Day first_day = 0;  // that any list of the account covers
  // Lists withdrawn, and differences mended by a posting, since the account has lists without a
  // break: who checked before them checks again.
  std::int32_t changes = 0;

  friend bool operator==(const ImportTail&, const ImportTail&) = default;
};

// One line of a list. Never changed, except for what it matched.
struct ExternalMovement {
  ImportId file;
  std::int32_t n = 1;  // in the file
  reconcile::MovementType type = reconcile::MovementType::kTransfer;
  std::string own_id;  // theirs: "txn_…", the bank's reference
  reconcile::Day day = 0;
  std::int64_t cents = 0;  // above zero: to us
  std::int64_t fee = 0;    // that the provider kept of it
  std::string reference;   // of what it is about
  bool is_sure = false;    // the reference was marked as one, not found in a text
  std::string counterparty;
  std::string matched;  // what our books have: "tu_…-p1", "fp_…"; empty: nothing

  friend bool operator==(const ExternalMovement&, const ExternalMovement&) = default;
};
inline constexpr std::size_t kMovementTextMax = 140;  // bytes of each text

// The line that has a payment into a float. A payment belongs to one line of all bank accounts,
// also when two of them are compared at the same time.
struct BookedLine {
  std::string booking;  // as in ExternalMovement::matched
  ImportId file;
  std::int32_t n = 0;

  friend bool operator==(const BookedLine&, const BookedLine&) = default;
};

// Its number is made from what differs: the same difference found again is the same row.
using DifferenceId = Id<struct DifferenceTag>;
inline constexpr std::string_view kDifferenceIdPrefix = "df_";
inline std::string ToText(DifferenceId id) { return IdText(kDifferenceIdPrefix, id.value()); }

struct Difference {
  DifferenceId id;
  reconcile::SourceKind kind = reconcile::SourceKind::kCoda;
  std::string account;  // as the file's
  reconcile::DifferenceClass which = reconcile::DifferenceClass::kMissingHere;
  reconcile::DifferenceState state = reconcile::DifferenceState::kOpen;
  reconcile::Day day = 0;      // theirs, or ours if they have nothing
  reconcile::Day our_day = 0;  // 0: we have nothing
  std::string our_reference;
  std::string their_reference;
  std::int64_t our_cents = 0;
  std::int64_t their_cents = 0;
  ImportId file;       // with the line; empty: they have none
  std::int32_t n = 0;  // of the line
  Instant opened_at{};
  Instant closed_at{};  // settled or mended; 0: not yet
  // What was or will be posted to mend it; an empty name: no posting.
  std::string mend_from;  // accounts
  std::string mend_to;
  std::string reason;
  std::string mended_by;     // who wanted it
  std::string confirmed_by;  // the second person, where one was needed
  ReconcilePostingId posting;

  friend bool operator==(const Difference&, const Difference&) = default;
};
inline constexpr std::size_t kMendReasonMax = 500;  // bytes; of a withdrawal too

// What was posted because of a list or a difference. Each posts one entry. Never changed.
struct ReconcilePosting {
  ReconcilePostingId id;
  ledger::Account from;
  ledger::Account to;
  std::int64_t amount = 0;  // cents, above zero
  std::string subject;      // "imp_…", "df_…"
  std::string reason;
  std::string actor;
  Instant at{};

  friend bool operator==(const ReconcilePosting&, const ReconcilePosting&) = default;
};

inline ledger::Cause CauseOf(ReconcilePostingId id) {
  return {id.value(), ledger::CauseKind::kReconciliation};
}
inline ledger::Transfers TransfersOf(const ReconcilePosting& posting) {
  return {ledger::Move(posting.amount, posting.from, posting.to)};
}

}  // namespace herlaad::engine
