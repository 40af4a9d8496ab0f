// Block: whom staff stopped by hand. The list keeps a keyed hash and a masked text, never the card,
// address, number or device itself.
#pragma once

#include <string>

#include "base/core/instant.h"
#include "domain/brakes/subject.h"

namespace herlaad::brakes {

struct Block {
  SubjectId subject;  // for an address its own, or that of a /24 or /48
  By by = By::kCard;
  std::string shown;   // masked, for staff
  std::string reason;  // why; never shown to the payer
  std::string set_by;  // the actor of the audit trail
  Instant since{};
  Instant until{};  // 0: until it is removed

  [[nodiscard]] bool IsOver(Instant now) const { return until.ms != 0 && now >= until; }
  friend bool operator==(const Block&, const Block&) = default;
};
inline constexpr std::size_t kBlockReasonMax = 200;  // bytes
inline constexpr std::size_t kBlockShownMax = 60;

}  // namespace herlaad::brakes
