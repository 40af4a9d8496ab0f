// POST /v1/callbacks/{gateway}: what payment providers tell us by themselves. Believed only with
// their signature, answered only when what it means is durable, so that they tell it again if we
// could not keep it.
#pragma once

#include "doors/http/exchange.h"

namespace herlaad::http {

class Callbacks {
 public:
  explicit Callbacks(Shared& shared) : shared_(shared) {}

  void Take(ExchangePtr exchange);

 private:
  void Refuse(Exchange& exchange, Code code);
  void Record(const ExchangePtr& exchange, engine::PaymentNews news);

  Shared& shared_;
};

}  // namespace herlaad::http
