// Bank: a simulated payment provider. Its records are the true state of money outside Herlaad. It
// executes every request, sensible or not; the checker looks for mistakes in its records
// afterwards.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulation/parties/provider.h"
#include "simulation/parties/wire.h"

namespace herlaad::simulation {

class Bank final : public engine::Gateway, public Provider {
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

  [[nodiscard]] const std::string& id() const override { return id_; }
  [[nodiscard]] engine::Gateway& gateway() override { return *this; }
  void Pay(OrderId order, const std::string& page) override;
  [[nodiscard]] std::map<OrderId, BankPayment> Entries() override { return entries_; }
  bool CloseByHand(OrderId order) override;
  [[nodiscard]] std::optional<BankRefund> FindRefund(OrderId order, std::int32_t n) override;
  bool RefundByHand(OrderId order, std::int32_t n, const std::string& charge,
                    std::int64_t amount) override;
  [[nodiscard]] bool StillUnderWay(OrderId order, std::int32_t n) const override;
  [[nodiscard]] bool IsDisputed(OrderId order, const std::string& charge) override;

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
  std::map<std::string, BankRefund, std::less<>> by_hand_;   // by Herlaad's reference
  std::map<std::string, Instant, std::less<>> refund_sent_;  // the last time, by reference
  std::int64_t charges_ = 0;
};

}  // namespace herlaad::simulation
