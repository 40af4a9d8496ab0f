// The page of an order for a browser without script: the same texts and structure as in the web
// app.
#pragma once

#include "api/http/core/access/links.h"
#include "api/http/core/html/html.h"
#include "base/messages/messages.h"
#include "base/messages/support_contact.h"
#include "domain/catalogue/catalogue.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::http {

struct OrderView {
  const orders::Order& order;
  const catalogue::Operator* op;  // null if it is no longer on sale
  messages::Language language;
  Instant now;
  const messages::SupportContact& support;  // shown when an order is under review
};

orders::StatusView StatusOf(const OrderView& view);
// The content of <main>.
Html OrderMain(const OrderView& view, const orders::StatusView& status, const Links& links);

}  // namespace herlaad::http
