// Provider: who takes the payers' money: its records are the true state of money outside Herlaad.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/ports/gateway.h"

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

// Whether the order says the same of the charge's dispute as the provider. True for a charge that
// the order does not know.
bool KnowsDisputeOf(const orders::Order& order, const BankCharge& charge);

class Provider {
 public:
  Provider() = default;
  Provider(const Provider&) = delete;
  Provider& operator=(const Provider&) = delete;
  virtual ~Provider() = default;

  [[nodiscard]] virtual const std::string& id() const = 0;
  [[nodiscard]] virtual engine::Gateway& gateway() = 0;

  // A payer opens the payment page of payment 1 of `order`, which has the address `page`.
  virtual void Pay(OrderId order, const std::string& page) = 0;

  [[nodiscard]] virtual std::map<OrderId, BankPayment> Entries() = 0;

  // --- For support: what is said here stays true.
  //
  // Closes the payment; false if it was paid, or may be yet.
  virtual bool CloseByHand(OrderId order) = 0;
  [[nodiscard]] virtual std::optional<BankRefund> FindRefund(OrderId order, std::int32_t n) = 0;
  // Refunds a charge without the engine, once. False if that has to wait.
  virtual bool RefundByHand(OrderId order, std::int32_t n, const std::string& charge,
                            std::int64_t amount) = 0;
  // Whether a request for that refund may still arrive.
  [[nodiscard]] virtual bool StillUnderWay(OrderId order, std::int32_t n) const = 0;
  // Whether the payer's bank disputes, or disputed, this charge.
  [[nodiscard]] virtual bool IsDisputed(OrderId order, const std::string& charge) = 0;
};

}  // namespace herlaad::simulation
