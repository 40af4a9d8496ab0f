#include "domain/outbox/retry_policy.h"

#include <algorithm>

#include "base/core/check.h"

namespace herlaad::outbox {

std::string_view Name(Policy policy) {
  switch (policy) {
    case Policy::kAsk:
      return "ask";
    case Policy::kSameKey:
      return "same_key";
    case Policy::kAtLeastOnce:
      return "at_least_once";
  }
  CHECK(false, "a policy is one of the listed ones");
}

Millis RetryWait(Millis first, Millis max, std::int32_t earlier, std::uint64_t random) {
  const auto doublings = std::min<std::int32_t>(earlier, 30);
  const Millis wait = std::min(max, first * (std::int64_t{1} << doublings));
  const auto half = static_cast<std::uint64_t>(wait.count() / 2);
  return wait - Millis(static_cast<std::int64_t>(random % (half + 1)));
}

}  // namespace herlaad::outbox
