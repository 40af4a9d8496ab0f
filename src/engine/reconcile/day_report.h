// The end-of-day report: what each account of our books held, received and gave on one day in
// Brussels, how many lines of the lists of that day match, and what differs. Totals are the sums of
// their lines.
//
// Reads every entry. Memory grows with the accounts and the postings of lists, not with the
// differences.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/queries.h"

namespace herlaad::engine {

// What an account says: money that others hold for us, what we owe, or costs and income.
enum class AccountGroup : std::uint8_t { kHeld = 1, kOwed = 2, kResult = 3 };
inline constexpr std::array kAccountGroups{AccountGroup::kHeld, AccountGroup::kOwed,
                                           AccountGroup::kResult};
AccountGroup GroupOf(ledger::AccountKind kind);
std::string_view Name(AccountGroup group);  // "held", "owed", "result"

// In cents. Of money that others hold for us (gateways, tills, the bank) what they hold, of every
// other account its balance. closing = opening + in - out.
struct AccountDay {
  ledger::Account account;
  std::int64_t opening = 0;
  std::int64_t in = 0;
  std::int64_t out = 0;
  std::int64_t closing = 0;
};

// The lines of that day in the lists of one account.
struct SourceDay {
  reconcile::SourceKind kind = reconcile::SourceKind::kCoda;
  std::string account;
  std::int64_t lines = 0;
  std::int64_t cents = 0;
  std::int64_t matched = 0;  // also fees and payouts that were booked as a whole
  std::int64_t matched_cents = 0;
  std::optional<std::int64_t> closing = {};  // of a statement that ends on that day
};

// An account without a list of that day, although there was something to compare.
struct NotCompared {
  reconcile::SourceKind kind = reconcile::SourceKind::kCoda;
  std::string account;                      // as of lists; of a till its name
  std::optional<reconcile::Day> last = {};  // that a list before covers
};

inline constexpr std::size_t kDifferencesReported = 500;

struct DifferenceSums {
  std::int64_t count = 0;
  std::int64_t ours = 0;  // in cents
  std::int64_t theirs = 0;
};

// The differences of one account on that day, without those that settled themselves.
struct AccountDifferences {
  reconcile::SourceKind kind = reconcile::SourceKind::kCoda;  // of the first
  std::string account;                                        // as of lists
  DifferenceSums all;
  DifferenceSums open;  // of these, what is not mended yet
};

struct DayReport {
  reconcile::Day day = 0;
  std::vector<AccountDay> accounts;
  std::vector<SourceDay> sources;
  // kDifferencesReported of the day at most, without those that settled themselves: the first ones
  // of each account, and as many of each as there is room for; in order. Of all of these the count,
  // and the amounts in cents.
  std::vector<Difference> differences;
  std::int64_t differences_count = 0;
  std::int64_t differences_ours = 0;
  std::int64_t differences_theirs = 0;
  std::vector<AccountDifferences>
      differences_of;  // of each account that has any; sums to the above
  std::vector<NotCompared> not_compared;
  std::int64_t open_before = 0;  // differences of the 400 days before that are still open
};

// `bank_accounts`: those that are ours; empty: those of which there are statements.
Result<DayReport, StoreError> ReportDay(Queries& queries, reconcile::Day day,
                                        const std::vector<std::string>& bank_accounts = {});

}  // namespace herlaad::engine
