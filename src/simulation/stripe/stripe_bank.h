// StripeBank: the provider "stripe" of the simulation: the real adapter for Stripe speaks with the
// stand-in for Stripe, whose book is the true state of the money.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "adapters/gateways/stripe/stripe_gateway.h"
#include "simulation/parties/provider.h"
#include "simulation/stripe/stripe_payers.h"
#include "simulation/stripe/stripe_sweep.h"
#include "simulation/stripe/stripe_webhooks.h"
#include "simulation/stripe/stripe_wire.h"

namespace herlaad::simulation {

class StripeBank final : public Provider {
 public:
  // `seed` draws the stand-in's ids.
  StripeBank(Stage& stage, std::uint64_t seed, StripeWebhooks::Deliver deliver,
             StripeSweep::Submit submit);

  [[nodiscard]] const std::string& id() const override { return id_; }
  [[nodiscard]] engine::Gateway& gateway() override { return gateway_; }
  void Pay(OrderId order, const std::string& page) override { payers_.Come(order, page); }
  [[nodiscard]] std::map<OrderId, BankPayment> Entries() override;
  bool CloseByHand(OrderId order) override;
  [[nodiscard]] std::optional<BankRefund> FindRefund(OrderId order, std::int32_t n) override;
  bool RefundByHand(OrderId order, std::int32_t n, const std::string& charge,
                    std::int64_t amount) override;
  [[nodiscard]] bool StillUnderWay(OrderId order, std::int32_t n) const override;
  [[nodiscard]] bool IsDisputed(OrderId order, const std::string& charge) override;

  // What must be true of the stand-in's own book: a page and a charge at most for each payment, and
  // a balance, as the adapter reads it, that is what its charges, refunds and disputes come to.
  void Check();
  // How often each fault, and each act of a payer or a bank, happened.
  [[nodiscard]] std::map<std::string, std::int64_t> counts() const;

 private:
  [[nodiscard]] BankPayment PaymentOf(OrderId order, sandbox::StripeBook& book);
  [[nodiscard]] std::optional<BankCharge> ChargeOf(const nlohmann::json& session,
                                                   sandbox::StripeBook& book);
  [[nodiscard]] std::int64_t BalanceOf(sandbox::StripeBook& book) const;

  Stage& stage_;
  const std::string id_ = "stripe";
  SimulatedStripe stripe_;
  std::shared_ptr<StripeWire> wire_;
  gateways::stripe::StripeGateway gateway_;
  StripeWebhooks webhooks_;
  StripePayers payers_;
  StripeSweep sweep_;
  std::map<std::string, BankRefund, std::less<>> by_hand_;  // by Herlaad's reference
};

}  // namespace herlaad::simulation
