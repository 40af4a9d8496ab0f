// Bank: a simulated payment provider. Its records are the true state of money outside Herlaad. It
// executes every request, sensible or not; the checker looks for mistakes in its records
// afterwards.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/gateway.h"
#include "simulation/wire.h"

namespace herlaad::simulation {

struct BankCharge {
  std::string reference;
  std::int64_t amount = 0;
  std::int64_t given_back = 0;
  bool told = false;                                 // reported by a callback, sent or planned
  std::optional<orders::DisputeState> dispute = {};  // how it ends
};

struct BankRefund {
  std::string charge;
  std::int64_t amount = 0;
  bool done = false;  // otherwise refused for good, unless it is pending
  bool by_hand = false;
  bool pending = false;  // accepted, and not decided yet
};

// Records about one payment.
struct BankPayment {
  OrderId order;
  std::int32_t n = 1;
  std::int64_t asked = 0;
  bool open = false;
  bool refused = false;
  bool closed = false;
  bool processing = false;
  orders::CloseReason reason = orders::CloseReason::kNone;
  std::vector<BankCharge> charges;
  std::map<std::string, BankRefund, std::less<>> refunds;  // by Herlaad's reference
};

// Whether the order says the same of the charge's dispute as the bank. True for a charge that the
// order does not know.
bool KnowsDisputeOf(const orders::Order& order, const BankCharge& charge);

class Bank final : public engine::Gateway {
 public:
  // Delivers a callback about payment or refund `n` to Herlaad; `heard` is called when it was
  // answered, which may never happen.
  using Deliver =
      std::function<void(OrderId order, std::int32_t n, const engine::GatewayAnswer& news,
                         std::function<void()> heard)>;

  Bank(Stage& stage, std::string id, Deliver deliver)
      : stage_(stage), id_(id), wire_(stage, std::move(id)), deliver_(std::move(deliver)) {}

  engine::GatewayAnswer Open(const engine::OpenRequest& request) override;
  engine::GatewayAnswer Ask(const engine::PaymentRef& payment) override;
  engine::GatewayAnswer Close(const engine::PaymentRef& payment) override;
  engine::GatewayAnswer Refund(const engine::RefundRequest& request) override;
  engine::GatewayAnswer AskRefund(const engine::RefundRequest& request) override;
  Result<engine::Callback, engine::CallbackError> ReadCallback(const Headers&, std::string_view,
                                                               Instant) override {
    return Failure{engine::CallbackError::kNotForUs};
  }
  void Stop() override {}

  // A payer opens the payment page of payment 1 of `order`.
  void Pay(OrderId order);

  // --- For support: what the bank says here stays true.
  //
  // Closes the payment; false if it was paid.
  bool CloseByHand(OrderId order);
  [[nodiscard]] const BankRefund* FindRefund(OrderId order, std::int32_t n) const;
  // Refunds a charge without the engine, once.
  void RefundByHand(OrderId order, std::int32_t n, const std::string& charge, std::int64_t amount);

  // Whether a request for that refund may still arrive.
  [[nodiscard]] bool StillUnderWay(OrderId order, std::int32_t n) const;
  // Whether the payer's bank disputes, or disputed, this charge.
  [[nodiscard]] bool IsDisputed(OrderId order, const std::string& charge) const;

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::map<OrderId, BankPayment>& entries() const { return entries_; }

 private:
  engine::GatewayAnswer BookOpening(OrderId order, std::int32_t n, std::int64_t asked);
  engine::GatewayAnswer BookClosing(OrderId order);
  engine::GatewayAnswer BookRefund(OrderId order, const engine::RefundRequest& request);
  void DecideRefund(BankPayment& payment, const std::string& reference);
  static engine::GatewayAnswer AnswerTo(const BankRefund& refund, const std::string& reference);
  // An answer that was lost may have been an error that the bank would repeat.
  engine::GatewayAnswer Doubtful(engine::GatewayAnswer answer);
  void Process(BankPayment& payment);
  [[nodiscard]] engine::GatewayAnswer StateOf(const BankPayment& payment) const;
  void Charge(BankPayment& payment);
  void Dispute(const BankPayment& payment, BankCharge& charge);
  // False if it sends no callback.
  bool TellOf(const BankPayment& payment, const engine::GatewayAnswer& news, std::int32_t n,
              bool may_be_silent);
  void Call(OrderId order, std::int32_t n, const engine::GatewayAnswer& news, int tries);

  Stage& stage_;
  std::string id_;
  Wire wire_;
  Deliver deliver_;
  std::map<OrderId, BankPayment> entries_;
  std::map<std::string, Instant, std::less<>> refund_sent_;  // the last time, by reference
  std::int64_t charges_ = 0;
};

}  // namespace herlaad::simulation
