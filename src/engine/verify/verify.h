// Verify: recomputes from orders and transfers what the database stores as sums, and reports the
// first difference. Reads one snapshot, so it can run beside a working engine.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/ports/queries.h"

namespace herlaad::engine {

// Numbers of rows checked.
struct VerifyCounts {
  std::int64_t orders = 0;
  std::int64_t transfers = 0;
  std::int64_t numbers = 0;
  std::int64_t accounts = 0;

  friend bool operator==(const VerifyCounts&, const VerifyCounts&) = default;
};

struct VerifyReport {
  VerifyCounts counts;
  std::int64_t suspense = 0;   // cents paid and neither delivered nor refunded, over all orders
  std::int64_t in_review = 0;  // the part of it that needs a person's decision
  // The first difference, as text; verification stopped there. It names orders, accounts and
  // numbers, so it is for an administrator and not for a log.
  std::optional<std::string> difference;
  std::vector<AuditTail> audit;  // how far the audit trail goes; empty after a difference in orders
};

// Called regularly from the thread that called Verify.
using VerifyProgress = std::function<void(const VerifyCounts&)>;

// Checks that every order is consistent; that its transfers are complete, counted and match its
// parts; that it has exactly the outbox message it needs next; that the orders of a number form one
// chain ending at the number's last order; that the transfers that a number caused itself are
// complete and counted; that limits, prepaid balances and all accounts equal the sum of what was
// posted; that every SIM's state follows from its cause; that suspense equals what all orders have
// in flight; that voucher:sold equals what the active vouchers are worth, and each voucher is
// redeemed by the order that says so; that each payment of a float and each posting of a
// reconciliation posted itself and nothing else; that no account with a floor is below it; and that
// the audit trail is whole. Memory grows with the number of subscribers and vouchers, not of
// orders.
Result<VerifyReport, StoreError> Verify(Queries& queries, const VerifyProgress& progress = {});

}  // namespace herlaad::engine
