#include "api/http/core/orders/named_refund.h"

#include <limits>
#include <string>

#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/orders/order_refusals.h"

namespace herlaad::http {
namespace {

Problem WithRefunds(Problem problem, const orders::Order& order, orders::ReviewDecision decision) {
  JsonWriter json;
  json.Begin('[');
  for (const std::int32_t n : orders::RefundsToDecide(order, decision)) json.Number(n);
  return AboutPaid(IsPaid(order), problem.WithJson("refunds", json.End(']').Take()));
}

}  // namespace

Result<std::optional<std::int32_t>, Problem> ReadNamedRefund(const nlohmann::json& body) {
  if (!body.contains("refund")) return std::optional<std::int32_t>();
  const auto number = ReadInteger(body, "refund");
  if (!number.ok()) return Failure{number.error()};
  if (*number < 1 || *number > std::numeric_limits<std::int32_t>::max()) {
    return Failure{FieldProblem(Code::kFieldInvalid, "refund",
                                "A refund is named by its place in the list, 1 for the first.")};
  }
  return std::optional(static_cast<std::int32_t>(*number));
}

Problem RefundNotNamed(const orders::Order& order, orders::ReviewDecision decision) {
  return WithRefunds(Problem(Code::kRefundNotNamed), order, decision);
}

Problem RefundDoesNotFit(const orders::Order& order, orders::ReviewDecision decision) {
  return WithRefunds(Problem(Code::kRefundDoesNotFit), order, decision);
}

}  // namespace herlaad::http
