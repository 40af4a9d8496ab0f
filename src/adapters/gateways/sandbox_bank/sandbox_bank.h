// SandboxBank: the bank of adapters/sandbox as a payment gateway. No real money.
//
//   POST {base_url}/sessions
//       {"reference", "amount", "currency", "tender", "description", "return_url"}
//   GET  {base_url}/sessions/{reference}
//   POST {base_url}/sessions/{reference}/close
//   POST {base_url}/refunds
//       {"reference", "session", "charge", "amount", "currency"}
//
// The first three answer {"reference", "state": "open" | "paid" | "closed" | "refused" | "unknown",
// ...}. All four can be repeated safely. The result is kUnknown after a 5xx, an answer about
// another reference or amount, and anything that is not strict JSON.
#pragma once

#include <string>
#include <string_view>

#include "adapters/net/client/client.h"
#include "base/core/secret.h"
#include "engine/ports/gateway.h"

namespace herlaad::gateways {

struct SandboxBankOptions {
  std::string base_url;  // "http://host:port/sandbox/bank", without a trailing slash
  Secret secret;         // shared with the bank, which signs callbacks with it
  Millis connect_timeout{3'000};
  Millis request_timeout{10'000};  // including connecting
};

// Callbacks whose timestamp differs from the clock by more than this are rejected.
inline constexpr Millis kCallbackTolerance{300'000};

class SandboxBank final : public engine::Gateway {
 public:
  explicit SandboxBank(SandboxBankOptions options);

  engine::GatewayAnswer Open(const engine::OpenRequest& request) override;
  engine::GatewayAnswer Ask(const engine::PaymentRef& payment) override;
  engine::GatewayAnswer Close(const engine::PaymentRef& payment) override;
  engine::GatewayAnswer Refund(const engine::RefundRequest& request) override;
  // The same request: this bank never forgets a reference.
  engine::GatewayAnswer AskRefund(const engine::RefundRequest& request) override;

  // Checks the header `sandbox-signature: t=SECONDS,v1=HEX[,v1=HEX]`: HMAC-SHA-256 over
  // "SECONDS.body". One matching v1 is enough.
  Result<engine::Callback, engine::CallbackError> ReadCallback(const Headers& headers,
                                                               std::string_view body,
                                                               Instant now) override;
  void Stop() override;

 private:
  // The body of an answer with a status below 500; empty if there was none.
  std::string Send(std::string method, const std::string& path, std::string body);

  const SandboxBankOptions options_;
  net::Client client_;
};

}  // namespace herlaad::gateways
