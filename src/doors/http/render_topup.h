// An order as JSON: the same from POST, GET, lists and cancelling.
#pragma once

#include "doors/http/caller.h"
#include "doors/http/json_writer.h"
#include "doors/http/links.h"
#include "rules/orders/credited.h"
#include "rules/orders/order.h"

namespace herlaad::http {

// The id by which `caller` may ask for the order again: who comes without a key gets one that opens
// it.
std::string IdFor(const Caller& caller, OrderId order, const Links& links);

void RenderTopup(const orders::Order& order, const Caller& caller, const Links& links,
                 JsonWriter& json);
std::string RenderTopup(const orders::Order& order, const Caller& caller, const Links& links);

}  // namespace herlaad::http
