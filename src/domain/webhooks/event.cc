#include "domain/webhooks/event.h"

#include <algorithm>

namespace herlaad::webhooks {
namespace {

using orders::Order;
using orders::State;

constexpr std::array<std::string_view, 9> kNames{
    "topup.paid",      "topup.delivered", "topup.refunded",
    "topup.cancelled", "topup.expired",   "topup.needs_attention",
    "dispute.opened",  "dispute.closed",  "webhook.test"};

bool WasPaid(const Order& order) {
  return std::any_of(order.payments.begin(), order.payments.end(),
                     [](const orders::Payment& payment) { return payment.received > 0; });
}

std::size_t EndedDisputes(const Order& order) {
  return static_cast<std::size_t>(
      std::count_if(order.disputes.begin(), order.disputes.end(),
                    [](const orders::Dispute& dispute) { return orders::IsEnd(dispute.state); }));
}

bool IsDelivered(const Order& order) { return orders::ConfirmedDelivery(order) != nullptr; }

bool IsRefunded(const Order& order) {
  return WasPaid(order) && !IsDelivered(order) && orders::Kept(order) == 0;
}

// The end of an order that nobody paid.
std::optional<Event> UnpaidEnd(State state) {
  switch (state) {
    case State::kCancelled:
      return Event::kCancelled;
    case State::kExpired:
      return Event::kExpired;
    case State::kDelivered:
    case State::kRefunded:
    case State::kAwaitingPayment:
    case State::kPaid:
    case State::kDelivering:
    case State::kDeliveryUnknown:
    case State::kRefunding:
    case State::kAttention:
      break;
  }
  return std::nullopt;
}

void AddDisputes(const Order* before, const Order& after, EventSet& events) {
  const std::size_t known = before != nullptr ? before->disputes.size() : 0;
  if (after.disputes.size() > known) events.Add(Event::kDisputeOpened);
  const std::size_t ended = before != nullptr ? EndedDisputes(*before) : 0;
  if (EndedDisputes(after) > ended) events.Add(Event::kDisputeClosed);
}

}  // namespace

std::string_view Name(Event event) { return kNames.at(static_cast<std::size_t>(event)); }

std::optional<Event> ParseEvent(std::string_view name) {
  const auto* const at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end()) return std::nullopt;
  return static_cast<Event>(at - kNames.begin());
}

std::vector<std::string_view> NamesOf(EventSet events) {
  std::vector<std::string_view> names;
  for (const Event event : kEvents) {
    if (events.Has(event)) names.push_back(Name(event));
  }
  return names;
}

EventSet EventsBetween(const Order* before, const Order& after) {
  EventSet events;
  if (!after.IsTopup()) return events;
  if (WasPaid(after) && (before == nullptr || !WasPaid(*before))) events.Add(Event::kPaid);
  const State state = orders::StateOf(after);
  const bool entered = before == nullptr || orders::StateOf(*before) != state;
  if (const auto event = UnpaidEnd(state); event && entered) events.Add(*event);
  // What a review ends with is told when it happened, and not once more after the review.
  if (IsDelivered(after) && (before == nullptr || !IsDelivered(*before)))
    events.Add(Event::kDelivered);
  if (IsRefunded(after) && (before == nullptr || !IsRefunded(*before)))
    events.Add(Event::kRefunded);
  const auto attention = before != nullptr ? before->attention : orders::Attention::kNone;
  if (after.attention != orders::Attention::kNone && after.attention != attention)
    events.Add(Event::kNeedsAttention);
  AddDisputes(before, after, events);
  return events;
}

std::string PayloadOf(const Occurrence& occurrence) {
  std::string payload(Name(occurrence.event));
  (payload += ' ') += occurrence.client;
  if (!occurrence.order.empty()) (payload += ' ') += ToText(occurrence.order);
  return payload;
}

std::optional<Occurrence> ParseOccurrence(std::string_view payload) {
  const std::size_t space = payload.find(' ');
  const auto event = ParseEvent(payload.substr(0, space));
  if (!event || space == std::string_view::npos) return std::nullopt;
  payload.remove_prefix(space + 1);
  const std::size_t second = payload.find(' ');
  Occurrence occurrence{*event, std::string(payload.substr(0, second)), {}};
  if (occurrence.client.empty()) return std::nullopt;
  if (second == std::string_view::npos) return occurrence;
  const auto order = ParseOrderId(payload.substr(second + 1));
  if (!order) return std::nullopt;
  occurrence.order = *order;
  return occurrence;
}

}  // namespace herlaad::webhooks
