#include "domain/payments/payment_method.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/core/check.h"

namespace herlaad::payments {
namespace {

using ledger::AccountKind;

struct Known {
  PaymentMethod method;
  int stored;
  const char* name;
  Flow flow;
  AccountKind collects;
  Refunder refunder;
  bool expires;
  bool has_page;
  const char* scope;
  bool refund_text;
  const char* label;
  const char* source;
};

// Written out a second time on purpose: the numbers are stored and the names are in the API.
constexpr Known kKnown[] = {
    {PaymentMethod::kCard, 1, "card", Flow::kRedirect, AccountKind::kPsp, Refunder::kGateway, true,
     true, "", true, "tender.card", "source.card"},
    {PaymentMethod::kBancontact, 2, "bancontact", Flow::kRedirect, AccountKind::kPsp,
     Refunder::kGateway, true, true, "", true, "tender.bancontact", "source.bancontact"},
    {PaymentMethod::kPaypal, 3, "paypal", Flow::kRedirect, AccountKind::kPsp, Refunder::kGateway,
     true, true, "", true, "tender.paypal", "source.paypal"},
    {PaymentMethod::kAlipay, 4, "alipay", Flow::kRedirect, AccountKind::kPsp, Refunder::kGateway,
     true, true, "", true, "tender.alipay", "source.alipay"},
    {PaymentMethod::kWechatPay, 5, "wechat_pay", Flow::kRedirect, AccountKind::kPsp,
     Refunder::kGateway, true, true, "", true, "tender.wechat_pay", "source.wechat_pay"},
    {PaymentMethod::kCash, 6, "cash", Flow::kImmediate, AccountKind::kCash, Refunder::kTill, false,
     false, "topup:cash", false, "tender.cash", "source.other"},
    {PaymentMethod::kVoucher, 7, "voucher", Flow::kStoredValue, AccountKind::kVoucherSold,
     Refunder::kStoredValue, false, false, "", true, "tender.voucher", "source.voucher"},
    {PaymentMethod::kFloat, 8, "float", Flow::kStoredValue, AccountKind::kFloat,
     Refunder::kStoredValue, false, false, "topup:float", false, "tender.float", "source.float"},
};

TEST(PaymentMethod, EveryColumnIsAsAgreed) {
  for (const Known& row : kKnown) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(static_cast<int>(row.method), row.stored);
    EXPECT_EQ(PaymentMethodName(row.method), row.name);
    EXPECT_EQ(FlowOf(row.method), row.flow);
    EXPECT_EQ(CollectingAccount(row.method), row.collects);
    EXPECT_EQ(RefundsBy(row.method), row.refunder);
    EXPECT_EQ(PaymentExpires(row.method), row.expires);
    EXPECT_EQ(HasPaymentPage(row.method), row.has_page);
    EXPECT_EQ(ScopeToPlace(row.method), row.scope);
    EXPECT_EQ(SendsRefundText(row.method), row.refund_text);
    EXPECT_EQ(PaymentMethodLabel(row.method).name(), row.label);
    EXPECT_EQ(SourceOf(row.method).name(), row.source);
  }
}

TEST(PaymentMethod, OnlyAVoucherNeedsAPinAndIsFreeOfOurFee) {
  for (const PaymentMethod method : AllPaymentMethods()) {
    const bool is_voucher = method == PaymentMethod::kVoucher;
    EXPECT_EQ(NeedsPin(method), is_voucher) << PaymentMethodName(method);
    EXPECT_EQ(ChargesFee(method), !is_voucher) << PaymentMethodName(method);
  }
}

TEST(PaymentMethod, OnlyAFloatIsTakenFromAnAccountWithAFloor) {
  for (const PaymentMethod method : AllPaymentMethods()) {
    const auto account = PrepaidAccount(method, "cli_1");
    ASSERT_EQ(account.has_value(), method == PaymentMethod::kFloat) << PaymentMethodName(method);
    EXPECT_EQ(account ? ledger::Name(*account) : "float:cli_1", "float:cli_1");
  }
}

TEST(PaymentMethod, FloatOfAnImpossibleOwnerIsNone) {
  for (const std::string& owner : {std::string(), std::string(41, 'a')})
    EXPECT_EQ(PrepaidAccount(PaymentMethod::kFloat, owner), std::nullopt) << owner;
}

TEST(PaymentMethod, VouchersAreBoughtWithCashOrAFloat) {
  for (const PaymentMethod method : AllPaymentMethods()) {
    EXPECT_EQ(BuysVouchers(method),
              method == PaymentMethod::kCash || method == PaymentMethod::kFloat)
        << PaymentMethodName(method);
  }
}

TEST(PaymentMethod, AllMethodsAreListedOnce) {
  const auto all = AllPaymentMethods();
  ASSERT_EQ(all.size(), std::size(kKnown));
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], kKnown[i].method);
  EXPECT_EQ(all.front(), kFirstPaymentMethod);
  EXPECT_EQ(all.back(), kLastPaymentMethod);
}

TEST(PaymentMethod, NamesAreParsedExactly) {
  std::set<std::string_view> names;
  for (const PaymentMethod method : AllPaymentMethods()) {
    EXPECT_EQ(ParsePaymentMethod(PaymentMethodName(method)), method);
    names.insert(PaymentMethodName(method));
  }
  EXPECT_EQ(names.size(), kPaymentMethods) << "two methods have one name";
  for (const char* name : {"", "Card", "card ", "floats"}) {
    EXPECT_EQ(ParsePaymentMethod(name), std::nullopt) << name;
  }
}

// The owner of the collecting account is the order's payment account.
TEST(PaymentMethod, CollectingAccountHasAnOwner) {
  for (const PaymentMethod method : AllPaymentMethods()) {
    EXPECT_TRUE(ledger::HasOwner(CollectingAccount(method))) << PaymentMethodName(method);
  }
}

}  // namespace
}  // namespace herlaad::payments
