// What an order's page says: in this order what happened, whether money was taken, and what to do
// next. Words only, no markup. web/src/lib/story.ts says the same where the page has script.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/core/instant.h"
#include "base/messages/messages.h"
#include "rules/orders/order.h"

namespace herlaad::http {

struct StoryStep {
  enum class Mark { kDone, kMoving, kAhead, kStopped };
  Mark mark = Mark::kAhead;
  std::string what;  // "Paid"
  Instant at{};      // 0: not yet, or not known
  std::string more;  // "waiting for an answer"
  std::string sum;   // "€15.00", or nothing
};

struct Story {
  enum class Mood { kGood, kWait, kStop, kNeutral, kPerson };
  Mood mood = Mood::kWait;
  std::string headline;
  std::string money;              // whether money was taken, and where it is
  std::vector<std::string> next;  // what to do, or that there is nothing to do
  std::vector<StoryStep> steps;
  bool can_pay = false;           // a link to where it is paid
  std::chrono::seconds again{0};  // look again after so long; 0: nothing more is expected
};

// `operator_name` as people know it.
Story StoryOf(const orders::Order& order, const std::string& operator_name,
              messages::Language language, Instant now);

}  // namespace herlaad::http
