// Any file of brakes is either parsed within its bounds or rejected with places and reasons.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/core/check.h"
#include "domain/brakes/rule.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace herlaad;  // NOLINT: a fuzz target of one function
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto parsed = brakes::ParseRules(text, "fuzz.toml");
  if (!parsed.ok()) {
    for (const catalogue::Mistake& mistake : parsed.error().mistakes) {
      CHECK(mistake.line > 0 && !mistake.reason.empty() &&
                mistake.reason.find('\n') == std::string::npos,
            "a mistake has a place and a reason on one line");
    }
    return 0;
  }
  CHECK(parsed->rules.size() <= brakes::kRulesMax, "rules are bounded");
  for (const brakes::Rule& rule : parsed->rules) {
    CHECK(!rule.name.empty() && rule.name.size() <= brakes::kRuleNameMax, "a rule has a name");
    CHECK(rule.within >= brakes::kWithinMin && rule.within <= brakes::kWithinMax && rule.most >= 0,
          "windows and caps are bounded");
    CHECK((rule.by == brakes::By::kCard) == (rule.act != brakes::Act::kRefuse),
          "only what is known before the payment refuses it");
  }
  return 0;
}
