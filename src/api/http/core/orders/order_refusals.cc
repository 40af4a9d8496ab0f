#include "api/http/core/orders/order_refusals.h"

#include <algorithm>
#include <string>

#include "api/http/core/json/json_writer.h"
#include "domain/orders/events/events.h"

namespace herlaad::http {
namespace {

std::string ReviewDecisionsOf(const orders::Order& order) {
  JsonWriter json;
  json.Begin('[');
  for (const orders::ReviewDecision fitting : orders::ReviewDecisionsFor(order)) {
    json.Text(orders::Name(fitting));
  }
  return json.End(']').Take();
}

}  // namespace

bool IsPaid(const orders::Order& order) {
  return std::any_of(
      order.payments.begin(), order.payments.end(),
      [](const orders::Payment& payment) { return payment.state == orders::PaymentState::kPaid; });
}

Problem AboutPaid(bool is_paid, Problem problem) {
  if (is_paid) problem.Taken(MoneyTaken::kTaken);
  return problem;
}

Problem NotInAttention(const orders::Order& order) {
  return AboutPaid(IsPaid(order), Problem(Code::kTopupNotInAttention));
}

Problem ResolutionDoesNotFit(const orders::Order& order) {
  return AboutPaid(
      IsPaid(order),
      Problem(Code::kResolutionDoesNotFit).WithJson("resolutions", ReviewDecisionsOf(order)));
}

}  // namespace herlaad::http
