#include "engine/reconcile/expected_lines.h"

#include "base/core/check.h"
#include "domain/orders/refunds/refund_policy.h"
#include "domain/payments/payment_method.h"
#include "domain/reconcile/communication.h"
#include "domain/reconcile/structured_communication.h"

namespace herlaad::engine {
namespace {

using orders::Order;
using reconcile::DayOf;
using reconcile::SourceKind;

reconcile::StructuredCommunication CommunicationOf(ClientId client) {
  const std::uint64_t digest = DigestOf("float communication " + ToText(client)).low;
  const auto made = reconcile::StructuredCommunication::Make(
      digest % (reconcile::StructuredCommunication::kNumberMax + 1));
  CHECK(made.has_value(), "a remainder is in the range");
  return *made;
}

}  // namespace

std::string TillReference(const std::string& till, reconcile::Day day) {
  return till + " " + reconcile::DayText(day);
}

std::string PlainReference(const std::string& text) {
  std::string found = reconcile::ReferenceIn(text);
  return found.empty() ? text : found;
}

std::string FloatCommunicationOf(ClientId client) { return CommunicationOf(client).Digits(); }
std::string WrittenFloatCommunicationOf(ClientId client) {
  return CommunicationOf(client).Format();
}

void ExpectedLines::Add(std::string_view reference, std::int64_t cents, reconcile::Day day,
                        Source source, bool by_amount) {
  if (cents == 0 || day < from_ || day > to_) return;
  const Digest digest = DigestOf(reference);
  if (!part_.Has(digest)) return;
  lines_.push_back({digest, cents, day, static_cast<std::uint32_t>(lines_.size()), by_amount});
  sources_.push_back(source);
}

void ExpectedLines::AddText(const std::string& text, std::int64_t cents, reconcile::Day day,
                            bool by_amount) {
  if (day < from_ || day > to_) return;
  texts_.push_back(text);
  Add(text, cents, day, {0, static_cast<std::int32_t>(texts_.size() - 1), 's'}, by_amount);
}

std::string ExpectedLines::TextOf(std::uint32_t index) const {
  const Source& source = sources_.at(index);
  switch (source.part) {
    case 's':
      return texts_.at(static_cast<std::size_t>(source.n));
    case 'f':
      return ToText(FloatPaymentId(source.id));
    case 'x':
      return ToText(OrderId(source.id)) + " dispute " + std::to_string(source.n);
    default:
      return orders::PartReference(OrderId(source.id), source.part, source.n);
  }
}

void ExpectedLines::OnOrder(const Order& order) {
  switch (kind_) {
    case SourceKind::kGateway:
      return OnMoneyAtGateway(order);
    case SourceKind::kDeliveries:
      return OnDeliveries(order);
    case SourceKind::kTillCounts:
      return OnCash(order);
    case SourceKind::kCoda:
    case SourceKind::kCamt053:
      return;
  }
}

void ExpectedLines::OnMoneyAtGateway(const Order& order) {
  const std::int64_t id = order.id.value();
  if (order.payment_account != account_ ||
      payments::FlowOf(order.payment_method) != payments::Flow::kRedirect)
    return;
  for (const orders::Payment& payment : order.payments) {
    if (payment.received == 0) continue;
    const std::string ours = orders::PartReference(order.id, 'p', payment.n);
    Add(payment.reference.empty() ? ours : payment.reference, payment.received,
        DayOf(payment.settled_at), {id, payment.n, 'p'});
  }
  for (const orders::Refund& refund : order.refunds) {
    const bool is_sent = refund.state == orders::RefundState::kConfirmed ||
                         refund.state == orders::RefundState::kAccepted ||
                         orders::IsExtra(refund.state);
    if (!is_sent || refund.dispute != 0 || orders::IsFromReview(refund.reference)) continue;
    const bool is_done = refund.settled_at.ms != 0;
    Add(refund.reference, -refund.amount, DayOf(is_done ? refund.settled_at : refund.sent_at),
        {id, refund.n, 'r'});
  }
  for (const orders::Dispute& dispute : order.disputes) OnDispute(order, dispute);
}

// What was taken and given back again are two lines.
void ExpectedLines::OnDispute(const Order& order, const orders::Dispute& dispute) {
  const Source source{order.id.value(), dispute.n, 'x'};
  const bool is_won = dispute.state == orders::DisputeState::kWon;
  const std::int64_t taken = dispute.taken != 0 ? dispute.taken : is_won ? dispute.amount : 0;
  if (taken == 0) return;
  Add(dispute.reference, -taken, DayOf(dispute.created_at), source);
  if (dispute.taken == 0) Add(dispute.reference, taken, DayOf(dispute.settled_at), source);
}

void ExpectedLines::OnDeliveries(const Order& order) {
  if (order.operator_id() != account_) return;
  for (const orders::Delivery& delivery : order.deliveries) {
    if (delivery.state != orders::DeliveryState::kConfirmed) continue;
    Add(orders::PartReference(order.id, 'd', delivery.n), order.terms.amount,
        DayOf(delivery.settled_at), {order.id.value(), delivery.n, 'd'});
  }
}

void ExpectedLines::AddCash(const std::string& till, std::int64_t cents, Instant at) {
  const reconcile::Day day = DayOf(at);
  if (day >= from_ && day <= to_) cash_[{till, day}] += cents;
}

void ExpectedLines::OnCash(const Order& order) {
  if (payments::CollectingAccount(order.payment_method) != ledger::AccountKind::kCash) return;
  for (const orders::Payment& payment : order.payments) {
    if (payment.received != 0) AddCash(order.payment_account, payment.received, payment.settled_at);
  }
  for (const orders::Refund& refund : order.refunds) {
    if (refund.state == orders::RefundState::kPaidOut)
      AddCash(order.payment_account, -refund.amount, refund.settled_at);
  }
}

void ExpectedLines::OnFloatPayment(const FloatPayment& payment) {
  if (!reconcile::IsBank(kind_)) return;
  Add(PlainReference(payment.reference), payment.amount, DayOf(payment.at),
      {payment.id.value(), 1, 'f'});
}

void ExpectedLines::OnPayout(const std::string& id, std::int64_t cents, reconcile::Day day) {
  AddText(id, cents, day, true);
}

void ExpectedLines::Finish() {
  for (const auto& [key, cents] : cash_) {
    AddText(TillReference(key.first, key.second), cents, key.second, false);
  }
}

}  // namespace herlaad::engine
