// SandboxPhone: texts that arrive on the sandbox's phones.
//
//   POST {base_url}/messages  {"reference", "msisdn", "text"}
#pragma once

#include <string>

#include "adapters/net/client.h"
#include "engine/ports/messenger.h"

namespace herlaad::messengers {

struct SandboxPhoneOptions {
  std::string base_url;  // "http://host/sandbox/phone", without a slash at its end
  Millis connect_timeout{3'000};
  Millis request_timeout{10'000};  // connecting included
};

class SandboxPhone final : public engine::Messenger {
 public:
  explicit SandboxPhone(SandboxPhoneOptions options) : options_(std::move(options)) {}

  // 200 naming the same reference is taken, 4xx is refused for good, everything else unknown.
  engine::MessengerAnswer Send(const engine::TextMessage& message) override;
  void Stop() override { client_.Stop(); }

 private:
  const SandboxPhoneOptions options_;
  net::Client client_;
};

}  // namespace herlaad::messengers
