// What a client can be told of its top-ups by a webhook, and which changes of an order are told.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/orders/order.h"

namespace herlaad::webhooks {

// Bits of EventSet are stored, never reused.
enum class Event : std::uint8_t {
  kPaid = 0,  // the first money of the order arrived
  kDelivered = 1,
  kRefunded = 2,
  kCancelled = 3,
  kExpired = 4,
  kNeedsAttention = 5,  // a person has to decide; again when the reason is another
  kDisputeOpened = 6,
  kDisputeClosed = 7,
  kTest = 8,  // asked for by the client; of no order, and nobody subscribes to it
};
// That a client can subscribe to.
inline constexpr std::array kEvents{
    Event::kPaid,    Event::kDelivered,      Event::kRefunded,      Event::kCancelled,
    Event::kExpired, Event::kNeedsAttention, Event::kDisputeOpened, Event::kDisputeClosed,
};
std::string_view Name(Event event);  // "topup.paid", "webhook.test"
std::optional<Event> ParseEvent(std::string_view name);

struct EventSet {
  std::int64_t bits = 0;

  [[nodiscard]] bool Has(Event event) const { return ((bits >> static_cast<int>(event)) & 1) != 0; }
  void Add(Event event) { bits |= std::int64_t{1} << static_cast<int>(event); }
  [[nodiscard]] bool empty() const { return bits == 0; }
  friend bool operator==(const EventSet&, const EventSet&) = default;
};
// Their names, in the order of the enum.
std::vector<std::string_view> NamesOf(EventSet events);

// What one decision did to an order, in the order of the enum; `before` is nullptr for a new one.
// Only top-ups have events. The states are those that a client reads, so an order that is paid and
// delivered at once has both events.
EventSet EventsBetween(const orders::Order* before, const orders::Order& after);

// The payload of a message: the event, whom it is for, and its order.
struct Occurrence {
  Event event = Event::kTest;
  std::string client;  // "client:cli_…", without spaces
  OrderId order;       // empty: of no order

  friend bool operator==(const Occurrence&, const Occurrence&) = default;
};
std::string PayloadOf(const Occurrence& occurrence);  // "topup.paid client:cli_… tu_…"
std::optional<Occurrence> ParseOccurrence(std::string_view payload);

}  // namespace herlaad::webhooks
