#include <gtest/gtest.h>

#include <set>

#include "domain/vouchers/pin.h"
#include "domain/vouchers/voucher.h"

namespace herlaad::vouchers {
namespace {

const Secret kKey{"a key of a test"};
const Secret kOther{"another key of a test"};
constexpr Instant kNow{1'795'000'000'000};

Voucher Sold() {
  Voucher voucher;
  voucher.serial = VoucherId(77);
  voucher.face = Euros(1'500);
  voucher.sold_by = OrderId(77);
  voucher.sold_at = kNow;
  voucher.valid_until = kNow + kVoucherValid;
  return voucher;
}

TEST(Pin, IsTheSameForTheSameKeyAndOrderOnly) {
  const Pin pin = DerivePin(kKey, OrderId(77));
  EXPECT_EQ(pin.digits().Reveal().size(), kPinDigits);
  EXPECT_EQ(pin, DerivePin(kKey, OrderId(77)));
  EXPECT_FALSE(pin == DerivePin(kKey, OrderId(78)));
  EXPECT_FALSE(pin == DerivePin(kOther, OrderId(77)));
  EXPECT_NE(PinDigest(kKey, pin), PinDigest(kOther, pin));
}

TEST(Pin, ManyOrdersHaveDifferentPinsOfSixteenDigits) {
  std::set<std::string> pins;
  for (int i = 1; i <= 2'000; ++i) {
    const std::string digits = DerivePin(kKey, OrderId(i)).digits().Reveal();
    EXPECT_EQ(digits.find_first_not_of("0123456789"), std::string::npos) << digits;
    pins.insert(digits);
  }
  EXPECT_EQ(pins.size(), 2'000U);
}

TEST(Pin, IsReadAsPeopleTypeIt) {
  const auto pin = Pin::Parse("1234567890123456");
  ASSERT_TRUE(pin);
  EXPECT_EQ(pin->Grouped().Reveal(), "1234 5678 9012 3456");
  for (const char* typed : {"1234 5678 9012 3456", " 1234-5678-9012-3456 ", "1234.5678.9012.3456",
                            "１２３４５６７８９０１２３４５６", "１２３４　5678 9012 3456"}) {
    EXPECT_EQ(Pin::Parse(typed), pin) << typed;
  }
  for (const char* typed : {"", "123456789012345", "12345678901234567", "1234 5678 9012 345x",
                            "１２３４", "\xEF\xBC"}) {
    EXPECT_FALSE(Pin::Parse(typed)) << typed;
  }
}

TEST(Pin, IsRevealedByTheKeyThatMadeItAlsoAfterARotation) {
  const OrderId sale(77);
  const Pin pin = DerivePin(kOther, sale);
  const Digest stored = PinDigest(kOther, pin);
  EXPECT_EQ(RevealPin({kKey, kOther}, sale, stored), pin);
  EXPECT_FALSE(RevealPin({kKey, {}}, sale, stored));
  EXPECT_FALSE(RevealPin({kKey, kOther}, OrderId(78), stored));
}

TEST(Voucher, IsRedeemedOnceAndValidAgainAfterARefund) {
  const Voucher sold = Sold();
  EXPECT_EQ(JudgeVoucher(sold, kNow), VoucherVerdict::kGood);
  EXPECT_EQ(OwedFor(sold), 1'500);
  const Voucher redeemed = Redeemed(sold, OrderId(99), kNow);
  EXPECT_EQ(JudgeVoucher(redeemed, kNow), VoucherVerdict::kUsed);
  EXPECT_EQ(OwedFor(redeemed), 0);
  EXPECT_EQ(redeemed.redeemed_by, OrderId(99));
  EXPECT_EQ(GivenBack(redeemed, kNow), sold) << "the same PIN, value and validity";
}

TEST(Voucher, RefundLeavesAtLeastThirtyDaysToRedeemIt) {
  const Instant last = Sold().valid_until - Millis(1);
  const Voucher back = GivenBack(Redeemed(Sold(), OrderId(99), last), last);
  EXPECT_EQ(back.valid_until, last + kValidAfterRefund);
}

TEST(Voucher, ExpiredOrVoidPaysForNothing) {
  Voucher voucher = Sold();
  EXPECT_EQ(JudgeVoucher(voucher, voucher.valid_until), VoucherVerdict::kExpired);
  EXPECT_EQ(JudgeVoucher(voucher, voucher.valid_until - Millis(1)), VoucherVerdict::kGood);
  voucher.state = VoucherState::kVoid;
  EXPECT_EQ(JudgeVoucher(voucher, voucher.valid_until), VoucherVerdict::kVoid);
  EXPECT_EQ(OwedFor(voucher), 0);
}

TEST(Voucher, SerialNamesTheSaleAndReadsBack) {
  const VoucherId serial = VoucherOf(OrderId(77));
  EXPECT_EQ(ParseVoucherId(ToText(serial)), serial);
  EXPECT_FALSE(ParseVoucherId(herlaad::ToText(OrderId(77))));
}

}  // namespace
}  // namespace herlaad::vouchers
