// An order as JSON, the same for POST, GET, lists and cancelling; a single order also has its
// status view.
#pragma once

#include "api/http/core/access/links.h"
#include "api/http/core/exchange.h"
#include "api/http/core/json/json_writer.h"
#include "domain/orders/order.h"
#include "engine/ports/records.h"

namespace herlaad::http {

// The id by which `client` can read the order again: without an API key, a token that opens it.
std::string IdFor(const Client& client, OrderId order, const Links& links);

// One of a list: without its status.
void RenderTopup(const orders::Order& order, const Client& client, const Links& links,
                 JsonWriter& json);

// The reader of the status, the language and the time.
struct StatusReader {
  const Client& client;
  messages::Language language = messages::Language::kEn;
  Instant now{};
};
std::string RenderTopup(const orders::Order& order, const StatusReader& reader, const Links& links,
                        const catalogue::Catalogue& catalogue);
// With its history, for clients that may read all orders.
std::string RenderTopup(const engine::OrderTrail& trail, const Exchange& exchange,
                        const Shared& shared);
// For the client of the request.
std::string RenderTopup(const orders::Order& order, const Exchange& exchange, const Shared& shared);
// For the client that placed it: without an API key, also with the cancel token.
std::string RenderPlaced(const orders::Order& order, const Exchange& exchange,
                         const Shared& shared);

}  // namespace herlaad::http
