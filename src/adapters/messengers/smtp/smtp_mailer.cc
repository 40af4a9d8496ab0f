#include "adapters/messengers/smtp/smtp_mailer.h"

namespace herlaad::messengers {

using engine::MessengerAnswer;

MessengerAnswer SmtpMailer::Failed(const engine::MailMessage& message, bool given_up, int code,
                                   std::string_view why) const {
  if (options_.report) options_.report({message.reference, given_up, code, why});
  return given_up ? MessengerAnswer::kRefused : MessengerAnswer::kUnknown;
}

MessengerAnswer SmtpMailer::Send(const engine::MailMessage& message) {
  auto data = WriteMail(options_.sender, message);
  if (!data.ok()) return Failed(message, true, 0, data.error());
  const auto sent =
      client_.Send({options_.sender.address.text(), message.to.text(), *std::move(data)});
  if (sent.ok()) return MessengerAnswer::kTaken;
  const net::SmtpError& error = sent.error();
  return Failed(message, error.kind == net::SmtpErrorKind::kRefused, error.code, error.message);
}

}  // namespace herlaad::messengers
