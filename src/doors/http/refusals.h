// Why a top-up is not placed, as a problem.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "doors/http/problem.h"
#include "rules/catalog/catalog.h"
#include "rules/orders/place.h"

namespace herlaad::http {

// What was asked for, as far as a problem tells it.
struct Wanted {
  std::string operator_id;
  Currency currency = Currency::kEur;
};

// The problem for every outcome but kAccepted. `detail` and `note` as in orders::Refusal;
// with `now`, when it was decided just now, what waits for the next month says so.
Problem OfPlaceOutcome(orders::PlaceOutcome outcome, std::int64_t detail, const std::string& note,
                       const Wanted& wanted, const catalog::Catalog& catalog,
                       std::optional<Instant> now);

}  // namespace herlaad::http
