#include "simulation/clients/webhook_shops.h"

#include "base/core/check.h"
#include "engine/commands/webhooks/manage_webhooks.h"

namespace herlaad::simulation {
namespace {

using engine::WebhookAnswer;
using outbox::Message;
using outbox::MessageState;
using webhooks::Event;

// An end of an order, as it has a state of its own.
std::optional<Event> EndOf(const orders::Order& order) {
  switch (orders::StateOf(order)) {
    case orders::State::kDelivered:
      return Event::kDelivered;
    case orders::State::kRefunded:
      return Event::kRefunded;
    case orders::State::kCancelled:
      return Event::kCancelled;
    case orders::State::kExpired:
      return Event::kExpired;
    case orders::State::kAwaitingPayment:
    case orders::State::kPaid:
    case orders::State::kDelivering:
    case orders::State::kDeliveryUnknown:
    case orders::State::kRefunding:
    case orders::State::kAttention:
      break;
  }
  return std::nullopt;
}

}  // namespace

WebhookAnswer WebhookShops::Call(const engine::WebhookCall& call) {
  const auto trip = wire_.Draw();
  const auto arrive = [this, id = call.id] {
    ++arrived_[id];
    return WebhookAnswer{outbox::Answer::kTaken, "HTTP 204"};
  };
  return wire_.Send<WebhookAnswer>(OrderId(), "the webhook " + call.id, trip, arrive);
}

void WebhookWatch::SubscribeSome(const std::vector<engine::ClientId>& dealers) {
  webhooks::EventSet all;
  for (const Event event : webhooks::kEvents) all.Add(event);
  for (std::size_t i = 0; i < dealers.size(); i += 2) {
    bool is_made = false;
    (void)cluster_.Submit(
        engine::CreateWebhook::Check(dealers[i],
                                     {.url = "https://shop.example/hooks", .events = all},
                                     "secret of " + ToText(dealers[i]), "the simulator"),
        [&is_made](const engine::Answered<engine::WebhookResult>& answered, const auto*) {
          is_made = answered.ok() && answered->outcome == engine::WebhookOutcome::kDone;
        });
    while (stage_.schedule.Step()) {
    }
    CHECK(is_made, "without faults every endpoint is made");
    clients_.insert(ClientText(dealers[i]));
  }
}

void WebhookWatch::OnCommit(const engine::WriteSet& writes) {
  for (const auto* const lists : {&writes.inserted, &writes.changed}) {
    for (const engine::OrderRecord& record : lists->Of<engine::OrderRecord>()) {
      const auto end = EndOf(record.order);
      if (!end || !record.order.IsTopup() || !clients_.contains(record.order.client)) continue;
      ended_[record.order.id].insert(*end);
    }
  }
  for (const Message& message : writes.changed.Of<Message>()) {
    const auto occurrence = webhooks::ParseOccurrence(message.payload);
    if (!webhooks::EndpointOf(message.owner) || !occurrence || message.attempts > 0) continue;
    auto& ids = written_[{occurrence->order, occurrence->event}];
    if (ids.empty() || ids.back() != message.id) ids.push_back(message.id);
  }
}

void WebhookWatch::CheckEnd(OrderId order, Event event) const {
  const std::string what = std::string(webhooks::Name(event)) + " of " + ToText(order);
  const auto written = written_.find({order, event});
  if (written == written_.end()) return stage_.Break("a webhook was never written: " + what, order);
  for (const outbox::MessageId id : written->second) {
    const auto kept = cluster_.queries->FindRow<Message>(id);
    if (!kept.ok() || !*kept) return stage_.Break("a webhook is lost: " + what, order);
    if ((*kept)->state != MessageState::kSent)
      return stage_.Break("a webhook is never delivered: " + what, order);
    if (!shops_.arrived().contains(ToText(id)))
      return stage_.Break("a webhook counts as delivered and did not arrive: " + what, order);
  }
}

void WebhookWatch::Check() const {
  for (const auto& [order, events] : ended_) {
    for (const Event event : events) CheckEnd(order, event);
  }
}

}  // namespace herlaad::simulation
