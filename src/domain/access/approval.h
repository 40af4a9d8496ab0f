// Second-person approval: one person asks for an act, another whose role may gives the approval,
// and the first one does exactly that act, once. Until then it can be withdrawn or declined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/instant.h"
#include "domain/access/roles.h"

namespace herlaad::access {

// An act as the audit trail writes it.
struct Act {
  std::string action;   // "topup.resolve"
  std::string subject;  // an id
  std::string detail;   // what exactly: "refunded"
  friend bool operator==(const Act&, const Act&) = default;
};

struct Approval {
  Act act;
  std::string reason;    // for the second person
  std::string asked_by;  // staff names
  Instant asked_at{};
  std::string given_by = {};  // empty: nobody yet
  Instant given_at{};
  Instant used_at{};          // 0: not yet
  std::string ended_by = {};  // empty: neither withdrawn nor declined
  Instant ended_at{};
  friend bool operator==(const Approval&, const Approval&) = default;
};
inline constexpr Millis kApprovalLifetime{24LL * 3'600'000};  // from when it was asked for
// Approvals that one person has asked for and that can still be given or used.
inline constexpr std::size_t kOpenRequestsMax = 20;

bool IsExpired(const Approval& approval, Instant now);

// What the act is about, now.
enum class Matter : std::uint8_t {
  kAsAsked = 1,   // the act can be done
  kOvertaken = 2  // decided or changed since the approval was asked for: nothing is left to do
};

enum class ApprovalState : std::uint8_t {
  kOpen = 1,
  kGiven = 2,
  kUsed = 3,
  kWithdrawn = 4,  // by whoever asked for it or gave it
  kDeclined = 5,   // by somebody else
  kExpired = 6,
  kOvertaken = 7,  // neither given nor used any more
};
ApprovalState StateOf(const Approval& approval, Matter matter, Instant now);

// The person who gives it, or who asked for it, as the row says now.
struct Giver {
  std::string name;
  Role role = Role::kClerk;
  bool enabled = true;
  // When somebody else last added the person or changed the role, password or code, and who; 0:
  // nobody did.
  Instant changed_at{};
  std::string changed_by = {};  // staff name; empty: not a member of the staff
};
// Whoever can make a person or set a password would otherwise be the second person too.
inline constexpr Millis kGivesNothingFor{24LL * 3'600'000};  // after such a change

// In order of precedence; numbers are in answers.
enum class GiveOutcome : std::uint8_t {
  kGiven = 1,
  kNotAllowed = 2,  // the role does not give approvals
  kSamePerson = 3,  // nobody approves what they ask for
  kUsed = 4,
  kExpired = 5,
  kOvertaken = 11,      // the matter is
  kAlready = 6,         // given before, by whomever; unchanged
  kEnded = 7,           // withdrawn or declined
  kChangedLately = 8,   // the giver was added or changed within kGivesNothingFor
  kChangedByAsker = 9,  // the giver was added or changed last by whoever asks
  kAskerChanged = 10,   // whoever asks was added or changed last by the giver
};
// `asker`: the row of whoever asked, as it is now.
GiveOutcome Give(Approval& approval, const Giver& giver, const Giver& asker, Matter matter,
                 Instant now);

enum class EndOutcome : std::uint8_t {
  kEnded = 1,
  kNotAllowed = 2,  // neither asked nor gave; or the role does not give approvals
  kUsed = 3,
  kExpired = 4,
  kAlready = 5,  // withdrawn or declined before; unchanged
};
// By whoever asked for it or gave it.
EndOutcome Withdraw(Approval& approval, const std::string& person, Instant now);
// By another person whose role gives approvals.
EndOutcome Decline(Approval& approval, const std::string& person, Role role, Instant now);

enum class UseOutcome : std::uint8_t {
  kUsed = 1,
  kOtherPerson = 2,  // somebody else asked for it
  kOtherAct = 3,
  kUsedAlready = 4,
  kExpired = 5,
  kNotGiven = 6,
  kAskedBefore = 7,  // what it was asked for was something else: it has changed since
  kEnded = 8,        // withdrawn or declined
  kGiverMayNot = 9,  // who gave it was disabled since, or has a role that gives none
};
// `giver`: the row of whoever gave it, as it is now; who was changed by somebody else since, such
// as disabled and enabled again, is not who gave it. `since`: when what the act is about came to be
// as it is now, such as the review of an order; what was approved before is not what would be done.
UseOutcome Use(Approval& approval, const Act& act, const std::string& person,
               const std::optional<Giver>& giver, Instant since, Instant now);

// As answers and the audit trail write them: "given", "same_person", …
std::string_view Name(ApprovalState state);
std::string_view Name(GiveOutcome outcome);
std::string_view Name(EndOutcome outcome);
std::string_view Name(UseOutcome outcome);

// Whether an act that moves `amount` needs a second person where that is the rule above `above`;
// both in minor units.
constexpr bool NeedsApproval(std::int64_t amount, std::int64_t above) { return amount > above; }

}  // namespace herlaad::access
