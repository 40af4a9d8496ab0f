// What is on sale, as JSON: products, and what of them a number can have.
#pragma once

#include <optional>

#include "api/http/exchange.h"
#include "api/http/json_writer.h"
#include "domain/catalogue/catalogue.h"
#include "domain/orders/subscriber.h"

namespace herlaad::http {

void RenderOperator(const catalogue::Operator& op, JsonWriter& json);

// The members of a product, without the brackets around them.
void RenderProduct(const catalogue::Catalogue& catalogue, const catalogue::Operator& op,
                   const catalogue::Product& product, Instant now, JsonWriter& json);

// Who reads an offer, and in which language.
struct Hearer {
  const Client& client;
  messages::Language language;
};

// What `number` can have of `op`, or with `only` of that amount: each product with what would
// refuse it, known beforehand by the very rules that decide when it is bought, and told as far as
// the hearer may hear of numbers.
void RenderOffer(const catalogue::Catalogue& catalogue, const catalogue::Operator& op,
                 const orders::Subscriber& number, std::optional<Money> only, Instant now,
                 const Hearer& hearer, JsonWriter& json);

}  // namespace herlaad::http
