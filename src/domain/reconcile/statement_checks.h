// Whether a statement is whole, of the right account, and the next one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/reconcile/statement.h"

namespace herlaad::reconcile {

// In order of precedence; stored, never reused.
enum class StatementFault : std::uint8_t {
  kOtherAccount = 1,    // of an account that was not expected
  kDuplicate = 2,       // was read before
  kOutOfOrder = 3,      // older than what was read last
  kMissing = 4,         // one or more statements before it were never read
  kOpeningBalance = 5,  // the number follows, but it does not begin where the last one ended
  kBalance = 6,         // opening + credits - debits is not closing
};
std::string_view Name(StatementFault fault);  // "other_account", …
std::string_view Text(StatementFault fault);  // what is wrong and what to do

// What is remembered of the last statement of an account that was taken.
struct LastStatement {
  std::uint32_t sequence = 0;
  AccountBalance opening;
  AccountBalance closing;
};

// Whether `head` is the statement of `account` that follows `last`; without `last` it is the first.
// Numbers may start at 1 again when the statement is later than the last one. A statement of a
// separate application has no order: only its account is checked.
std::optional<StatementFault> CheckHead(const StatementHead& head, std::string_view account,
                                        const std::optional<LastStatement>& last);

// opening + credits - debits = closing; sums that do not fit in 64 bits are wrong too.
std::optional<StatementFault> CheckBalance(const AccountBalance& opening, const StatementEnd& end);

}  // namespace herlaad::reconcile
