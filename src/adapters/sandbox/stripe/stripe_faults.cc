#include "adapters/sandbox/stripe/stripe_faults.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace herlaad::sandbox {
namespace {

struct FaultName {
  std::string_view name;
  StripeFault::Kind kind;
};
constexpr FaultName kNames[] = {
    {"timeout_before", StripeFault::Kind::kTimeoutBefore},
    {"timeout_after", StripeFault::Kind::kTimeoutAfter},
    {"error_500", StripeFault::Kind::kError500},
    {"error_500_after", StripeFault::Kind::kError500After},
    {"conflict_409", StripeFault::Kind::kConflict409},
    {"rate_limit_429", StripeFault::Kind::kRateLimit429},
    {"load_shedding_503", StripeFault::Kind::kLoadShedding503},
    {"slow", StripeFault::Kind::kSlow},
};

}  // namespace

std::optional<StripeFault::Kind> ParseFaultKind(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kNames), std::end(kNames),
                                         [&](const FaultName& one) { return one.name == name; });
  return found == std::end(kNames) ? std::nullopt : std::optional(found->kind);
}

bool StripeFaults::Add(StripeFault fault) {
  if (faults_.size() >= kFaultsMax) return false;
  faults_.push_back(std::move(fault));
  return true;
}

std::optional<StripeFault> StripeFaults::Take(std::string_view method, std::string_view path) {
  const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const StripeFault& fault) {
    return (fault.method.empty() || fault.method == method) && path.starts_with(fault.path);
  });
  if (found == faults_.end()) return std::nullopt;
  StripeFault fault = *found;
  if (--found->times <= 0) faults_.erase(found);
  return fault;
}

}  // namespace herlaad::sandbox
