// Products on sale as JSON, and which of them a number can buy.
#pragma once

#include <optional>

#include "api/http/core/exchange.h"
#include "api/http/core/json/json_writer.h"
#include "domain/catalogue/catalogue.h"
#include "domain/orders/subscriber.h"

namespace herlaad::http {

void RenderOperator(const catalogue::Operator& op, JsonWriter& json);

// The members of a product, without the brackets around them.
void RenderProduct(const catalogue::Catalogue& catalogue, const catalogue::Operator& op,
                   const catalogue::Product& product, Instant now, JsonWriter& json);

// The client that reads an offer, and its language.
struct Hearer {
  const Client& client;
  messages::Language language;
};

// The products of `op` for `number`, or only the one of amount `only`: each with the reason for
// which it would be refused, from the same rules that decide a purchase, as far as the client may
// be told.
void RenderOffer(const catalogue::Catalogue& catalogue, const catalogue::Operator& op,
                 const orders::Subscriber& number, std::optional<Money> only, Instant now,
                 const Hearer& hearer, JsonWriter& json);

}  // namespace herlaad::http
