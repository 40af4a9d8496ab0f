// Warnings that the float of a client is low: set and turned off by finance and the administration
// socket.
#pragma once

#include "api/http/core/exchange.h"
#include "engine/commands/clients/warn_client.h"

namespace herlaad::http {

class FloatWarnings {
 public:
  explicit FloatWarnings(Shared& shared) : shared_(shared) {}

  // PUT /v1/clients/{id}/float-warning, and the same below /admin.
  void Set(ExchangePtr exchange);
  // DELETE of the same. Also where there is none.
  void TurnOff(ExchangePtr exchange);

 private:
  void Submit(const ExchangePtr& exchange, std::optional<engine::WantedWarning> wanted);
  void Done(const ExchangePtr& exchange, engine::ClientId client, bool is_on,
            const engine::Answered<engine::WarnClientOutcome>& answer);
  void SendNow(const ExchangePtr& exchange, engine::ClientId client);

  Shared& shared_;
};

}  // namespace herlaad::http
