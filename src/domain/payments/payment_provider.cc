#include "domain/payments/payment_provider.h"

#include "base/core/check.h"

namespace herlaad::payments {

messages::Key ProviderOf(PaymentMethod method) {
  switch (method) {
    case PaymentMethod::kCard:
    case PaymentMethod::kBancontact:
      return "provider.bank";
    case PaymentMethod::kPaypal:
    case PaymentMethod::kAlipay:
    case PaymentMethod::kWechatPay:
      return PaymentMethodLabel(method);
    case PaymentMethod::kCash:
    case PaymentMethod::kVoucher:
    case PaymentMethod::kFloat:
      return "provider.other";
  }
  CHECK(false, "a payment method is one of the listed ones");
}

}  // namespace herlaad::payments
