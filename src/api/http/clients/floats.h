// Floats of clients: the balance, for the client itself and for staff, and payments into it and out
// of it, for finance and the administration socket.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "api/http/core/exchange.h"
#include "engine/commands/clients/pay_float.h"

namespace herlaad::http {

class Floats {
 public:
  explicit Floats(Shared& shared) : shared_(shared) {}

  // GET /v1/float: of the client whose API key is used.
  void ReadOwn(ExchangePtr exchange);
  // GET /v1/clients/{id}/float: for staff.
  void Read(ExchangePtr exchange);
  // POST /v1/clients/{id}/float-payments, and the same below /admin. A repeat under the same key is
  // answered with the same payment.
  void Pay(ExchangePtr exchange);

 private:
  void Send(const ExchangePtr& exchange, engine::ClientId client);
  void Submit(const ExchangePtr& exchange, engine::ClientId client, const nlohmann::json& body,
              const std::string& key);
  void Paid(const ExchangePtr& exchange, engine::ClientId client,
            const engine::Answered<engine::PayFloatResult>& answer);
  void SendPaid(const ExchangePtr& exchange, engine::FloatPaymentId id, bool replayed);

  Shared& shared_;
};

}  // namespace herlaad::http
