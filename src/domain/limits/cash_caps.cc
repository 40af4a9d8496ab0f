#include "domain/limits/cash_caps.h"

#include "base/calendar/calendar.h"
#include "base/core/mutant.h"

namespace herlaad::limits {
namespace {

// The day to count on.
CashDay DayAt(const CashDay& day, Instant now) {
  const Instant end = calendar::EndOfDay(now);
  return day.end < end ? CashDay{end, 0} : day;
}

}  // namespace

CapRuling JudgeCash(const CashCaps& caps, const CashDay& day, Instant now, std::int64_t amount) {
  if (caps.per_topup > 0 && amount > caps.per_topup)
    return {CapVerdict::kAboveTopup, caps.per_topup};
  if (caps.per_day == 0 || MutantIs("key_cap_ignored")) return {};
  const std::int64_t taken = DayAt(day, now).taken;
  const std::int64_t left = taken < caps.per_day ? caps.per_day - taken : 0;
  if (amount > left) return {CapVerdict::kAboveDay, left};
  return {};
}

CashDay TakeCash(const CashDay& day, Instant now, std::int64_t amount) {
  CashDay after = DayAt(day, now);
  if (__builtin_add_overflow(after.taken, amount, &after.taken)) after.taken = INT64_MAX;
  return after;
}

}  // namespace herlaad::limits
