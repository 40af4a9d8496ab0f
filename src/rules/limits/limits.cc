#include "rules/limits/limits.h"

#include <algorithm>

#include "base/core/check.h"

namespace herlaad::limits {
namespace {

std::int64_t TakenIn(calendar::Month month, const Usage& usage) {
  return usage.month == month ? usage.taken : 0;
}

}  // namespace

Ruling Judge(const Limits& limits, const Usage& usage, calendar::Month month, Instant now,
             std::int64_t amount) {
  CHECK(amount > 0, "only a positive amount is judged");
  const std::int64_t left_this_month =
      std::max<std::int64_t>(0, limits.per_month - TakenIn(month, usage));
  if (limits.per_payment > 0 && amount > limits.per_payment) {
    return {
        Verdict::kAbovePayment,
        limits.per_month > 0 ? std::min(limits.per_payment, left_this_month) : limits.per_payment,
        {}};
  }
  const Instant retry_at = usage.last_topup + limits.pause;
  // Without a pause there is none: the last top-up may seem to lie ahead, when another node decided
  // it a moment ago or the clock was set back.
  const bool pauses = limits.pause.count() > 0;
  if (pauses && usage.last_topup.ms != 0 && now < retry_at) return {Verdict::kTooSoon, 0, retry_at};
  if (limits.per_month > 0 && amount > left_this_month) {
    return {Verdict::kAboveMonth, left_this_month, {}};
  }
  return {};
}

Usage Take(const Usage& usage, calendar::Month month, Instant now, std::int64_t amount) {
  CHECK(amount > 0, "only a positive amount is taken");
  return {month, TakenIn(month, usage) + amount, now};
}

Usage GiveBack(const Usage& usage, const Taken& taken) {
  Usage left = usage;
  if (usage.last_topup == taken.at) left.last_topup = taken.before;
  if (usage.month != taken.month) return left;
  CHECK(usage.taken >= taken.amount, "no more is given back than was taken");
  left.taken -= taken.amount;
  return left;
}

}  // namespace herlaad::limits
