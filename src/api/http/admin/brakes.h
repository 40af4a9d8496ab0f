// GET /v1/brakes: the rules of the fraud brakes in force. GET /v1/brake-stops: what they stopped,
// newest first, in pages; GET /v1/brake-stops/{reference}: why one order was. For staff.
#pragma once

#include <array>

#include "api/http/core/exchange.h"

namespace herlaad::http {

class Brakes {
 public:
  // The query parameters accepted.
  static constexpr std::array<std::string_view, 3> kParameters{"rule", "limit", "cursor"};

  explicit Brakes(Shared& shared) : shared_(shared) {}

  void List(ExchangePtr exchange);
  void ListStops(ExchangePtr exchange);
  void ReadStop(ExchangePtr exchange);

 private:
  Shared& shared_;
};

}  // namespace herlaad::http
