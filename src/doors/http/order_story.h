// What an order's page says: in this order what happened, whether money was taken, and what to do
// next. Words only, no markup.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/core/instant.h"
#include "rules/orders/order.h"

namespace herlaad::http {

struct StoryStep {
  enum class Mark { kDone, kMoving, kAhead, kStopped };
  Mark mark = Mark::kAhead;
  std::string what;  // "Paid"
  Instant at{};      // 0: not yet
  std::string more;  // "we asked Orange; no answer yet"
};

struct Story {
  enum class Mood { kGood, kWaiting, kNeutral, kPerson };
  Mood mood = Mood::kWaiting;
  std::string headline;
  std::vector<std::string> sentences;
  std::vector<StoryStep> steps;
  bool can_pay = false;           // a link to where it is paid
  std::chrono::seconds again{0};  // look again after so long; 0: nothing more is expected
};

// `operator_name` as people know it.
Story StoryOf(const orders::Order& order, const std::string& operator_name);

}  // namespace herlaad::http
