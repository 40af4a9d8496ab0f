// SandboxOperator: a mobile operator that credits numbers over a JSON API such as the sandbox's.
//
//   POST {base_url}/topups             {"reference", "msisdn", "amount", "currency"}
//   GET  {base_url}/topups/{reference}
//
// Both answer {"reference", "code", ...}. The code decides the outcome, never the HTTP status:
// operators send definite outcomes with a 500 and vague ones with a 200. An answer with another
// reference, or that is not strict JSON, is ignored.
#pragma once

#include <string>
#include <string_view>

#include "adapters/net/client/client.h"
#include "engine/ports/operator.h"

namespace herlaad::operators {

struct SandboxOperatorOptions {
  std::string base_url;  // "https://host/path", without a trailing slash
  Millis connect_timeout{3'000};
  Millis request_timeout{10'000};  // including connecting
  // How long after sending "not found" is final; 0: never.
  Millis not_found_settles_after{0};
};

class SandboxOperator final : public engine::Operator {
 public:
  explicit SandboxOperator(SandboxOperatorOptions options);

  // "duplicate" is kUnknown: the outcome of the first request must be queried.
  engine::OperatorAnswer Topup(const engine::TopupRequest& request) override;
  engine::OperatorAnswer Ask(std::string_view reference) override;
  [[nodiscard]] Millis NotFoundSettlesAfter() const override;
  void Stop() override;

 private:
  [[nodiscard]] net::ClientRequest Prepare(std::string method, const std::string& path) const;

  const SandboxOperatorOptions options_;
  net::Client client_;
};

// Parses an answer about `reference`; kUnknown if it cannot be trusted.
engine::OperatorAnswer ReadOperatorAnswer(std::string_view body, std::string_view reference);

}  // namespace herlaad::operators
