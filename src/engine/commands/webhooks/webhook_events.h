// What follows for webhooks from a decision: a delivery for each event of an order that an endpoint
// of its client wants, and what the end of a delivery says about its endpoint.
#pragma once

#include "engine/commands/command.h"

namespace herlaad::engine {

// Adds a message of kind webhooks::kDelivery for each event and each endpoint that wants it, so
// that both are committed with the change of the order or not at all.
void TellWebhooks(const ReadSet& read_set, const DecisionContext& context, Decision& decision);

// Adds the endpoint of each delivery that ended: when something was last taken, or that it is
// disabled, with the row of its client. They must be loaded, as AddNeedsOfDelivery has it.
void FollowDeliveries(const ReadSet& read_set, const DecisionContext& context, Decision& decision);

// The rows that FollowDeliveries reads for `message`; none unless it is a delivery.
void AddNeedsOfDelivery(const outbox::Message& message, Needs& needs);

}  // namespace herlaad::engine
