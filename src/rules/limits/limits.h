// Limits on what one number may be topped up with: per payment, per calendar month
// (Europe/Brussels), and a pause between two top-ups. Judged when an order is placed, so that
// nobody pays in vain; taken when its money comes, after judging once more, so that what nobody
// pays for keeps nobody from topping up; given back when it is refunded. Amounts are minor units of
// the payment currency.
#pragma once

#include <array>
#include <cstdint>

#include "base/calendar/calendar.h"
#include "base/core/instant.h"

namespace herlaad::limits {

// From the catalogue; 0 means "no limit" for each of the three.
struct Limits {
  std::int64_t per_payment = 0;
  std::int64_t per_month = 0;
  Millis pause{0};
};

// What a number has taken in one calendar month.
struct MonthUsage {
  calendar::Month month{};
  std::int64_t taken = 0;
  friend bool operator==(const MonthUsage&, const MonthUsage&) = default;
};

// How many months of a number are kept: the present one, the one before, whose orders may still
// come to nothing, and one that a clock which ran ahead has opened.
inline constexpr std::size_t kMonthsKept = 3;

// What a number has used, kept in its row. A clock that jumps, either way, only opens another
// month: what the others say stays as it is.
struct Usage {
  std::array<MonthUsage, kMonthsKept> months{};  // the latest first; unused ones are 0
  Instant last_topup{};  // when the money came of the last order that has not come to nothing
  friend bool operator==(const Usage&, const Usage&) = default;
};

// In order of precedence; stored, never reused.
enum class Verdict : std::uint8_t {
  kWithin = 0,
  kAbovePayment = 1,  // more than one payment may be
  kTooSoon = 2,       // within the pause after the number's last top-up
  kAboveMonth = 3,    // more than remains this month
};

struct Ruling {
  Verdict verdict = Verdict::kWithin;
  std::int64_t remaining =
      0;               // with kAbovePayment and kAboveMonth: the most that would be accepted now
  Instant retry_at{};  // with kTooSoon: when the pause ends
};

// What is taken in `month`; 0 for one that is not kept.
std::int64_t TakenIn(const Usage& usage, calendar::Month month);
bool IsKept(const Usage& usage, calendar::Month month);
// Is `month` earlier than all that are kept, and no room for it? What was taken in it is forgotten.
bool IsForgotten(const Usage& usage, calendar::Month month);

// Would `amount` be accepted at `now`, in `month`? A last top-up that lies further ahead than its
// pause is long was dated by a wrong clock: it does not count.
Ruling Judge(const Limits& limits, const Usage& usage, calendar::Month month, Instant now,
             std::int64_t amount);

// Takes what Judge accepted. A new month takes the place of the earliest one; a forgotten one takes
// nothing, so that no month is ever opened twice.
Usage Take(const Usage& usage, calendar::Month month, Instant now, std::int64_t amount);

// What an order took, kept with it for as long as it may have to give it back.
struct Taken {
  calendar::Month month{};
  std::int64_t amount = 0;
  Instant at{};      // when
  Instant before{};  // the number's last top-up then
};

// Gives back what came to nothing: the amount, unless its month is forgotten, and the pause, unless
// a later order has one of its own. Of two orders at a time that both come to nothing, the earlier
// one first, the earlier one's pause stays: too long a pause costs nobody money.
Usage GiveBack(const Usage& usage, const Taken& taken);

}  // namespace herlaad::limits
