// Second-person approval: one person asks for an act, another whose role may gives the approval,
// and the first one does exactly that act, once.
#pragma once

#include <cstdint>
#include <string>

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
  Instant used_at{};  // 0: not yet
  friend bool operator==(const Approval&, const Approval&) = default;
};
inline constexpr Millis kApprovalLifetime{24LL * 3'600'000};  // from when it was asked for

bool IsExpired(const Approval& approval, Instant now);

// In order of precedence; numbers are in answers.
enum class GiveOutcome : std::uint8_t {
  kGiven = 1,
  kNotAllowed = 2,  // the role does not give approvals
  kSamePerson = 3,  // nobody approves what they ask for
  kUsed = 4,
  kExpired = 5,
  kAlready = 6,  // given before, by whomever; unchanged
};
GiveOutcome Give(Approval& approval, const std::string& person, Role role, Instant now);

enum class UseOutcome : std::uint8_t {
  kUsed = 1,
  kOtherPerson = 2,  // somebody else asked for it
  kOtherAct = 3,
  kUsedAlready = 4,
  kExpired = 5,
  kNotGiven = 6,
  kAskedBefore = 7,  // what it was asked for was something else: it has changed since
};
// `since`: when what the act is about came to be as it is now, such as the review of an order; what
// was approved before is not what would be done.
UseOutcome Use(Approval& approval, const Act& act, const std::string& person, Instant since,
               Instant now);

// Whether an act that moves `amount` needs a second person where that is the rule above `above`;
// both in minor units.
constexpr bool NeedsApproval(std::int64_t amount, std::int64_t above) { return amount > above; }

}  // namespace herlaad::access
