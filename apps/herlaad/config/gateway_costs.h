// The table [gateway.costs]: what a gateway keeps of each payment, by payment method.
#pragma once

#include <string>
#include <string_view>

#include "domain/catalogue/table_reader.h"
#include "domain/payments/method_cost.h"

namespace herlaad::app {

// Reads the key "costs" of the table of the gateway `id`, if it is there, into `costs`. The payer's
// price does not depend on it.
void ReadGatewayCosts(catalogue::TableReader& gateway, const std::string& id,
                      catalogue::Mistakes& mistakes, payments::MethodCosts& costs);

// Complains about the key "costs" of a gateway that reports its fees itself.
void RefuseReportedCosts(catalogue::TableReader& gateway, std::string_view kind);

}  // namespace herlaad::app
