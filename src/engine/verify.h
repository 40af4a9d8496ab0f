// Verify: recomputes from the orders and transfers themselves what the database keeps folded, and
// says where the two first differ. Reads one snapshot, so it may run beside a working engine.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/ports/queries.h"

namespace herlaad::engine {

// How much was looked at.
struct VerifyCounts {
  std::int64_t orders = 0;
  std::int64_t transfers = 0;
  std::int64_t numbers = 0;
  std::int64_t accounts = 0;

  friend bool operator==(const VerifyCounts&, const VerifyCounts&) = default;
};

struct VerifyReport {
  VerifyCounts counts;
  std::int64_t suspense = 0;   // cents paid and neither delivered nor given back, over all orders
  std::int64_t in_review = 0;  // the part of it that moves only when a person does something
  // The first difference, in words for a person; reading ended there. Names orders, accounts and
  // numbers, so it is for an administrator and not for a log.
  std::optional<std::string> difference;
};

// Told now and then, from the thread that called Verify.
using VerifyProgress = std::function<void(const VerifyCounts&)>;

// What must hold: every order is possible; its transfers are all there, move its money as its parts
// say and are counted; it has exactly the effect it needs next; the orders of a number form one
// chain that ends at the number's last; limits, prepaid balances and every account equal the sum of
// what was posted; suspense equals what all orders have in flight. Memory grows with the numbers
// that were ever topped up, not with orders.
Result<VerifyReport, StoreError> Verify(Queries& queries, const VerifyProgress& progress = {});

}  // namespace herlaad::engine
