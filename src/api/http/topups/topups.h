// /v1/topups: placing, reading and cancelling; lists are in topup_list.h.
#pragma once

#include <optional>
#include <string_view>

#include "api/http/core/exchange.h"
#include "api/http/topups/placing/placing.h"
#include "api/http/topups/placing/voucher_tries.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/orders/cancel_topup.h"
#include "engine/commands/orders/resolve_topup.h"

namespace herlaad::http {

class Topups {
 public:
  explicit Topups(Shared& shared) : shared_(shared), voucher_tries_(shared.options.vouchers) {}

  void Place(ExchangePtr exchange);
  // Issues a session; see sessions.h.
  void NewSession(ExchangePtr exchange);
  void Read(ExchangePtr exchange);
  void Cancel(ExchangePtr exchange);
  void CashReturned(ExchangePtr exchange);
  // A person's decision about an order in review.
  void Resolve(ExchangePtr exchange);
  struct ResolveBody {
    engine::ReviewAct act;
    std::string reason;
    engine::ApprovalId approval;  // empty: none
  };

  // Calls `go_on` with the order in the path if the client may see it; with `to_change`, only if
  // the client owns it rather than just having its link. Otherwise answers with a problem.
  using WithOrder = std::function<void(const orders::Order& order)>;
  void Find(const ExchangePtr& exchange, bool to_change, WithOrder go_on) const;

 private:
  void PlaceWithVoucher(const ExchangePtr& exchange, PlaceBody body, const std::string& key);
  void Submit(const ExchangePtr& exchange, PlaceBody body, std::string_view key,
              std::optional<engine::HeldPin> pin);
  void EndTry(const Exchange& exchange, const std::optional<engine::HeldPin>& pin, bool is_wrong);
  [[nodiscard]] std::optional<Problem> WhyNotToCancel(const Exchange& exchange,
                                                      const orders::Order& order,
                                                      std::string_view token) const;
  void Placed(const ExchangePtr& exchange, const Asked& asked, const PlaceAnswer& answer,
              const engine::OrderRecord* record);
  void KeepFew(const Exchange& exchange, const orders::Order& order, const PlaceAnswer& answer);
  void SendEarlier(Exchange& exchange, const Asked& asked, const orders::Order& order);
  void SendPlaced(Exchange& exchange, const orders::Order& order, bool replayed);
  void ReadHistory(const ExchangePtr& exchange, OrderId order);
  void CancelFound(const ExchangePtr& exchange, const orders::Order& order);
  void RecordReturned(const ExchangePtr& exchange, const orders::Order& order);
  void SendAsItIsNow(const ExchangePtr& exchange, OrderId order, int status);
  // What is asked about an order, and whether something was received for it.
  struct About {
    OrderId order;
    bool is_paid;
  };
  using ResolveAnswer = engine::Answered<engine::ResolveTopupResult>;
  void Cancelled(const ExchangePtr& exchange, OrderId order, payments::PaymentMethod payment_method,
                 const engine::Answered<engine::CancelTopupOutcome>& answer,
                 const engine::OrderRecord* record);
  void RecordedCashReturn(const ExchangePtr& exchange, About about, const ResolveAnswer& answer,
                          const engine::OrderRecord* record);
  void SubmitResolve(const ExchangePtr& exchange, OrderId id, const ResolveBody& body,
                     std::optional<engine::SecondPerson> second, engine::Braking braking);
  void Resolved(const ExchangePtr& exchange, OrderId id, const engine::ReviewAct& act,
                const ResolveAnswer& answer);
  void SendResolved(const ExchangePtr& exchange, const engine::ReviewAct& act,
                    const engine::ResolveTopupResult& result, const orders::Order& now);

  Shared& shared_;
  VoucherTries voucher_tries_;
};

}  // namespace herlaad::http
