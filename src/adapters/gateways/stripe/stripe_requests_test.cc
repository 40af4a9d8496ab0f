#include "adapters/gateways/stripe/stripe_requests.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "adapters/gateways/stripe/saved_means.h"
#include "adapters/gateways/stripe/stripe_api.h"
#include "adapters/gateways/stripe/stripe_testing.h"
#include "domain/payments/payment_method.h"

namespace herlaad::gateways::stripe {
namespace {

using namespace testing;  // NOLINT: the objects of this folder's tests
using payments::PaymentMethod;

constexpr Instant kCreated{1'795'000'000'000};

engine::OpenRequest Request(PaymentMethod method = PaymentMethod::kCard) {
  return {.reference = kPayment,
          .amount = Euros(1'500),
          .payment_method = method,
          .description = "Recharge 0470 •• •• 56 & more",
          .return_url = "https://herlaad.example/o/tu_1?key=x&a=b",
          .language = messages::Language::kFr,
          .created_at = kCreated,
          .expires_at = kCreated + Millis(1'800'000)};
}

// The form of a request, as the other side reads it.
std::map<std::string, std::string> Parameters(const StripeForm& form) {
  net::Request request;
  request.query = form.text();
  std::map<std::string, std::string> parameters;
  for (const std::string& name : request.ParameterNames())
    parameters[name] = request.Parameter(name).value_or("?");
  return parameters;
}

TEST(SessionForm, SaysWhatIsPaidHowAndWhereToReturn) {
  const std::map<std::string, std::string> expected{
      {"mode", "payment"},
      {"ui_mode", "hosted_page"},
      {"allowed_payment_method_types[0]", "card"},
      {"line_items[0][quantity]", "1"},
      {"line_items[0][price_data][currency]", "eur"},
      {"line_items[0][price_data][unit_amount]", "1500"},
      {"line_items[0][price_data][product_data][name]", "Recharge 0470 •• •• 56 & more"},
      {"client_reference_id", kPayment},
      {"metadata[herlaad_payment]", kPayment},
      {"payment_intent_data[metadata][herlaad_payment]", kPayment},
      {"payment_intent_data[description]", "Recharge 0470 •• •• 56 & more"},
      {"payment_intent_data[statement_descriptor_suffix]", "TOP-UP"},
      {"adaptive_pricing[enabled]", "false"},
      {"locale", "fr"},
      {"success_url", "https://herlaad.example/o/tu_1?key=x&a=b"},
      {"cancel_url", "https://herlaad.example/o/tu_1?key=x&a=b"},
      {"expires_at", "1795004500"},
  };
  EXPECT_EQ(Parameters(SessionForm(Request(), "TOP-UP")), expected);
}

TEST(SessionForm, EveryMethodHasItsName) {
  const std::pair<PaymentMethod, const char*> rows[] = {{PaymentMethod::kCard, "card"},
                                                        {PaymentMethod::kBancontact, "bancontact"},
                                                        {PaymentMethod::kPaypal, "paypal"},
                                                        {PaymentMethod::kAlipay, "alipay"},
                                                        {PaymentMethod::kWechatPay, "wechat_pay"}};
  for (const auto& [method, name] : rows) {
    const auto parameters = Parameters(SessionForm(Request(method), "TOP-UP"));
    EXPECT_EQ(parameters.at("allowed_payment_method_types[0]"), name);
    EXPECT_EQ(parameters.count("payment_intent_data[statement_descriptor_suffix]"),
              std::string_view(name) == "card" ? 1u : 0u)
        << name;
    EXPECT_EQ(parameters.count("payment_method_options[wechat_pay][client]"),
              std::string_view(name) == "wechat_pay" ? 1u : 0u)
        << name;
  }
}

TEST(SessionForm, EveryLanguageIsALocale) {
  for (const messages::Language language : messages::kLanguages) {
    auto request = Request();
    request.language = language;
    EXPECT_EQ(Parameters(SessionForm(request, "")).at("locale"), messages::Code(language));
  }
}

TEST(SessionForm, DescriptorIsOptional) {
  const auto parameters = Parameters(SessionForm(Request(), ""));
  EXPECT_EQ(parameters.count("payment_intent_data[statement_descriptor_suffix]"), 0u);
}

struct EndRow {
  const char* name;
  Millis lifetime;  // of the payment
  Millis page;      // after it was made
};

TEST(PageEnd, IsAlwaysOneThatStripeTakes) {
  const EndRow rows[] = {
      {"half an hour", Millis(1'800'000), Millis(4'500'000)},
      {"a minute", Millis(60'000), Millis(2'760'000)},
      {"none", Millis(0), Millis(2'700'000)},
      {"over before it began", Millis(-60'000), Millis(2'700'000)},
      {"a day", Millis(86'400'000), kLifetimeMax},
  };
  for (const EndRow& row : rows) {
    auto request = Request();
    request.expires_at = kCreated + row.lifetime;
    EXPECT_EQ(PageEnd(request) - kCreated, row.page) << row.name;
  }
}

TEST(IsSafePage, PageOverTheNetworkIsEncrypted) {
  EXPECT_TRUE(IsSafePage("https://checkout.stripe.com/1", "https://api.stripe.com"));
  EXPECT_FALSE(IsSafePage("http://checkout.stripe.com/1", "https://api.stripe.com"));
  EXPECT_TRUE(IsSafePage("http://localhost:8090/1", "http://localhost:8090"));
}

// Makes every request that the gateway can make. With HERLAAD_STRIPE_REQUESTS, they are written to
// that file, for tests/stripe_params to compare them with Stripe's own library.
TEST(StripeRequests, EveryOneCanBeMade) {
  FakeStripe stripe;
  StripeOptions options = OptionsFor(stripe.url());
  options.descriptor_suffix = "TOP-UP";
  StripeGateway gateway(options);
  json recorded = json::array();
  const auto record = [&] {
    for (const net::Request& request : stripe.Requests()) {
      recorded.push_back({{"method", request.method},
                          {"path", request.path},
                          {"query", request.query},
                          {"body", request.body},
                          {"version", request.Find("stripe-version").value_or("")},
                          {"type", request.Find("content-type").value_or("")}});
    }
  };
  stripe.Answers({OpenSession()});
  for (const PaymentMethod method : payments::AllPaymentMethods()) {
    if (payments::HasPaymentPage(method)) gateway.Open(Request(method));
  }
  const engine::PaymentRef known{kPayment, "cs_test_1", kCreated};
  gateway.Ask(known);
  gateway.Close(known);
  record();
  stripe.Answers({ListOf({With(OpenSession(), {{"client_reference_id", "x"}})}, true)});
  gateway.Ask({kPayment, "", kCreated});
  record();
  stripe.Answers({ListOf({}), RefundObject()});
  gateway.Refund({kRefund, known, "pi_1", Euros(1'500)});
  for (const char* const id : {"pi_1", "cs_test_1", "du_1", "re_1", "ch_1", "evt_1"})
    (void)gateway.Fetch(id);
  stripe.Answers({ListOf({Intent()}, true)});
  for (const char* const place :
       {"", "payment_intent:pi_1", "dispute:", "dispute:du_1", "refund:", "refund:re_1"})
    EXPECT_TRUE(gateway.List(kCreated, place).ok()) << place;
  record();
  StripeSavedMeans means(options.api, false);
  StripeForm kept = SessionForm(Request(PaymentMethod::kBancontact), "");
  StripeSavedMeans::Keep("cus_1", kept);
  StripeClient client(options.api);
  (void)client.Post(client.NewCall(), std::string(kSessionsPath), kept, kPayment);
  (void)means.NewCustomer("payer_7");
  (void)means.KeptBy("pi_1");
  const SavedMeans card{"cus_1", "pm_1", "card", "4242"};
  means.Charge({kPayment, card, Euros(1'500), "Top-up"});
  stripe.AnswersWith(500, "");
  EXPECT_FALSE(means.Forget(card));
  record();
  EXPECT_EQ(recorded.size(), 5u + 2u + std::size_t{kPagesMax} + 2u + 6u + 6u + 6u);
  if (const char* const file = std::getenv("HERLAAD_STRIPE_REQUESTS"))
    std::ofstream(file) << net::WriteJson(recorded) << "\n";
}

}  // namespace
}  // namespace herlaad::gateways::stripe
