// The mails that are sent to payers who left an address, in the language of the order.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/messages/support_contact.h"
#include "engine/ports/mailer.h"
#include "rules/orders/effect.h"
#include "rules/orders/order.h"

namespace herlaad::engine {

// What a mail says beside the order.
struct MailFacts {
  std::string operator_name;  // as the catalogue has it
  std::string link;           // to the order's page
  const messages::SupportContact& support;
  // The receipt of an order that has one, as a PDF; may be missing.
  const std::function<std::optional<std::string>(const orders::Order&)>& receipt_pdf;
  Instant now{};
};

// `kind` as in an effect's n. Nothing when the order has no such news, or no address.
std::optional<MailMessage> MailAbout(const orders::Order& order, std::int32_t kind,
                                     const MailFacts& facts);

}  // namespace herlaad::engine
