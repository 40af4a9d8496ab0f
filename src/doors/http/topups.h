// /v1/topups: placing, reading and cancelling; lists are in topup_list.h.
#pragma once

#include "doors/http/exchange.h"
#include "doors/http/placing.h"

namespace herlaad::http {

class Topups {
 public:
  explicit Topups(Shared& shared) : shared_(shared) {}

  void Place(ExchangePtr exchange);
  void Read(ExchangePtr exchange);
  void Cancel(ExchangePtr exchange);
  void CashReturned(ExchangePtr exchange);

  // The order in the path, if the caller may see it (or, with `to_change`, change it).
  [[nodiscard]] Result<orders::Order, Problem> Find(const Exchange& exchange, bool to_change) const;

 private:
  void Placed(const ExchangePtr& exchange, const Asked& asked, const engine::Answer& answer,
              const engine::OrderRecord* record);
  void SendEarlier(Exchange& exchange, const Asked& asked, OrderId earlier);
  void KeepFew(const Exchange& exchange, const orders::Order& order, const engine::Answer& answer);
  void SendPlaced(Exchange& exchange, const orders::Order& order, bool replayed);
  void SendAsItIsNow(const ExchangePtr& exchange, OrderId order, int status);
  void Cancelled(const ExchangePtr& exchange, const engine::Answer& answer,
                 const engine::OrderRecord* record);
  void RecordedCashReturn(const ExchangePtr& exchange, const engine::Answer& answer,
                          const engine::OrderRecord* record);

  Shared& shared_;
};

}  // namespace herlaad::http
