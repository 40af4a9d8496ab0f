// Limits on top-ups of one number: per payment, per calendar month (Europe/Brussels), and a pause
// between two top-ups. Checked when an order is placed, so that nobody pays in vain; checked again
// and taken when the money arrives, so that unpaid orders block nobody; given back when the order
// is refunded. Amounts are minor units of the payment currency.
#pragma once

#include <array>
#include <cstdint>

#include "base/calendar/calendar.h"
#include "base/core/instant.h"

namespace herlaad::limits {

// From the catalogue; 0 means no limit.
struct Limits {
  std::int64_t per_payment = 0;
  std::int64_t per_month = 0;
  Millis pause{0};
};

// What a number has used in one calendar month.
struct MonthUsage {
  calendar::Month month{};
  std::int64_t taken = 0;
  friend bool operator==(const MonthUsage&, const MonthUsage&) = default;
};

// Months kept per number: the current one, the previous one, whose orders may still be refunded,
// and one that a fast clock may have opened.
inline constexpr std::size_t kMonthsKept = 3;

// Usage of a number, kept in its row. A clock that jumps in either direction only opens another
// month and leaves the others unchanged.
struct Usage {
  std::array<MonthUsage, kMonthsKept> months{};  // latest first; unused entries are 0
  Instant last_topup{};  // when the last order was paid that was not given back
  friend bool operator==(const Usage&, const Usage&) = default;
};

// In order of precedence; stored, never reused.
enum class Verdict : std::uint8_t {
  kWithin = 0,
  kAbovePayment = 1,  // above the limit of one payment
  kTooSoon = 2,       // within the pause after the number's last top-up
  kAboveMonth = 3,    // above what is left this month
};

struct Ruling {
  Verdict verdict = Verdict::kWithin;
  std::int64_t remaining = 0;  // kAbovePayment, kAboveMonth: the highest amount accepted now
  Instant retry_at{};          // with kTooSoon: end of the pause
};

// The amount taken in `month`; 0 if the month is not kept.
std::int64_t TakenIn(const Usage& usage, calendar::Month month);
bool IsKept(const Usage& usage, calendar::Month month);
// True if `month` is earlier than all kept months and there is no room for it. What was taken in it
// is no longer known.
bool IsForgotten(const Usage& usage, calendar::Month month);

// Checks `amount` at `now` against the limits of `month`. A last top-up further in the future than
// the pause was dated by a wrong clock and does not count.
Ruling Judge(const Limits& limits, const Usage& usage, calendar::Month month, Instant now,
             std::int64_t amount);

// Takes an amount that Judge accepted. A new month replaces the earliest one. A forgotten month
// takes nothing, so that no month is opened twice.
Usage Take(const Usage& usage, calendar::Month month, Instant now, std::int64_t amount);

// What an order took, kept with the order for as long as it may have to be given back.
struct Taken {
  calendar::Month month{};
  std::int64_t amount = 0;
  Instant at{};      // when
  Instant before{};  // the number's last top-up before this one
};

// Gives back what an unfulfilled order took: the amount, unless its month is forgotten, and the
// pause, unless a later order has started its own. If two orders at a time are given back, the
// earlier one first, the pause of the earlier one stays: a pause that is too long costs no money.
Usage GiveBack(const Usage& usage, const Taken& taken);

}  // namespace herlaad::limits
