// GET /v1/topups/{id}/events: the changes of an order as an event stream, until it is final.
#pragma once

#include "api/http/core/exchange.h"
#include "api/http/topups/status/followers.h"
#include "api/http/topups/topups.h"

namespace herlaad::http {

class Events {
 public:
  Events(Shared& shared, Topups& topups)
      : shared_(shared),
        topups_(topups),
        followers_(shared.services, shared.readers, shared.links, shared.options.follow) {}

  void Follow(ExchangePtr exchange);

 private:
  void Begin(const ExchangePtr& exchange, const orders::Order& order);

  Shared& shared_;
  Topups& topups_;
  Followers followers_;
};

}  // namespace herlaad::http
