// StatusView: what people are shown of an order, decided once and only here: what happened, what is
// known of the money, what to do next, and why. The page, the page without script, the command line
// and the API's JSON put it into words and decide nothing.
//
// It says only what is known: that no money was taken where the bank said so or where there was
// nothing to pay with, and otherwise what was heard, and when.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/orders/order.h"
#include "rules/orders/phrase.h"

namespace herlaad::orders {

struct StatusStep {
  enum class Mark { kDone, kMoving, kAhead, kStopped };
  Mark mark = Mark::kAhead;
  Phrase what;
  Instant at{};  // 0: not yet, or not known
  std::optional<Phrase> more = {};
  std::optional<Money> amount = {};
};

struct StatusView {
  enum class Mood {
    kGood,       // the credit is there
    kWait,       // something is under way
    kStop,       // it came to nothing, and no money was taken
    kNeutral,    // it came to nothing, and the money is back
    kAttention,  // a person looks into it
  };
  explicit StatusView(Phrase the_headline) : headline(std::move(the_headline)) {}

  Mood mood = Mood::kWait;
  Phrase headline;
  std::vector<Phrase> money;  // whether money was taken, and where it is
  std::vector<Phrase> next;   // what to do, or that there is nothing to do
  std::vector<StatusStep> steps;
  bool can_pay = false;     // there is, or soon is, a page to pay on
  bool can_cancel = false;  // asked now, cancelling would be taken
  // What cancelling would do, where something was paid; only for who may cancel it.
  std::optional<Phrase> if_cancelled = {};
  int look_again_seconds = 0;  // 0: nothing more is expected to change
  Instant changes_at{};        // when it says something else even if nothing happens; 0: never
};

std::string_view Name(StatusView::Mood mood);
std::string_view Name(StatusStep::Mark mark);

// What has not moved for so long says what it waits for.
inline constexpr Millis kLongWait{10'000};

// `operator_name` as people know it.
StatusView StatusOf(const Order& order, const std::string& operator_name, Instant now);

// Nothing more is expected to change by itself: final, and no charge too much is on its way back.
bool IsAtRest(const Order& order);

}  // namespace herlaad::orders
