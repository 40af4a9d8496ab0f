#include "domain/vouchers/voucher.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::vouchers {

std::string_view VoucherStateName(VoucherState state) {
  switch (state) {
    case VoucherState::kActive:
      return "active";
    case VoucherState::kRedeemed:
      return "redeemed";
    case VoucherState::kVoid:
      return "void";
  }
  CHECK(false, "a voucher is in one of the listed states");
}

std::int64_t OwedFor(const Voucher& voucher) {
  return voucher.state == VoucherState::kActive ? voucher.face.minor : 0;
}

VoucherVerdict JudgeVoucher(const Voucher& voucher, Instant now) {
  switch (voucher.state) {
    case VoucherState::kVoid:
      return VoucherVerdict::kVoid;
    case VoucherState::kRedeemed:
      if (MutantIs("voucher_redeemed_twice")) break;
      return VoucherVerdict::kUsed;
    case VoucherState::kActive:
      break;
  }
  return now < voucher.valid_until ? VoucherVerdict::kGood : VoucherVerdict::kExpired;
}

Voucher Redeemed(Voucher voucher, OrderId order, Instant now) {
  voucher.state = VoucherState::kRedeemed;
  voucher.redeemed_by = order;
  voucher.redeemed_at = now;
  return voucher;
}

Voucher GivenBack(Voucher voucher, Instant now) {
  CHECK(voucher.state == VoucherState::kRedeemed, "what is given back was taken");
  if (MutantIs("voucher_not_restored")) return voucher;
  voucher.state = VoucherState::kActive;
  voucher.redeemed_by = OrderId();
  voucher.redeemed_at = Instant{};
  voucher.valid_until = std::max(voucher.valid_until, now + kValidAfterRefund);
  return voucher;
}

}  // namespace herlaad::vouchers
