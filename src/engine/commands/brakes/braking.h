// The part of a command in fraud brakes: which rows it needs, how a payment is judged by them, and
// what is kept of it. The rules are in domain/brakes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/brakes/judge.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

// By whom a payment is, and what judges it; without `brakes` nothing does.
struct Braking {
  brakes::BrakesPtr brakes;
  brakes::Subjects subjects;
};

void AddBrakeNeeds(const Braking& braking, brakes::Moment moment,
                   std::optional<payments::PaymentMethod> method, Needs& needs);

brakes::Judged JudgeBrakes(const Braking& braking, brakes::Moment moment,
                           const brakes::Facts& facts, const ReadSet& read_set);

// What is known of the order's payment of `cents` now that it is paid. `aggregate`: before that.
brakes::Facts PaidFacts(const orders::OrderAggregate& aggregate, std::int64_t cents,
                        std::string card_country);

// The counters after a payment that was held and is released.
std::vector<brakes::Counter> CountReleased(const Braking& braking, const brakes::Facts& facts,
                                           const ReadSet& read_set);

// Adds what is counted and, if it was stopped, why. `order` is the order, or the one that was not
// placed.
void KeepJudged(const brakes::Judged& judged, const orders::Order& order, Instant now,
                Decision& decision);

// Whether the order was placed without an API key.
bool IsByStranger(const orders::Order& order);
// Whether no top-up of the order's number was paid before.
bool IsFirstTopup(const orders::OrderAggregate& aggregate);

}  // namespace herlaad::engine
