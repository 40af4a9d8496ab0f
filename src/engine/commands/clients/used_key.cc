#include "engine/commands/clients/used_key.h"

namespace herlaad::engine {
namespace {

using orders::PlaceOutcome;

bool IsCapped(const std::optional<UsedKey>& used) { return used && !used->caps.IsEmpty(); }

}  // namespace

void AddCashNeeds(const std::optional<UsedKey>& used, Needs& needs) {
  if (IsCapped(used)) needs.Put<KeyCash>(used->caps_of);
}

Result<std::optional<KeyCash>, orders::Refusal> TakeCash(const std::optional<UsedKey>& used,
                                                         Money total, const ReadSet& read_set,
                                                         Instant now) {
  if (!IsCapped(used)) return std::optional<KeyCash>();
  const KeyCash* const before = read_set.Find<KeyCash>(used->caps_of);
  const limits::CashDay day = before != nullptr ? before->day : limits::CashDay{};
  const limits::CapRuling ruling = limits::JudgeCash(used->caps, day, now, total.minor);
  const Money most{ruling.most, total.currency};
  switch (ruling.verdict) {
    case limits::CapVerdict::kAboveTopup:
      return Failure{orders::Refusal{.outcome = PlaceOutcome::kAboveKeyTopupCap, .most = most}};
    case limits::CapVerdict::kAboveDay:
      return Failure{orders::Refusal{.outcome = PlaceOutcome::kAboveKeyDayCap, .most = most}};
    case limits::CapVerdict::kWithin:
      break;
  }
  return std::optional(KeyCash{used->caps_of, limits::TakeCash(day, now, total.minor)});
}

}  // namespace herlaad::engine
