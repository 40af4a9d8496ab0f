// The problem for a top-up that was refused.
#pragma once

#include <optional>
#include <string>

#include "api/http/core/access/client.h"
#include "api/http/core/problem.h"
#include "domain/catalogue/catalogue.h"
#include "domain/orders/placing/place.h"

namespace herlaad::http {

// The parts of the request that a problem mentions.
struct Wanted {
  std::string operator_id;
  Currency currency = Currency::kEur;
};

// The problem for any outcome except kAccepted, as detailed as `client` may be told. For other
// clients, unknown, terminated, suspended and not activated numbers give the same problem, and so
// do amounts that exceed the balance, the month's limit or the pause. The number's operator is told
// to all, since a top-up needs it. `now` is the time of the decision if it was just made; a refusal
// until next month then says so.
Problem OfRefusal(const orders::Refusal& refusal, const Wanted& wanted,
                  const catalogue::Catalogue& catalogue, std::optional<Instant> now,
                  const Client& client);

}  // namespace herlaad::http
