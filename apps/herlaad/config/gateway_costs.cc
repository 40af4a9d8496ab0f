#include "apps/herlaad/config/gateway_costs.h"

#include <cstdint>

namespace herlaad::app {
namespace {

using catalogue::Mistakes;
using catalogue::TableReader;
using catalogue::TableSubject;
using catalogue::TomlNode;
using payments::PaymentMethod;

constexpr const char* kCosts = "costs";

bool HasGateway(PaymentMethod method) {
  return payments::FlowOf(method) == payments::Flow::kRedirect;
}

std::string NamesOfMethods() {
  std::string names;
  for (const PaymentMethod method : payments::AllPaymentMethods()) {
    if (!HasGateway(method)) continue;
    (names += names.empty() ? "" : ", ") += payments::PaymentMethodName(method);
  }
  return names;
}

payments::MethodCost ReadCost(const TomlNode& table, Mistakes& mistakes) {
  TableReader reader(table, "the costs of a payment method", mistakes, TableSubject::kCosts);
  payments::MethodCost cost;
  if (!reader.Has("cents") && !reader.Has("basis_points"))
    mistakes.Add(table.line, table.column,
                 "the costs of a payment method need cents, basis_points or both, such as "
                 "{ cents = 25, basis_points = 140 } for 0.25 euro and 1.4 %");
  if (reader.Has("cents")) cost.cents = reader.Integer("cents", 0, payments::kMethodCostCentsMax);
  if (reader.Has("basis_points"))
    cost.share.value =
        static_cast<std::int32_t>(reader.Integer("basis_points", 0, money::kBasisPointsMax));
  reader.RefuseUnknownKeys();
  return cost;
}

}  // namespace

void ReadGatewayCosts(TableReader& gateway, const std::string& id, Mistakes& mistakes,
                      payments::MethodCosts& costs) {
  if (!gateway.Has(kCosts)) return;
  const TomlNode* const table = gateway.Table(kCosts);
  if (table == nullptr) return;
  TableReader reader(*table, "[gateway.costs]", mistakes, TableSubject::kCosts);
  for (const catalogue::TomlEntry& entry : table->entries) {
    if (catalogue::IsPriceByMethod(entry.key, TableSubject::kCosts)) continue;  // refused below
    const auto method = payments::ParsePaymentMethod(entry.key);
    if (!method || !HasGateway(*method)) {
      reader.Ignore(entry.key);
      reader.Complain(
          entry.key,
          "[gateway.costs] has the payment methods that a gateway can take: " + NamesOfMethods());
    } else if (const TomlNode* const cost = reader.Table(entry.key)) {
      costs[{id, *method}] = ReadCost(*cost, mistakes);
    }
  }
  reader.RefuseUnknownKeys();
}

void RefuseReportedCosts(TableReader& gateway, std::string_view kind) {
  if (!gateway.Has(kCosts)) return;
  gateway.Complain(kCosts, "costs must be left out: a gateway of the kind \"" + std::string(kind) +
                               "\" reports what it keeps of each payment, and \"herlaad reconcile "
                               "fetch\" books that; costs would be booked twice");
}

}  // namespace herlaad::app
