// Entries: what was posted, with its cause. A cause is what a decision posts for: an order, a
// number whose credit lapses, a payment of a client's float, or a reconciliation. The key of an
// entry is its cause and the number of its first transfer, counted from 1 within the cause, so that
// a decision made again writes the same key: an entry cannot be stored twice. The row of the cause
// counts its transfers, so that none can be missing without being noticed.
#pragma once

#include <compare>
#include <cstdint>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/numbers/msisdn.h"
#include "domain/ledger/transfer.h"

namespace herlaad::ledger {

// Stored, never reused.
enum class CauseKind : std::uint8_t {
  kOrder = 1,           // id: of the order
  kSubscriber = 2,      // id: the number, 32470123456
  kFloatPayment = 3,    // id: of a payment into the float of a client, or out of it
  kReconciliation = 4,  // id: of what was posted because of a list of others, or of a difference
};
inline constexpr CauseKind kLastCauseKind = CauseKind::kReconciliation;

// In the order of the table's key. The id comes first: ids grow with time, so that new entries of
// every kind with such ids are appended at one place.
struct Cause {
  std::int64_t id = 0;
  CauseKind kind = CauseKind::kOrder;

  friend auto operator<=>(const Cause&, const Cause&) = default;
};
inline Cause CauseOf(OrderId order) { return {order.value(), CauseKind::kOrder}; }
inline Cause CauseOf(Msisdn subscriber) { return {subscriber.value(), CauseKind::kSubscriber}; }

struct EntryKey {
  Cause cause;
  std::int32_t n = 1;

  friend auto operator<=>(const EntryKey&, const EntryKey&) = default;
};

struct Entry {
  Cause cause;
  std::int32_t n = 1;  // of its first transfer within the cause
  Instant at{};
  Transfers transfers;  // at least one

  [[nodiscard]] EntryKey key() const { return {cause, n}; }
  friend bool operator==(const Entry&, const Entry&) = default;
};

// Whether it moves prepaid credit of a number other than `msisdn`.
bool MovesCreditOfAnother(const Transfer& transfer, std::int64_t msisdn);

inline std::int32_t CountOf(const Transfers& transfers) {
  return static_cast<std::int32_t>(transfers.size());
}

}  // namespace herlaad::ledger
