// Vouchers: value that was paid earlier and that its PIN turns into a top-up. A voucher is active
// until it is redeemed; a refund of what it paid makes it active again, with the same PIN. Whoever
// reads the database learns no PIN: only a keyed digest of it is stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/secret.h"
#include "base/money/money.h"

namespace herlaad::vouchers {

using VoucherId = Id<struct VoucherTag>;

// The serial number: "vo_0d3m9k2v7x8q1r". It tells nothing about the PIN.
inline std::string ToText(VoucherId id) { return IdText("vo_", id.value()); }
inline std::optional<VoucherId> ParseVoucherId(std::string_view text) {
  const auto value = ParseIdText("vo_", text);
  return value ? std::optional(VoucherId(*value)) : std::nullopt;
}
// The serial of the voucher that an order sells: the order's id under another prefix, so that it is
// unique without a counter.
inline VoucherId VoucherOf(OrderId sale) { return VoucherId(sale.value()); }

// Stored, never reused.
enum class VoucherState : std::uint8_t {
  kActive = 1,    // its PIN pays for a top-up
  kRedeemed = 2,  // it paid for one
  kVoid = 3,      // it pays for nothing, and never will
};
inline constexpr auto kLastVoucherState = VoucherState::kVoid;
std::string_view VoucherStateName(VoucherState state);  // "active", …

// How long a voucher can be redeemed after its sale, and at least after a refund gave it back.
inline constexpr Millis kVoucherValid{365LL * 24 * 3'600'000};
inline constexpr Millis kValidAfterRefund{30LL * 24 * 3'600'000};

struct Voucher {
  VoucherId serial;
  Digest pin;  // PinDigest
  VoucherState state = VoucherState::kActive;
  Money face;
  OrderId sold_by;
  OrderId redeemed_by;  // empty unless redeemed
  Instant sold_at{};
  Instant valid_until{};
  Instant redeemed_at{};  // 0 unless redeemed

  friend bool operator==(const Voucher&, const Voucher&) = default;
};

// What of its face value is owed to whoever holds it, in minor units: all of it or nothing.
std::int64_t OwedFor(const Voucher& voucher);

// In order of precedence.
enum class VoucherVerdict : std::uint8_t {
  kGood = 1,
  kVoid = 2,
  kUsed = 3,
  kExpired = 4,
};
VoucherVerdict JudgeVoucher(const Voucher& voucher, Instant now);

// The same voucher after it paid for `order`. Only for one whose verdict is kGood.
Voucher Redeemed(Voucher voucher, OrderId order, Instant now);
// The same voucher after the refund of the order that it paid for. Its PIN stays the same, and it
// can be redeemed for at least kValidAfterRefund.
Voucher GivenBack(Voucher voucher, Instant now);

}  // namespace herlaad::vouchers
