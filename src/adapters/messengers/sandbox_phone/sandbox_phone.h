// SandboxPhone: delivers text messages to the sandbox's phones.
//
//   POST {base_url}/messages  {"reference", "msisdn", "text"}
#pragma once

#include <string>

#include "adapters/net/client/client.h"
#include "engine/ports/messenger.h"

namespace herlaad::messengers {

struct SandboxPhoneOptions {
  std::string base_url;  // "http://host/sandbox/phone", without a trailing slash
  Millis connect_timeout{3'000};
  Millis request_timeout{10'000};  // including connecting
};

class SandboxPhone final : public engine::Messenger {
 public:
  explicit SandboxPhone(SandboxPhoneOptions options) : options_(std::move(options)) {}

  // A 200 that names the same reference is kTaken, a 4xx is kRefused, anything else kUnknown.
  engine::MessengerAnswer Send(const engine::TextMessage& message) override;
  void Stop() override { client_.Stop(); }

 private:
  const SandboxPhoneOptions options_;
  net::Client client_;
};

}  // namespace herlaad::messengers
