#include "domain/brakes/card_question.h"

#include <algorithm>
#include <limits>

namespace herlaad::brakes {

bool CountsCards(const Rules& rules) {
  return std::any_of(rules.rules.begin(), rules.rules.end(),
                     [](const Rule& rule) { return rule.by == By::kCard; });
}

// A subject's hash is never followed by this text: rules are named in lower case.
Counter CardBlocksMark() {
  Counter mark;
  mark.id = CounterOf(SubjectId(1), "A CARD WAS BLOCKED");
  mark.width_ms = 1;
  mark.expires_at = Instant{std::numeric_limits<std::int64_t>::max()};
  return mark;
}

}  // namespace herlaad::brakes
