// What fraud brakes keep of an order: who it was by, as keyed hashes, and why it was stopped.
#pragma once

#include <string>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "domain/brakes/block.h"
#include "domain/brakes/counter.h"
#include "domain/brakes/subject.h"

namespace herlaad::engine {

// By whom an order with a payment page was placed and paid, so that staff can block them later.
// Deleted after kBrakeTraceKept.
struct BrakeTrace {
  OrderId order;              // also of a request that was refused: then there is no such order
  Instant at{};               // when it was placed or refused
  brakes::Subjects subjects;  // the card once it paid
  std::string card_country;   // "BE"; empty: not told

  friend bool operator==(const BrakeTrace&, const BrakeTrace&) = default;
};

// That an order was stopped, or a request for one refused, with the reason for staff. At most one
// an order. Deleted after kBrakeTraceKept.
struct BrakeStop {
  OrderId order;
  Instant at{};
  std::string rule;
  brakes::Act act = brakes::Act::kRefuse;
  std::string facts;
  std::string msisdn;  // masked

  friend bool operator==(const BrakeStop&, const BrakeStop&) = default;
};
inline constexpr Millis kBrakeTraceKept{180LL * 86'400'000};

}  // namespace herlaad::engine
