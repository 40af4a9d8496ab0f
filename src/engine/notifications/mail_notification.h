// Mails to payers who left an address, in the language of the order.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/messages/support_contact.h"
#include "domain/orders/order.h"
#include "domain/orders/outbox/outbox_message.h"
#include "engine/ports/mailer.h"

namespace herlaad::engine {

// Facts for a mail that are not part of the order.
struct MailFacts {
  std::string operator_name;  // as in the catalogue
  std::string link;           // to the order's page
  const messages::SupportContact& support;
  // Renders the receipt of an order that has one, as a PDF; may be empty.
  const std::function<std::optional<std::string>(const orders::Order&)>& receipt_pdf;
  Instant now{};
};

// `kind` is the n of an outbox message. nullopt if it does not apply to the order or there is no
// address.
std::optional<MailMessage> MailAbout(const orders::Order& order, std::int32_t kind,
                                     const MailFacts& facts);

}  // namespace herlaad::engine
