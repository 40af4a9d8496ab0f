// What a browser is shown without any script: where an order is paid, and the order's page. Both
// are opened by the order's link.
#pragma once

#include "doors/http/exchange.h"
#include "doors/http/html.h"

namespace herlaad::http {

class Pages {
 public:
  explicit Pages(Shared& shared) : shared_(shared) {}

  void Pay(ExchangePtr exchange);
  void Order(ExchangePtr exchange);

 private:
  // The order whose link this is; otherwise the page that says so has been sent.
  std::optional<orders::Order> Opened(Exchange& exchange);

  Shared& shared_;
};

}  // namespace herlaad::http
