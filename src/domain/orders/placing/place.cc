#include "domain/orders/placing/place.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/orders/events/steps.h"
#include "domain/orders/fulfilment/credit.h"
#include "domain/orders/placing/stored_value.h"

namespace herlaad::orders {
namespace {

void WriteDown(const PlaceRequest& request, const catalogue::Operator& op, const Terms& terms,
               OrderAggregate& aggregate) {
  Order& order = aggregate.order;
  order.fulfilment =
      Credit{request.msisdn, request.operator_id, op.connection == catalogue::Connection::kHosted};
  order.payment_method = request.payment_method;
  order.payment_account = request.payment_account;
  order.client = request.client;
  order.language = request.language;
  order.contact = request.contact;
  order.details = request.details;
  // If the payer's contact is the topped-up number itself, one text with the link is enough.
  if (request.texts && request.contact.msisdn != request.msisdn) {
    order.texts.bits = Texts::kWanted;
  }
  order.previous = aggregate.number->last_order;
  aggregate.number->last_order = order.id;
  OpenOrder(terms, aggregate);
}

// Latest first; the oldest one is dropped.
void KeepUnpaid(OrderAggregate& aggregate) {
  auto& unpaid = aggregate.number->unpaid;
  std::move_backward(unpaid.begin(), unpaid.end() - 1, unpaid.end());
  unpaid.front() = aggregate.order.id;
}

// The money comes with the order: from the client that placed it, or from what was paid earlier.
std::string PaidWith(const PlaceRequest& request, OrderAggregate& aggregate) {
  return payments::FlowOf(request.payment_method) == payments::Flow::kStoredValue
             ? TakeStoredValue(aggregate)
             : request.payment_account;
}

}  // namespace

limits::Limits LimitsOf(const catalogue::Operator& op) {
  return {op.limits.per_payment.minor, op.limits.per_month.minor,
          Millis(op.limits.seconds_between_topups * 1'000LL)};
}

prepaid::GracePeriod GraceOf(const catalogue::Operator& op) { return {op.grace_days}; }

prepaid::GracePeriod GraceOf(const catalogue::Catalogue& catalogue, std::string_view operator_id) {
  const catalogue::Operator* const op = catalogue.Find(operator_id);
  return op != nullptr ? GraceOf(*op) : prepaid::GracePeriod{};
}

Result<Nothing, Refusal> Place(const PlaceRequest& request, const catalogue::Catalogue& catalogue,
                               Millis payment_lifetime, OrderAggregate& aggregate) {
  CHECK(aggregate.number.has_value(), "a top-up is placed with its number");
  const auto amount = AmountToPlace(request, aggregate);
  if (!amount.ok()) return Failure{amount.error()};
  const auto terms = ValidateCredit(request, *amount, catalogue, aggregate);
  if (!terms.ok()) return Failure{terms.error()};
  if (const auto judged = JudgePrepaid(request.payment_method, request.payment_account,
                                       {terms->total(), terms->currency}, aggregate);
      !judged.ok())
    return Failure{judged.error()};
  // Point of no return: nothing below may fail.
  WriteDown(request, *catalogue.Find(request.operator_id), *terms, aggregate);
  if (payments::PaymentExpires(request.payment_method)) {
    aggregate.order.expires_at = aggregate.now + payment_lifetime;
    KeepUnpaid(aggregate);
  } else {
    const std::string reference = PaidWith(request, aggregate);
    OnPaymentPaid(aggregate, 1, aggregate.order.terms.total(), reference);
  }
  return Nothing{};
}

}  // namespace herlaad::orders
