// What is on sale, as JSON: products, and what of them a number can have.
#pragma once

#include <optional>

#include "doors/http/exchange.h"
#include "doors/http/json_writer.h"
#include "rules/catalog/catalog.h"
#include "rules/orders/number.h"

namespace herlaad::http {

void RenderOperator(const catalog::Operator& op, JsonWriter& json);

// The members of a product, without the brackets around them.
void RenderProduct(const catalog::Catalog& catalog, const catalog::Operator& op,
                   const catalog::Product& product, Instant now, JsonWriter& json);

// Who reads an offer, and in which language.
struct Hearer {
  const Caller& caller;
  messages::Language language;
};

// What `number` can have of `op`, or with `only` of that amount: each product with what would
// refuse it, known beforehand by the very rules that decide when it is bought, and told as far as
// the hearer may hear of numbers.
void RenderOffer(const catalog::Catalog& catalog, const catalog::Operator& op,
                 const orders::Number& number, std::optional<Money> only, Instant now,
                 const Hearer& hearer, JsonWriter& json);

}  // namespace herlaad::http
