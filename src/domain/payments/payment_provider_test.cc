#include "domain/payments/payment_provider.h"

#include <gtest/gtest.h>

#include <string>

namespace herlaad::payments {
namespace {

TEST(PaymentProvider, WalletIsNamedAndNotCalledABank) {
  struct Row {
    PaymentMethod method;
    const char* name;
  };
  constexpr Row kRows[] = {
      {PaymentMethod::kCard, "your bank"},       {PaymentMethod::kBancontact, "your bank"},
      {PaymentMethod::kPaypal, "PayPal"},        {PaymentMethod::kAlipay, "Alipay"},
      {PaymentMethod::kWechatPay, "WeChat Pay"},
  };
  for (const Row& row : kRows)
    EXPECT_EQ(messages::Text(messages::Language::kEn, ProviderOf(row.method)), row.name);
}

TEST(PaymentProvider, EveryMethodHasOneInEveryLanguage) {
  for (const PaymentMethod method : AllPaymentMethods()) {
    for (const messages::Language language : messages::kLanguages)
      EXPECT_FALSE(messages::Text(language, ProviderOf(method)).empty());
  }
}

}  // namespace
}  // namespace herlaad::payments
