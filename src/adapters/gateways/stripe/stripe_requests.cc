#include "adapters/gateways/stripe/stripe_requests.h"

#include <algorithm>

#include "adapters/gateways/stripe/stripe_api.h"
#include "domain/payments/payment_method.h"

namespace herlaad::gateways::stripe {
namespace {

std::string Inside(std::string_view object, std::string_view key) {
  return std::string(object) + "[" + std::string(key) + "]";
}

// Stripe's name of the language. Its zh is in simplified characters, as ours.
std::string_view LocaleOf(messages::Language language) { return messages::Code(language); }

}  // namespace

bool IsSafePage(std::string_view url, std::string_view base_url) {
  return url.starts_with("https://") || base_url.starts_with("http://");
}

Instant PageEnd(const engine::OpenRequest& request) {
  const Instant latest = request.created_at + kLifetimeMax;
  const Instant wanted = std::max(request.expires_at, request.created_at) + kLifetimeAfterExpiry;
  return std::min(wanted, latest);
}

StripeForm SessionForm(const engine::OpenRequest& request, const std::string& descriptor_suffix) {
  // Our names of the methods with a page are Stripe's.
  const std::string_view method = payments::PaymentMethodName(request.payment_method);
  StripeForm form;
  form.Add("mode", "payment");
  form.Add("ui_mode", "hosted_page");
  form.Add("allowed_payment_method_types[0]", method);
  form.Add("line_items[0][quantity]", 1);
  form.Add("line_items[0][price_data][currency]", kEuros);
  form.Add("line_items[0][price_data][unit_amount]", request.amount.minor);
  form.Add("line_items[0][price_data][product_data][name]",
           request.description.empty() ? request.reference : request.description);
  form.Add("client_reference_id", request.reference);
  form.Add(Inside("metadata", kPaymentKey), request.reference);
  form.Add(Inside("payment_intent_data[metadata]", kPaymentKey), request.reference);
  form.Add("payment_intent_data[description]", request.description);
  if (method == "card" && !descriptor_suffix.empty())
    form.Add("payment_intent_data[statement_descriptor_suffix]", descriptor_suffix);
  if (method == "wechat_pay") form.Add("payment_method_options[wechat_pay][client]", "web");
  form.Add("adaptive_pricing[enabled]", "false");
  form.Add("locale", LocaleOf(request.language));
  form.Add("success_url", request.return_url);
  form.Add("cancel_url", request.return_url);
  form.Add("expires_at", PageEnd(request).ms / 1'000);
  return form;
}

StripeForm RefundForm(const engine::RefundRequest& request) {
  StripeForm form;
  form.Add("payment_intent", request.charge);
  form.Add("amount", request.amount.minor);
  form.Add(Inside("metadata", kRefundKey), request.reference);
  return form;
}

}  // namespace herlaad::gateways::stripe
