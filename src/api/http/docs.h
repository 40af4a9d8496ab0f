// What is built into the program and served as it is: the description of the API, a page to read it
// on, the pages' style.
#pragma once

#include "api/http/exchange.h"

namespace herlaad::http {

void SendDocs(ExchangePtr exchange);  // api/openapi.yaml as a page, made from it at build time
void SendDescription(ExchangePtr exchange);  // api/openapi.yaml itself
void SendStyle(ExchangePtr exchange);
void SendReceiptStyle(ExchangePtr exchange);

}  // namespace herlaad::http
