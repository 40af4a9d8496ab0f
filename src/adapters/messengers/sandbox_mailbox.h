// SandboxMailbox: mails that arrive in the sandbox's mailboxes.
//
//   POST {base_url}/messages  {"reference", "to", "subject", "paragraphs", "link_text", "link",
//                              "small_print", "attachment": {"name", "type", "base64"}}
#pragma once

#include <string>

#include "adapters/net/client.h"
#include "engine/ports/mailer.h"

namespace herlaad::messengers {

struct SandboxMailboxOptions {
  std::string base_url;  // "http://host/sandbox/mail", without a slash at its end
  Millis connect_timeout{3'000};
  Millis request_timeout{10'000};  // connecting included
};

class SandboxMailbox final : public engine::Mailer {
 public:
  explicit SandboxMailbox(SandboxMailboxOptions options) : options_(std::move(options)) {}

  // 200 naming the same reference is taken, 4xx is refused for good, everything else unknown.
  engine::MessengerAnswer Send(const engine::MailMessage& message) override;
  void Stop() override { client_.Stop(); }

 private:
  const SandboxMailboxOptions options_;
  net::Client client_;
};

}  // namespace herlaad::messengers
