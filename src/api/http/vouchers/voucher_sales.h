// /v1/voucher-sales: a till sells a voucher for cash, or a client from its float, and gets its PIN;
// reading the sale later gives the voucher's state and no PIN.
#pragma once

#include "api/http/core/exchange.h"
#include "base/money/money.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/orders/new_order.h"

namespace herlaad::http {

class VoucherSales {
 public:
  explicit VoucherSales(Shared& shared) : shared_(shared) {}

  // A repeat under the same key is answered with the same PIN.
  void Sell(ExchangePtr exchange);
  void Read(ExchangePtr exchange);

 private:
  struct Wanted {
    Money face;
    payments::PaymentMethod payment_method = payments::PaymentMethod::kCash;
  };
  static Result<Wanted, Problem> ReadWanted(const net::Request& request);
  void Submit(const ExchangePtr& exchange, const Wanted& wanted, const std::string& key);
  void Sold(const ExchangePtr& exchange, const Wanted& wanted,
            const engine::Answered<engine::PlaceResult>& answer);
  [[nodiscard]] Problem Refused(const Exchange& exchange, const Wanted& wanted,
                                const orders::Refusal& refusal, bool replayed) const;
  void RefuseOther(const ExchangePtr& exchange, const Wanted& wanted, OrderId earlier);
  void SendSold(const ExchangePtr& exchange, OrderId sale, bool replayed);

  Shared& shared_;
};

}  // namespace herlaad::http
