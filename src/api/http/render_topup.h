// An order as JSON: the same from POST, GET, lists and cancelling; where it is one alone, with what
// people are shown of it.
#pragma once

#include "api/http/exchange.h"
#include "api/http/json_writer.h"
#include "api/http/links.h"
#include "domain/orders/order.h"
#include "engine/ports/records.h"

namespace herlaad::http {

// The id by which `client` may ask for the order again: who comes without a key gets one that opens
// it.
std::string IdFor(const Client& client, OrderId order, const Links& links);

// One of many: without its status.
void RenderTopup(const orders::Order& order, const Client& client, const Links& links,
                 JsonWriter& json);

// Who reads its status, in which language and when.
struct StatusReader {
  const Client& client;
  messages::Language language = messages::Language::kEn;
  Instant now{};
};
std::string RenderTopup(const orders::Order& order, const StatusReader& reader, const Links& links,
                        const catalogue::Catalogue& catalogue);
// With its history, for who may read everybody's orders.
std::string RenderTopup(const engine::OrderTrail& trail, const Exchange& exchange,
                        const Shared& shared);
// For whoever asked.
std::string RenderTopup(const orders::Order& order, const Exchange& exchange, const Shared& shared);
// For who placed it: without an API key they get what cancels it as well.
std::string RenderPlaced(const orders::Order& order, const Exchange& exchange,
                         const Shared& shared);

}  // namespace herlaad::http
