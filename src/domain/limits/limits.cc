#include "domain/limits/limits.h"

#include <algorithm>
#include <optional>

#include "base/core/check.h"

namespace herlaad::limits {
namespace {

const MonthUsage* Find(const Usage& usage, calendar::Month month) {
  const auto* const at =
      std::find_if(usage.months.begin(), usage.months.end(),
                   [month](const MonthUsage& kept) { return kept.month == month; });
  return at == usage.months.end() ? nullptr : at;
}

// The entry of `month`, inserted if it is missing; nullptr if the month is forgotten.
MonthUsage* Open(Usage& usage, calendar::Month month) {
  auto* const at = std::find_if(usage.months.begin(), usage.months.end(),
                                [month](const MonthUsage& kept) { return kept.month <= month; });
  if (at == usage.months.end()) return nullptr;
  if (at->month == month) return at;
  std::move_backward(at, usage.months.end() - 1, usage.months.end());
  *at = {month, 0};
  return at;
}

// End of the pause after the last top-up; nullopt if there is none.
std::optional<Instant> PauseEnd(const Usage& usage, Millis pause, Instant now) {
  // The last top-up may lie in the future, if another node's clock is ahead or the clock was set
  // back. That must not block the number for long.
  if (pause.count() <= 0 || usage.last_topup.ms == 0 || usage.last_topup > now + pause) {
    return std::nullopt;
  }
  const Instant end = usage.last_topup + pause;
  return now < end ? std::optional(end) : std::nullopt;
}

}  // namespace

std::int64_t TakenIn(const Usage& usage, calendar::Month month) {
  const MonthUsage* const kept = Find(usage, month);
  return kept != nullptr ? kept->taken : 0;
}

bool IsKept(const Usage& usage, calendar::Month month) { return Find(usage, month) != nullptr; }

bool IsForgotten(const Usage& usage, calendar::Month month) {
  return month < usage.months.back().month;
}

Ruling Judge(const Limits& limits, const Usage& usage, calendar::Month month, Instant now,
             std::int64_t amount) {
  CHECK(amount > 0, "only a positive amount is judged");
  const std::int64_t left_this_month =
      std::max<std::int64_t>(0, limits.per_month - TakenIn(usage, month));
  if (limits.per_payment > 0 && amount > limits.per_payment) {
    return {
        Verdict::kAbovePayment,
        limits.per_month > 0 ? std::min(limits.per_payment, left_this_month) : limits.per_payment,
        {}};
  }
  if (const auto end = PauseEnd(usage, limits.pause, now)) return {Verdict::kTooSoon, 0, *end};
  if (limits.per_month > 0 && amount > left_this_month) {
    return {Verdict::kAboveMonth, left_this_month, {}};
  }
  return {};
}

Usage Take(const Usage& usage, calendar::Month month, Instant now, std::int64_t amount) {
  CHECK(amount > 0, "only a positive amount is taken");
  Usage after = usage;
  after.last_topup = now;
  MonthUsage* const kept = Open(after, month);
  if (kept != nullptr) kept->taken += amount;
  return after;
}

Usage GiveBack(const Usage& usage, const Taken& taken) {
  Usage left = usage;
  if (usage.last_topup == taken.at) left.last_topup = taken.before;
  for (MonthUsage& kept : left.months) {
    if (kept.month != taken.month) continue;
    CHECK(kept.taken >= taken.amount, "no more is given back than was taken");
    kept.taken -= taken.amount;
  }
  return left;
}

}  // namespace herlaad::limits
