// A float as JSON.
#pragma once

#include "api/http/core/json_writer.h"
#include "domain/ledger/balance.h"

namespace herlaad::http {

// Members of an object.
inline void RenderFloat(const ledger::Balance& balance, JsonWriter& json) {
  json.Name("balance").Amount(Euros(balance.amount));
  json.Name("reserved").Amount(Euros(balance.reserved));
  json.Name("floor").Amount(Euros(balance.floor));
  json.Name("available").Amount(Euros(balance.Available()));
}

}  // namespace herlaad::http
