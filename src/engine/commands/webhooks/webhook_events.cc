#include "engine/commands/webhooks/webhook_events.h"

#include <vector>

#include "base/core/mutant.h"
#include "domain/webhooks/endpoint.h"

namespace herlaad::engine {
namespace {

using webhooks::Event;

void Disable(const webhooks::Endpoint& endpoint, const ReadSet& read_set, Decision& decision) {
  const auto* const known = read_set.Find<ClientWebhooks>(endpoint.client);
  if (known == nullptr) return;
  ClientWebhooks row = *known;
  webhooks::Enter(endpoint, row.endpoints);
  decision.rows.Put(std::move(row));
}

}  // namespace

void TellWebhooks(const ReadSet& read_set, const DecisionContext& context, Decision& decision) {
  if (!decision.order) return;
  const orders::Order& order = decision.order->order;
  if (!MayHaveWebhooks(order.client)) return;
  const auto* const webhooks = read_set.Find<ClientWebhooks>(order.client);
  if (webhooks == nullptr) return;
  const auto* const before = decision.order_is_new ? nullptr : read_set.Find<OrderRecord>(order.id);
  const auto events = webhooks::EventsBetween(before != nullptr ? &before->order : nullptr, order);
  for (const Event event : webhooks::kEvents) {
    if (!events.Has(event)) continue;
    if (event == Event::kDelivered && MutantIs("webhook_forgotten")) continue;
    for (const webhooks::Subscription& one : webhooks->endpoints) {
      if (!one.events.Has(event)) continue;
      decision.rows.Put(webhooks::NewDelivery(outbox::MessageId(context.ids.Next(context.now)),
                                              one.endpoint, {event, order.client, order.id},
                                              context.now));
    }
  }
}

void FollowDeliveries(const ReadSet& read_set, const DecisionContext& context, Decision& decision) {
  std::vector<webhooks::Endpoint> changed;
  for (const outbox::Message& message : decision.rows.Of<outbox::Message>()) {
    const auto id = webhooks::EndpointOf(message.owner);
    if (!id || outbox::IsOpen(message.state)) continue;
    const auto* const endpoint = read_set.Find<webhooks::Endpoint>(*id);
    if (endpoint == nullptr) continue;
    webhooks::Endpoint after = webhooks::After(*endpoint, message, context.now);
    if (after == *endpoint) continue;
    if (!after.IsEnabled()) Disable(after, read_set, decision);
    changed.push_back(std::move(after));
  }
  for (webhooks::Endpoint& endpoint : changed) decision.rows.Put(std::move(endpoint));
}

void AddNeedsOfDelivery(const outbox::Message& message, Needs& needs) {
  const auto endpoint = webhooks::EndpointOf(message.owner);
  if (!endpoint) return;
  needs.Put<webhooks::Endpoint>(*endpoint);
  const auto occurrence = webhooks::ParseOccurrence(message.payload);
  const auto client = occurrence ? ClientNamed(occurrence->client) : std::nullopt;
  if (!client) return;
  needs.Put<ClientRecord>(*client);
  needs.Put<ClientWebhooks>(occurrence->client);
}

}  // namespace herlaad::engine
