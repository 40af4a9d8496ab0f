// StatusView: what people are shown of an order: what happened, what is known about the money, what
// to do next, and why. Computed only here; the web pages, the command line and the API's JSON put
// it into words and decide nothing.
//
// It states only facts: that nothing was charged, if the bank said so or there was no way to pay;
// otherwise what was reported, and when.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/orders/order.h"
#include "domain/orders/outbox/outbox_message.h"
#include "domain/orders/status/phrase.h"

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
    kStop,       // failed, and nothing was charged
    kNeutral,    // failed, and the money is refunded
    kAttention,  // a person reviews it
  };
  explicit StatusView(Phrase the_headline) : headline(std::move(the_headline)) {}

  Mood mood = Mood::kWait;
  Phrase headline;
  std::vector<Phrase> money;  // whether the payer was charged, and where the money is
  std::vector<Phrase> next;   // what to do, or that there is nothing to do
  std::vector<StatusStep> steps;
  bool can_pay = false;     // there is, or soon will be, a payment page
  bool can_cancel = false;  // cancelling now would be accepted
  // What cancelling would do, if something was paid; only for a reader who may cancel the order.
  std::optional<Phrase> if_cancelled = {};
  int look_again_seconds = 0;  // 0: no further change expected
  Instant changes_at{};        // when the view changes even without an event; 0: never
};

std::string_view Name(StatusView::Mood mood);
std::string_view Name(StatusStep::Mark mark);

// After this time without progress the view says what the order waits for.
inline constexpr Millis kLongWait{10'000};
// The same for a payer's bank that has answered before: it is asked less and less often, see
// Timings.
inline constexpr Millis kLongSilence = Timings{}.watch_max + kLongWait;

// `operator_name` is the display name.
StatusView StatusOf(const Order& order, const std::string& operator_name, Instant now);

// The VAT included in what the payer pays, in minor units; as on the receipt, 0 if all of the money
// goes back.
std::int64_t VatOf(const Order& order);

// True if no further change is expected: the order is final and no extra charge remains to be
// refunded.
bool IsAtRest(const Order& order);

}  // namespace herlaad::orders
