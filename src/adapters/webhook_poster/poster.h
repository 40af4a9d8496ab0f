// WebhookPoster: posts deliveries to the endpoints of clients, signed as Standard Webhooks 1.0 has
// it. Redirects are not followed; the answer is read up to a bound and not kept.
#pragma once

#include <memory>

#include "adapters/net/client/client.h"
#include "engine/ports/webhooks.h"

namespace herlaad::webhook_poster {

struct PosterOptions {
  // Also plain http, and addresses that are not on the internet: for tests and the demo.
  bool allow_private = false;
  Millis connect_timeout{5'000};
  Millis total_timeout{10'000};
  std::size_t max_answer_bytes = 64 * 1024;
  std::string ca_file = {};  // PEM; empty: the system's certificate authorities
};

class WebhookPoster final : public engine::WebhookCaller {
 public:
  explicit WebhookPoster(PosterOptions options);

  // Taken with any status from 200 to 299.
  engine::WebhookAnswer Call(const engine::WebhookCall& call) override;
  // Aborts what is being sent.
  void Stop() { client_.Stop(); }

 private:
  [[nodiscard]] std::string NoteOf(const net::ClientError& error) const;

  const PosterOptions options_;
  net::Client client_;
};

}  // namespace herlaad::webhook_poster
