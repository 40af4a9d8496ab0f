// Why a top-up is not placed, as a problem.
#pragma once

#include <optional>
#include <string>

#include "api/http/client.h"
#include "api/http/problem.h"
#include "domain/catalogue/catalogue.h"
#include "domain/orders/place.h"

namespace herlaad::http {

// What was asked for, as far as a problem tells it.
struct Wanted {
  std::string operator_id;
  Currency currency = Currency::kEur;
};

// The problem for every outcome but kAccepted, told as far as `client` may hear of numbers: to
// everybody else a number that is unknown, terminated, suspended or not activated is one and the
// same, and so is an amount that its balance, its month or its pause has no room for now. Who has
// the number is told to all, since it cannot be topped up without that. With `now`, when it was
// decided just now, what waits for the next month says so.
Problem OfRefusal(const orders::Refusal& refusal, const Wanted& wanted,
                  const catalogue::Catalogue& catalogue, std::optional<Instant> now,
                  const Client& client);

}  // namespace herlaad::http
