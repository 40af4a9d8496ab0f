// Values in ISO 20022 messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/statements/statement_error.h"
#include "base/calendar/calendar.h"
#include "base/core/result.h"

namespace herlaad::statements {

// An amount in cents: up to 16 digits, a point, and up to 5 decimals of which all after the second
// are 0. Never negative: the direction is said elsewhere. The fault says what to do.
Result<std::int64_t, LineFault> CamtCents(std::string_view text);

// "2026-11-27", also with a time behind it, which is left out: banks write their local day.
Result<calendar::Date, LineFault> CamtDate(std::string_view text);

// CRDT is true, DBIT is false.
Result<bool, LineFault> CamtIsCredit(std::string_view text);

// "true", "false", "1" and "0".
Result<bool, LineFault> CamtFlag(std::string_view text);

}  // namespace herlaad::statements
