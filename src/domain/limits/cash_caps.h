// Caps on the cash that the holder of one API key takes: for one top-up, and for all of one day
// (Europe/Brussels). They bound what a till can cost, or a stolen key, before somebody looks.
// Amounts are in minor units with our fee: what the payer hands over.
#pragma once

#include <cstdint>

#include "base/core/instant.h"

namespace herlaad::limits {

// 0: no cap.
struct CashCaps {
  std::int64_t per_topup = 0;
  std::int64_t per_day = 0;

  [[nodiscard]] bool IsEmpty() const { return per_topup == 0 && per_day == 0; }
  friend bool operator==(const CashCaps&, const CashCaps&) = default;
};

// What was taken on one day. Cash that is handed back later still counts: it passed through the
// till.
struct CashDay {
  Instant end{};  // the last instant of the day; 0: nothing was taken yet
  std::int64_t taken = 0;
  friend bool operator==(const CashDay&, const CashDay&) = default;
};

// In order of precedence.
enum class CapVerdict : std::uint8_t { kWithin = 0, kAboveTopup = 1, kAboveDay = 2 };

struct CapRuling {
  CapVerdict verdict = CapVerdict::kWithin;
  std::int64_t most = 0;  // kAboveTopup: the cap; kAboveDay: what the day leaves
};

CapRuling JudgeCash(const CashCaps& caps, const CashDay& day, Instant now, std::int64_t amount);

// With an amount that JudgeCash accepted. A clock that was set back goes on with the later day: no
// day begins twice.
CashDay TakeCash(const CashDay& day, Instant now, std::int64_t amount);

}  // namespace herlaad::limits
