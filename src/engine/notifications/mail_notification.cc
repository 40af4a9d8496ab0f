#include "engine/notifications/mail_notification.h"

#include "base/messages/formats.h"
#include "base/messages/messages.h"
#include "domain/orders/fulfilment/credited.h"
#include "domain/orders/receipts/receipt.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::engine {
namespace {

using messages::Key;
using messages::Text;
using orders::NotificationKind;

std::string Subject(const orders::Order& order, Key key) {
  const auto credited = orders::CreditedOf(order);
  const Money back{orders::ReturnedOf(order).back, order.terms.currency};
  return Text(order.language, key,
              {{"credited", messages::Price(order.language, credited ? credited->amount : Money{})},
               {"amount", messages::Price(order.language, back)},
               {"number", order.msisdn().National()}});
}

std::optional<Key> SubjectKey(const orders::Order& order, NotificationKind kind) {
  if (kind == NotificationKind::kPayerRefunded) return Key("mail.refunded.subject");
  if (kind == NotificationKind::kPayerAttention) return Key("mail.attention.subject");
  if (kind == NotificationKind::kPayerDelivered && orders::CreditedOf(order)) {
    return Key("mail.delivered.subject");
  }
  return std::nullopt;
}

// The same sentences as on the order's page. A mail may be read on another day, so all times have a
// date.
void Notify(const orders::Order& order, const std::string& operator_name, Instant now,
            MailMessage& mail) {
  const orders::StatusView status = orders::StatusOf(order, operator_name, now);
  const auto say = [&](const auto& words) {
    std::string said = orders::PhraseText(words, order.language, Instant{});
    if (!said.empty()) mail.paragraphs.push_back(std::move(said));
  };
  say(status.headline);
  say(status.money);
  for (const orders::Phrase& sentence : status.next) say(sentence);
  mail.paragraphs.push_back(
      Text(order.language, "mail.reference", {{"reference", ToText(order.id)}}));
}

void Attach(const orders::Order& order, const MailFacts& facts, MailMessage& mail) {
  if (!facts.receipt_pdf || !orders::HasReceipt(order)) return;
  auto bytes = facts.receipt_pdf(order);
  if (!bytes) return;  // the order's page still has it
  mail.paragraphs.emplace_back(Text(order.language, "mail.attached"));
  mail.attachment = MailMessage::Attachment{orders::ReceiptNumber(order.id) + ".pdf",
                                            "application/pdf", *std::move(bytes)};
}

}  // namespace

std::optional<MailMessage> MailAbout(const orders::Order& order, std::int32_t kind,
                                     const MailFacts& facts) {
  const auto subject = SubjectKey(order, static_cast<NotificationKind>(kind));
  if (!subject || !order.contact.email) return std::nullopt;
  MailMessage mail{orders::PartReference(order.id, 'm', kind),
                   *order.contact.email,
                   order.language,
                   facts.now,
                   Subject(order, *subject),
                   {},
                   std::string(Text(order.language, "mail.open")),
                   facts.link,
                   {},
                   {}};
  Notify(order, facts.operator_name, facts.now, mail);
  Attach(order, facts, mail);
  std::string help = messages::SupportLine(order.language, facts.support);
  if (!help.empty()) mail.small_print.push_back(std::move(help));
  mail.small_print.emplace_back(Text(order.language, "mail.keep"));
  mail.small_print.emplace_back(Text(order.language, "mail.why"));
  return mail;
}

}  // namespace herlaad::engine
