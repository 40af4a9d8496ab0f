// SmtpMailer: sends mails through a mail server.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "adapters/messengers/smtp/mime.h"
#include "adapters/net/client/smtp_client.h"
#include "engine/ports/connector.h"
#include "engine/ports/mailer.h"

namespace herlaad::messengers {

struct SmtpMailerOptions {
  net::SmtpOptions server;
  Sender sender;
  std::function<void(const engine::ConnectorTrouble&)> report;  // may be empty
};

class SmtpMailer final : public engine::Mailer {
 public:
  explicit SmtpMailer(SmtpMailerOptions options)
      : options_(std::move(options)), client_(options_.server) {}

  // Taken once the server has accepted the mail. Refused for good after a 5xx, or if it cannot be
  // formatted as a mail; anything else, a 4xx for example, is to be retried.
  engine::MessengerAnswer Send(const engine::MailMessage& message) override;
  void Stop() override { client_.Stop(); }

 private:
  engine::MessengerAnswer Failed(const engine::MailMessage& message, bool given_up, int code,
                                 std::string_view why) const;

  const SmtpMailerOptions options_;
  net::SmtpClient client_;
};

}  // namespace herlaad::messengers
