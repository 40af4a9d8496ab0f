// A float as JSON.
#pragma once

#include "api/http/core/json/json_writer.h"
#include "domain/ledger/balance.h"
#include "engine/ports/float_warnings.h"

namespace herlaad::http {

// Members of an object.
inline void RenderFloat(const ledger::Balance& balance, JsonWriter& json) {
  json.Name("balance").Amount(Euros(balance.amount));
  json.Name("reserved").Amount(Euros(balance.reserved));
  json.Name("floor").Amount(Euros(balance.floor));
  json.Name("available").Amount(Euros(balance.Available()));
}

// An object.
inline void RenderFloatWarning(const engine::FloatWarning& warning, JsonWriter& json) {
  json.Begin('{').Name("email").Text(warning.mail ? warning.mail->text() : "");
  json.Name("below").Amount(Euros(warning.below));
  json.Name("language").Text(messages::Code(warning.language));
  json.Name("set_at").At(warning.set_at).End('}');
}

}  // namespace herlaad::http
