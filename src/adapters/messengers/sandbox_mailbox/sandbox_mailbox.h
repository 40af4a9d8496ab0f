// SandboxMailbox: delivers mails to the sandbox's mailboxes.
//
//   POST {base_url}/messages
//       {"reference", "to", "subject", "paragraphs", "link_text", "link", "small_print",
//        "attachment": {"name", "type", "base64"}}
#pragma once

#include <string>

#include "adapters/net/client/client.h"
#include "engine/ports/mailer.h"

namespace herlaad::messengers {

struct SandboxMailboxOptions {
  std::string base_url;  // "http://host/sandbox/mail", without a trailing slash
  Millis connect_timeout{3'000};
  Millis request_timeout{10'000};  // including connecting
};

class SandboxMailbox final : public engine::Mailer {
 public:
  explicit SandboxMailbox(SandboxMailboxOptions options) : options_(std::move(options)) {}

  // A 200 that names the same reference is kTaken, a 4xx is kRefused, anything else kUnknown.
  engine::MessengerAnswer Send(const engine::MailMessage& message) override;
  void Stop() override { client_.Stop(); }

 private:
  const SandboxMailboxOptions options_;
  net::Client client_;
};

}  // namespace herlaad::messengers
