// RemoteOperator: a mobile operator that credits numbers over a JSON API, as the sandbox's does.
//
//   POST {base_url}/topups             {"reference", "msisdn", "amount", "currency"}
//   GET  {base_url}/topups/{reference}
//
// Both answer {"reference", "code", ...}. What an answer means is decided by its code, never by the
// HTTP status: operators say definite things with a 500 and vague ones with a 200. An answer that
// names another reference, or that is not strict JSON, is no answer.
#pragma once

#include <string>
#include <string_view>

#include "adapters/net/client.h"
#include "engine/ports/operator.h"

namespace herlaad::operators {

struct RemoteOperatorOptions {
  std::string base_url;  // "https://host/path", without a slash at its end
  Millis connect_timeout{3'000};
  Millis request_timeout{10'000};  // connecting included
  // How long after sending "not found" is the operator's last word; 0: never.
  Millis not_found_settles_after{0};
};

class RemoteOperator final : public engine::Operator {
 public:
  explicit RemoteOperator(RemoteOperatorOptions options);

  // "duplicate" is kUnknown: somebody has to ask what became of the first one.
  engine::OperatorAnswer Topup(const engine::TopupRequest& request) override;
  engine::OperatorAnswer Ask(std::string_view reference) override;
  [[nodiscard]] Millis NotFoundSettlesAfter() const override;
  void Stop() override;

 private:
  [[nodiscard]] net::ClientRequest Prepare(std::string method, const std::string& path) const;

  const RemoteOperatorOptions options_;
  net::Client client_;
};

// What the body of an answer about `reference` says; kUnknown where it cannot be trusted.
engine::OperatorAnswer ReadOperatorAnswer(std::string_view body, std::string_view reference);

}  // namespace herlaad::operators
