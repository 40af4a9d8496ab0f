// StripeFaults: the faults that the control API asked for, each for a number of requests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/instant.h"

namespace herlaad::sandbox {

struct StripeFault {
  enum class Kind {
    kTimeoutBefore,    // no answer, and nothing happened
    kTimeoutAfter,     // no answer, but it happened
    kError500,         // 500 without effect, stored under the Idempotency-Key
    kError500After,    // 500 with the effect, stored likewise
    kConflict409,      // as if the same key were in use; without effect
    kRateLimit429,     // with Retry-After; without effect
    kLoadShedding503,  // without effect, not stored
    kSlow,             // begins after `delay`; the key is in use until then
  };
  Kind kind = Kind::kTimeoutBefore;
  std::string method;  // empty: any
  std::string path;    // the beginning of the path; empty: any below /v1
  std::int64_t times = 1;
  Millis delay{0};  // before an answer that is lost is cut off, or before a slow request begins
  std::int64_t retry_after_s = 1;
};
std::optional<StripeFault::Kind> ParseFaultKind(std::string_view name);  // "timeout_before"

class StripeFaults {
 public:
  static constexpr std::size_t kFaultsMax = 100;

  // False if there are too many already.
  bool Add(StripeFault fault);
  void Clear() { faults_.clear(); }
  // The first fault that is for this request, used up by it.
  std::optional<StripeFault> Take(std::string_view method, std::string_view path);

 private:
  std::vector<StripeFault> faults_;
};

}  // namespace herlaad::sandbox
