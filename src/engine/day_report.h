// The end-of-day report: what each account of our books held, received and gave on one day in
// Brussels, how many lines of the lists of that day match, and what differs. Totals are the sums of
// their lines.
//
// Reads every entry. Memory grows with the accounts and the differences of the day.
#pragma once

#include <string>
#include <vector>

#include "engine/ports/queries.h"

namespace herlaad::engine {

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
};

struct DayReport {
  reconcile::Day day = 0;
  std::vector<AccountDay> accounts;
  std::vector<SourceDay> sources;
  std::vector<Difference> differences;  // those that settled themselves are left out
};

Result<DayReport, StoreError> ReportDay(Queries& queries, reconcile::Day day);

}  // namespace herlaad::engine
