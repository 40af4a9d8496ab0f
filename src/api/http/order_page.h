// The page of an order as a browser without script sees it: the same words and the same shape as
// the app's.
#pragma once

#include "api/http/html.h"
#include "api/http/links.h"
#include "base/messages/messages.h"
#include "base/messages/support_contact.h"
#include "domain/catalogue/catalogue.h"
#include "domain/orders/status_view.h"

namespace herlaad::http {

struct OrderView {
  const orders::Order& order;
  const catalogue::Operator* op;  // null when it is no longer sold
  messages::Language language;
  Instant now;
  const messages::SupportContact& support;  // shown where somebody looks into the order
};

orders::StatusView StatusOf(const OrderView& view);
// What stands inside <main>.
Html OrderMain(const OrderView& view, const orders::StatusView& status, const Links& links);

}  // namespace herlaad::http
