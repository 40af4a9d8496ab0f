// SmtpMailer: mails by way of a mail server.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "adapters/messengers/mime.h"
#include "adapters/net/smtp_client.h"
#include "engine/ports/mailer.h"

namespace herlaad::messengers {

// What an administrator should know of a mail that was not taken; never an address.
struct MailTrouble {
  std::string_view reference;
  bool given_up = false;  // otherwise it is tried again
  int code = 0;           // of the mail server; 0: none
  std::string_view why;
};

struct SmtpMailerOptions {
  net::SmtpOptions server;
  Sender sender;
  std::function<void(const MailTrouble&)> report;  // may be missing
};

class SmtpMailer final : public engine::Mailer {
 public:
  explicit SmtpMailer(SmtpMailerOptions options)
      : options_(std::move(options)), client_(options_.server) {}

  // Taken when the server says so. A 5xx, or what cannot be written as a mail, is refused for good;
  // a 4xx and everything else is to be tried again.
  engine::MessengerAnswer Send(const engine::MailMessage& message) override;
  void Stop() override { client_.Stop(); }

 private:
  engine::MessengerAnswer Failed(const engine::MailMessage& message, bool given_up, int code,
                                 std::string_view why) const;

  const SmtpMailerOptions options_;
  net::SmtpClient client_;
};

}  // namespace herlaad::messengers
