#include "engine/notifications/float_low_mail.h"

#include "base/core/check.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"

namespace herlaad::engine {
namespace {

using messages::Text;

outbox::Answer AnswerOf(MessengerAnswer answer) {
  switch (answer) {
    case MessengerAnswer::kTaken:
      return outbox::Answer::kTaken;
    case MessengerAnswer::kRefused:
      return outbox::Answer::kRefused;
    case MessengerAnswer::kUnknown:
      return outbox::Answer::kUnknown;
  }
  CHECK(false, "a messenger answers in one of the listed ways");
}

}  // namespace

MailMessage FloatLowMail(const outbox::Message& message, const FloatLow& low,
                         const ClientRecord& client, const FloatWarning& warning,
                         const messages::SupportContact& support, Instant now) {
  const auto language = warning.language;
  const std::string below = messages::Price(language, Euros(low.below));
  MailMessage mail{ToText(message.id),
                   *warning.mail,
                   language,
                   now,
                   Text(language, "mail.float_low.subject", {{"below", below}}),
                   {},
                   {},
                   {},
                   {},
                   {}};
  mail.paragraphs = {Text(language, "mail.float_low.state",
                          {{"moment", messages::Moment(language, message.created_at, Instant{})},
                           {"client", client.name},
                           {"available", messages::Price(language, Euros(low.available))},
                           {"below", below}}),
                     Text(language, "mail.float_low.how", {{"reference", ToText(client.id)}}),
                     Text(language, "mail.reference", {{"reference", ToText(message.id)}})};
  std::string help = messages::SupportLine(language, support);
  if (!help.empty()) mail.small_print.push_back(std::move(help));
  mail.small_print.emplace_back(Text(language, "mail.float_low.why"));
  return mail;
}

Sending SendFloatLow(const outbox::Message& message, bool ask, const SendContext& context) {
  CHECK(!ask, "a mail is sent again, not asked about");
  CHECK(context.parties.mailer != nullptr, "a queue has workers only when its party is known");
  const auto low = ParseFloatLow(message.payload);
  const auto id = ParseIdText(kClientIdPrefix, message.owner.id);
  CHECK(low && id, "a message has the payload and the owner of its kind");
  const auto client = context.queries.FindRow<ClientRecord>(ClientId(*id));
  const auto warning = context.queries.FindRow<FloatWarning>(ClientId(*id));
  if (!client.ok() || !warning.ok()) return outbox::Answer::kNotSent;
  if (!*client || !*warning) return outbox::Answer::kNotWanted;
  return AnswerOf(context.parties.mailer->Send(FloatLowMail(
      message, *low, **client, **warning, context.parties.notices.support, context.now)));
}

}  // namespace herlaad::engine
