// Disputes: a payer's bank questions a charge. The provider decides; an order only follows what was
// reported, and its money. Part of an order, numbered from 1. Amounts are in minor units.
//
// Source of the states: those of a dispute at Stripe, API 2026-10-28.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/instant.h"

namespace herlaad::orders {

// Stored, never reused.
enum class DisputeState : std::uint8_t {
  kWarned = 1,              // the bank asks and wants an answer; no money was taken back
  kOpened = 2,              // the money was taken back, and our evidence is awaited
  kUnderReview = 3,         // the payer's bank looks at the evidence
  kWon = 4,                 // the money is ours again
  kLost = 5,                // the payer has the money back
  kPrevented = 6,           // ended before it began, as by an agreement between the banks
  kWarningReview = 7,       // the bank looks at our answer to its question
  kWarningClosed = 8,       // the question is settled; nothing was taken back
  kAppealOpened = 9,        // the decision is appealed against, and our evidence is awaited
  kAppealUnderReview = 10,  // the appeal is looked at
};
inline constexpr auto kLastDisputeState = DisputeState::kAppealUnderReview;
std::string_view Name(DisputeState state);  // "under_review"
std::optional<DisputeState> ParseDisputeState(std::string_view name);

// Won, lost, prevented, or its question closed. An appeal can follow a decision.
bool IsEnd(DisputeState state);
// Our evidence or answer is awaited: a person has to send it to the provider.
bool WantsEvidence(DisputeState state);
// Whether the provider holds the money, or gave it to the payer, when it does not say so itself. An
// appeal leaves it where it is: nullopt.
std::optional<bool> TakesMoney(DisputeState state);

struct Dispute {
  std::int32_t n = 1;
  std::int32_t payment = 1;  // whose charge it is about
  DisputeState state = DisputeState::kOpened;
  std::int64_t amount = 0;   // in dispute: all of the charge, or a part
  std::int64_t taken = 0;    // what the provider took from us because of it, and did not return
  std::int64_t at_loss = 0;  // what of that ended as our loss
  std::int64_t twice = 0;    // what of that is also refunded, as far as a person was asked about it
  std::string reference;     // the provider's id of it; may be empty
  std::string reason;        // in the provider's word: "fraudulent"; may be empty
  Instant created_at{};
  Instant due_at{};       // our evidence must be there by then; 0: not said, or not wanted
  Instant reported_at{};  // when the state was reported that counts
  Instant settled_at{};   // when it ended; 0: open
  friend bool operator==(const Dispute&, const Dispute&) = default;
};

// What a provider reported about a dispute of a charge.
struct DisputeReport {
  DisputeState state = DisputeState::kOpened;
  std::int64_t amount = 0;                 // 0: all of the charge
  std::optional<std::int64_t> taken = {};  // as TakesMoney has it if not said
  std::string reference;                   // may be empty
  std::string reason;                      // may be empty
  Instant due_at{};                        // 0: not said
  Instant at{};                            // when it was so at the provider; 0: not said
  friend bool operator==(const DisputeReport&, const DisputeReport&) = default;
};

// Whether `report` tells of a later state than the one that `dispute` has: reports come repeatedly
// and in any order. One of the same state may still bring another amount, date or sum.
bool IsNewer(const DisputeReport& report, const Dispute& dispute);

// The most disputes that an order keeps.
inline constexpr std::int32_t kDisputesMax = 8;

}  // namespace herlaad::orders
