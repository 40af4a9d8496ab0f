// StripeGateway: Stripe as a payment gateway. The payer pays on Stripe's hosted page, one Checkout
// Session for each payment, so no data of a card reaches Herlaad.
//
// The charge of a payment is its payment intent ("pi_…"), which takes money at most once, and its
// session the Checkout Session ("cs_…"). Our reference is the Idempotency-Key of every request that
// moves money, and stands in the metadata of what it made, by which it is found again.
//
// Stripe cannot refuse a session that was asked for before it was closed: Close of a payment that
// Stripe does not know closes it here only. Such a page can still be opened by a request on its
// way, but nobody has its address, and it ends by itself.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/gateways/stripe/stripe_client.h"
#include "adapters/gateways/stripe/stripe_objects.h"
#include "base/core/secret.h"
#include "engine/ports/connector.h"
#include "engine/ports/gateway.h"

namespace herlaad::gateways::stripe {

struct StripeOptions {
  StripeClientOptions api;
  bool live = false;                    // the mode of the key
  std::vector<Secret> webhook_secrets;  // one, or more while one is replaced
  std::string descriptor_suffix;        // on statements of cards; empty: the account's
                                        // text alone
  std::function<void(const engine::ConnectorTrouble&)> report;  // may be empty
};

class StripeGateway final : public engine::Gateway {
 public:
  explicit StripeGateway(StripeOptions options);

  // kRefused after a definite error; kUnknown, with may_resend as Stripe's rules for keys have it,
  // after any other. A page that the payer's browser could not be sent to safely is kUnknown.
  engine::GatewayAnswer Open(const engine::OpenRequest& request) override;
  // Without a session, sessions of the day after `created_at` are searched, at most a thousand.
  engine::GatewayAnswer Ask(const engine::PaymentRef& payment) override;
  engine::GatewayAnswer Close(const engine::PaymentRef& payment) override;
  engine::GatewayAnswer Refund(const engine::RefundRequest& request) override;
  engine::GatewayAnswer AskRefund(const engine::RefundRequest& request) override;

  // Checks the header `stripe-signature`; see callback_signature.h.
  Result<engine::Callback, engine::CallbackError> ReadCallback(const Headers& headers,
                                                               std::string_view body,
                                                               Instant now) override;
  // `object`: an id of Stripe. A dispute is reported as of the moment of the answer, by Stripe's
  // clock: what is fetched is the present state, whatever news it was fetched for.
  Result<std::vector<engine::PaymentNews>, engine::CallbackError> Fetch(
      const std::string& object) override;
  // Payment intents (paid or processing) made since `since`; then the disputes and the refunds that
  // may have ended since then.
  Result<engine::NewsPage, engine::CallbackError> List(Instant since,
                                                       const std::string& after) override;
  // Balance transactions created in [from, until), with what they are about.
  Result<engine::BalancePage, engine::CallbackError> ListBalance(Instant from, Instant until,
                                                                 const std::string& after) override;
  void Stop() override { client_.Stop(); }

 private:
  using Answer = engine::GatewayAnswer;
  using Kind = Answer::Kind;

  struct Found {
    std::optional<nlohmann::json> session;
    bool complete = false;  // nothing was left out
  };
  Found FindSession(const StripeCall& call, const engine::PaymentRef& payment);
  Answer AskSession(const StripeCall& call, const engine::PaymentRef& payment);
  Answer ExpireSession(const StripeCall& call, const engine::PaymentRef& payment);
  // The outcome of a refund that may have arrived; nothing if Stripe certainly has no such refund.
  std::optional<Answer> FindRefund(const StripeCall& call, const engine::RefundRequest& request);

  // Reads what Stripe says about a payment, after checking that it is this one.
  Answer ReadPayment(const std::string& reference, const nlohmann::json& session) const;
  Answer ReadRefunded(const engine::RefundRequest& request, const nlohmann::json& refund) const;
  Answer AnswerTo(const std::string& reference, const StripeError& error) const;
  engine::CallbackError ErrorOf(const StripeError& error) const;
  Answer Doubt(const std::string& reference, std::string_view why) const;
  void Report(std::string_view reference, const StripeError& error, std::string_view why) const;

  const StripeOptions options_;
  StripeClient client_;
};

}  // namespace herlaad::gateways::stripe
