// CardQuestion: whether a payment whose gateway did not tell its card waits until it is asked.
// Only where the card decides something: a rule counts cards, or a card was blocked once.
#pragma once

#include "domain/brakes/counter.h"
#include "domain/brakes/rule.h"

namespace herlaad::brakes {

bool CountsCards(const Rules& rules);

// The row that is written with the first block of a card, and stays: a block is found by its card
// only, so that without it no payment knows whether there are any.
Counter CardBlocksMark();

}  // namespace herlaad::brakes
