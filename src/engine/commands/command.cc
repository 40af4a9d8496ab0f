#include "engine/commands/command.h"

#include <algorithm>

#include "domain/orders/placing/place.h"

namespace herlaad::engine {

template class RowLists<DecidedRows>;
template class KeyLists<DecidedRows>;
namespace {

using orders::DeliveryState;
using orders::PaymentState;
using orders::RefundState;

// Compares each part with its state before, and records what the parts no longer tell.
class Forgotten {
 public:
  Forgotten(const orders::Order& before, const orders::Order& after, Instant now)
      : before_(before), after_(after), now_(now) {}

  std::vector<OrderEvent> Events() {
    Each(before_.payments, after_.payments, [this](const auto& was, const auto& is) {
      const auto reason = static_cast<std::uint8_t>(is.reason);
      // A cancellation stands in the audit trail.
      if (is.state == PaymentState::kClosing && was.state != PaymentState::kClosing &&
          is.reason != orders::CloseReason::kCancelled) {
        Add(OrderEvent::Kind::kPaymentClosing, is.n, reason, now_);
      }
      if (was.state == PaymentState::kClosed && is.state != PaymentState::kClosed)
        Add(OrderEvent::Kind::kPaymentClosed, is.n, reason, was.settled_at);
      if (was.state == PaymentState::kProcessing && is.state != PaymentState::kProcessing)
        Add(OrderEvent::Kind::kPaymentProcessing, is.n, 0, was.settled_at);
    });
    Each(before_.deliveries, after_.deliveries, [this](const auto& was, const auto& is) {
      if (was.state != DeliveryState::kRefused || is.state == DeliveryState::kRefused) return;
      Add(OrderEvent::Kind::kDeliveryRefused, is.n, static_cast<std::uint8_t>(was.refusal),
          was.settled_at);
    });
    Each(before_.refunds, after_.refunds, [this](const auto& was, const auto& is) {
      if (was.state != RefundState::kRefused || is.state == RefundState::kRefused) return;
      Add(OrderEvent::Kind::kRefundRefused, is.n, 0, was.settled_at);
    });
    return std::move(events_);
  }

 private:
  // Parts are only ever added at the end.
  template <class Parts, class Compare>
  static void Each(const Parts& before, const Parts& after, const Compare& compare) {
    const std::size_t count = std::min(before.size(), after.size());
    for (std::size_t i = 0; i < count; ++i) compare(before[i], after[i]);
  }

  void Add(OrderEvent::Kind kind, std::int32_t part, std::uint8_t detail, Instant at) {
    OrderEvent event;
    event.order = after_.id;
    event.at = at;
    event.kind = kind;
    event.part = part;
    event.detail = detail;
    events_.push_back(event);
  }

  const orders::Order& before_;
  const orders::Order& after_;
  const Instant now_;
  std::vector<OrderEvent> events_;
};

std::optional<orders::Subscriber> SubscriberOf(const orders::Order& order,
                                               const ReadSet& read_set) {
  const auto msisdn = order.subscriber();
  if (!msisdn) return std::nullopt;
  const orders::Subscriber* const number = read_set.Find<orders::Subscriber>(*msisdn);
  return number != nullptr ? *number : orders::Subscriber(*msisdn);
}

}  // namespace

std::optional<ledger::AccountBalance> PrepaidIn(const ReadSet& read_set,
                                                const std::optional<ledger::Account>& account) {
  if (!account) return std::nullopt;
  const auto* const found = read_set.Find<ledger::AccountBalance>(ledger::Name(*account));
  return found != nullptr ? std::optional(*found) : std::nullopt;
}

std::optional<orders::OrderAggregate> AggregateOf(const ReadSet& read_set, OrderId id,
                                                  const DecisionContext& context) {
  const OrderRecord* const record = read_set.Find<OrderRecord>(id);
  if (record == nullptr) return std::nullopt;
  orders::OrderAggregate aggregate(record->order, SubscriberOf(record->order, read_set),
                                   context.now);
  if (const auto voucher = orders::VoucherOf(record->order)) {
    const auto* const found = read_set.Find<vouchers::Voucher>(*voucher);
    if (found != nullptr) aggregate.voucher = *found;
  }
  aggregate.prepaid = PrepaidIn(read_set, orders::PrepaidAccountOf(record->order));
  if (const auto* const op = context.catalogue.Find(record->order.operator_id())) {
    aggregate.limits = orders::LimitsOf(*op);
    aggregate.grace = orders::GraceOf(*op);
  }
  if (context.costs != nullptr) {
    aggregate.cost = payments::CostIn(*context.costs, record->order.payment_account,
                                      record->order.payment_method);
  }
  return aggregate;
}

Decision Keep(orders::OrderAggregate aggregate, const OrderRecord& before,
              const std::optional<orders::OutboxMessage>& current, const DecisionContext& context) {
  Decision decision;
  OrderRecord after(std::move(aggregate.order));
  after.transfers = before.transfers + ledger::CountOf(aggregate.transfers);
  after.outbox_message =
      orders::NextOutboxMessage(after.order, current, context.now, context.timings);
  decision.rows.Of<OrderEvent>() = Forgotten(before.order, after.order, context.now).Events();
  decision.order = std::move(after);
  if (aggregate.number) decision.rows.Put(*std::move(aggregate.number));
  if (aggregate.voucher) decision.rows.Put(*std::move(aggregate.voucher));
  if (aggregate.prepaid) decision.rows.Put(*std::move(aggregate.prepaid));
  decision.transfers = std::move(aggregate.transfers);
  return decision;
}

}  // namespace herlaad::engine
