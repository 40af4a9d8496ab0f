// Documents embedded in the program: the API description, its HTML page, and the style sheets.
#pragma once

#include "api/http/core/exchange.h"

namespace herlaad::http {

void SendDocs(ExchangePtr exchange);  // api/openapi.yaml as a page, generated at build time
// A file of docs/ that the description names: "webhooks.md".
void SendGuide(ExchangePtr exchange);
void SendDescription(ExchangePtr exchange);  // api/openapi.yaml itself
void SendStyle(ExchangePtr exchange);
void SendReceiptStyle(ExchangePtr exchange);

}  // namespace herlaad::http
