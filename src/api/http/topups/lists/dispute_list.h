// GET /v1/disputes: the top-ups of which a charge was disputed, newest first, in pages, each with
// its disputes; for clients that may read all top-ups.
#pragma once

#include <array>

#include "api/http/core/exchange.h"
#include "api/http/core/json/json_writer.h"
#include "domain/orders/order.h"

namespace herlaad::http {

class DisputeList {
 public:
  // The query parameters accepted. `open`: "true" for those with a dispute that has not ended.
  static constexpr std::array<std::string_view, 3> kParameters{"open", "limit", "cursor"};

  explicit DisputeList(Shared& shared) : shared_(shared) {}

  void Send(ExchangePtr exchange);

 private:
  Shared& shared_;
};

// The member `disputes`; nothing if there are none.
void RenderDisputes(const orders::Order& order, JsonWriter& json);

}  // namespace herlaad::http
