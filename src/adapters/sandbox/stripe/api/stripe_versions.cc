#include "adapters/sandbox/stripe/api/stripe_versions.h"

#include <algorithm>
#include <iterator>

namespace herlaad::sandbox {
namespace {

// As the official library for Node.js pinned them, in ascending order.
constexpr std::string_view kVersions[] = {
    "2025-09-30.clover", "2025-10-29.clover", "2025-11-17.clover", "2025-12-15.clover",
    "2026-01-28.clover", "2026-02-25.clover", "2026-03-25.dahlia", "2026-04-22.dahlia",
    "2026-05-27.dahlia", "2026-06-24.dahlia", "2026-07-29.dahlia", "2026-08-26.dahlia",
    "2026-09-30.endive", "2026-10-28.endive",
};

}  // namespace

bool IsStripeVersion(std::string_view version) {
  return std::find(std::begin(kVersions), std::end(kVersions), version) != std::end(kVersions);
}

// Versions begin with their date, and so compare as texts.
bool HasAllowedMethodTypes(std::string_view version) { return version >= "2026-09-30"; }

std::string_view HostedMode(std::string_view version) {
  return version >= "2026-03-25" ? "hosted_page" : "hosted";
}

}  // namespace herlaad::sandbox
