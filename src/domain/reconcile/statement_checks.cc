#include "domain/reconcile/statement_checks.h"

#include <tuple>

namespace herlaad::reconcile {
namespace {

bool Before(const std::optional<calendar::Date>& a, const std::optional<calendar::Date>& b) {
  if (!a || !b) return false;
  return std::tuple(a->year, a->month, a->day) < std::tuple(b->year, b->month, b->day);
}

// Numbers begin again at 1 in a new year: then the statement begins when the last one ended, or
// later.
bool BeginsAgain(const StatementHead& head, const LastStatement& last) {
  return head.sequence == 1 && last.sequence > 1 && !Before(head.opening.date, last.closing.date);
}

std::optional<StatementFault> CheckNumber(const StatementHead& head, const LastStatement& last) {
  if (head.sequence == last.sequence && head.opening == last.opening &&
      (head.sequence != 0 || last.opening.cents != last.closing.cents)) {
    return StatementFault::kDuplicate;
  }
  if (Before(head.opening.date, last.opening.date)) return StatementFault::kOutOfOrder;
  if (head.sequence == 0 || last.sequence == 0 || BeginsAgain(head, last)) return std::nullopt;
  if (head.sequence <= last.sequence) return StatementFault::kOutOfOrder;
  if (head.sequence > last.sequence + 1) return StatementFault::kMissing;
  return std::nullopt;
}

}  // namespace

std::string_view Name(StatementFault fault) {
  switch (fault) {
    case StatementFault::kOtherAccount:
      return "other_account";
    case StatementFault::kDuplicate:
      return "duplicate";
    case StatementFault::kOutOfOrder:
      return "out_of_order";
    case StatementFault::kMissing:
      return "missing";
    case StatementFault::kOpeningBalance:
      return "opening_balance";
    case StatementFault::kBalance:
      return "balance";
  }
  return {};
}

std::string_view Text(StatementFault fault) {
  switch (fault) {
    case StatementFault::kOtherAccount:
      return "The statement is of another account. Read it with that account, or choose the right "
             "file.";
    case StatementFault::kDuplicate:
      return "The statement was read before. Nothing needs to be done.";
    case StatementFault::kOutOfOrder:
      return "The statement is older than the last one that was read. Read statements in the order "
             "of their numbers.";
    case StatementFault::kMissing:
      return "Statements before this one were never read. Fetch them from the bank and read them "
             "first.";
    case StatementFault::kOpeningBalance:
      return "The opening balance is not the closing balance of the last statement. Look for a "
             "statement that is missing or was read twice.";
    case StatementFault::kBalance:
      return "Opening balance and movements do not give the closing balance. Fetch the file from "
             "the bank again.";
  }
  return {};
}

std::optional<StatementFault> CheckHead(const StatementHead& head, std::string_view account,
                                        const std::optional<LastStatement>& last) {
  if (head.account != account) return StatementFault::kOtherAccount;
  if (!head.separate_application.empty() || !last) return std::nullopt;
  if (const auto fault = CheckNumber(head, *last)) return fault;
  if (head.opening.cents == last->closing.cents) return std::nullopt;
  // Without numbers a gap shows only in the balances.
  const bool numbered = head.sequence != 0 && last->sequence != 0;
  return numbered ? StatementFault::kOpeningBalance : StatementFault::kMissing;
}

std::optional<StatementFault> CheckBalance(const AccountBalance& opening, const StatementEnd& end) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(opening.cents, end.credits_cents, &sum) ||
      __builtin_sub_overflow(sum, end.debits_cents, &sum) || sum != end.closing.cents) {
    return StatementFault::kBalance;
  }
  return std::nullopt;
}

}  // namespace herlaad::reconcile
