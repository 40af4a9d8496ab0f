// SandboxBank: the pretend bank of adapters/sandbox as a gateway. No real money.
//
//   POST {base_url}/sessions                    {"reference", "amount", "currency", "payment
//   method",
//                                                "description", "return_url"}
//   GET  {base_url}/sessions/{reference}
//   POST {base_url}/sessions/{reference}/close
//   POST {base_url}/refunds                     {"reference", "session", "charge", "amount",
//                                                "currency"}
//
// The first three answer {"reference", "state": "open" | "paid" | "closed" | "refused" | "unknown",
// ...}. All four are safe to send again. An answer with a 5xx, about another reference or sum, or
// that is not strict JSON, is no answer: kUnknown.
#pragma once

#include <string>
#include <string_view>

#include "adapters/net/client.h"
#include "base/core/secret.h"
#include "engine/ports/gateway.h"

namespace herlaad::gateways {

struct SandboxBankOptions {
  std::string base_url;  // "http://host:port/sandbox/bank", without a slash at its end
  Secret secret;         // shared with the bank: callbacks are signed with it
  Millis connect_timeout{3'000};
  Millis request_timeout{10'000};  // connecting included
};

// Callbacks older or newer than that are not believed.
inline constexpr Millis kCallbackTolerance{300'000};

class SandboxBank final : public engine::Gateway {
 public:
  explicit SandboxBank(SandboxBankOptions options);

  engine::GatewayAnswer Open(const engine::OpenRequest& request) override;
  engine::GatewayAnswer Ask(std::string_view payment) override;
  engine::GatewayAnswer Close(std::string_view payment) override;
  engine::GatewayAnswer Refund(const engine::RefundRequest& request) override;

  // Signed by the header `sandbox-signature: t=SECONDS,v1=HEX[,v1=HEX]`: HMAC-SHA-256 over
  // "SECONDS.body"; any v1 that fits will do.
  Result<engine::PaymentNews, engine::CallbackError> ReadCallback(const Headers& headers,
                                                                  std::string_view body,
                                                                  Instant now) override;
  void Stop() override;

 private:
  // The body of an answer below 500; empty when there was none.
  std::string Send(std::string method, const std::string& path, std::string body);

  const SandboxBankOptions options_;
  net::Client client_;
};

}  // namespace herlaad::gateways
