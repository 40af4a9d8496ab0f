// Command: one thing somebody wants, and how it is decided. Each kind of command is one file here
// with three functions:
//
//   Check   (static) turns input into a command that can be decided; only Check can build one;
//   AddNeeds         names what has to be loaded;
//   Decide           pure: from what was loaded and the moment to rows and an answer.
//
// The engine knows no kind by name. Decide may be called again for the same command (another
// transaction was in the way, an answer to COMMIT was lost): whatever it does is safe to decide
// again because it carries a key or is a fact about an order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "engine/ports/records.h"
#include "engine/ports/workspace.h"
#include "rules/catalog/catalog.h"
#include "rules/orders/effect.h"
#include "rules/orders/events.h"

namespace herlaad::engine {

// What the engine gives to a decision: the batch's instant (never going back), a source of ids, the
// standing rules.
struct Moment {
  Instant now;
  IdSource& ids;
  const catalog::Catalog& catalog;
  const orders::Timings& timings;
  std::int64_t node;      // of this process's life: what a courier marks with
  Instant restored_at{};  // when these books were last put back from a copy, if ever
};

struct Answer {
  enum class Fault : std::uint8_t {
    kNone = 0,
    kRejected = 1,     // a mistake of ours was caught before it became durable: nothing was changed
    kUnavailable = 2,  // the store is gone or full: nothing was changed, try again
    kUnknown = 3,      // the answer to a COMMIT is missing: try again under the same key
  };
  Fault fault = Fault::kNone;
  std::uint8_t outcome = 0;  // of the kind's own closed enum
  std::int64_t detail = 0;
  std::string note;
  OrderId order;
  bool replayed = false;  // decided earlier, under the same idempotency key
};

// An outcome and the rows that go with it; a refusal can have rows too. All of a decision is
// committed, or nothing of it.
struct Decision {
  Answer answer;
  std::optional<OrderRecord> order;
  bool order_is_new = false;
  std::vector<orders::Number> numbers;
  ledger::Transfers transfers;  // of `order`
  std::optional<Claim> claim;
  std::optional<ApiKey> key;
  std::vector<AuditEntry> audit;
  std::vector<OrderEvent> events;  // those that no comparison of the order tells
  std::vector<std::pair<std::string, std::string>> settings;
};

class Command {
 public:
  virtual ~Command() = default;
  [[nodiscard]] virtual std::string_view Kind() const = 0;  // for logs and metrics
  virtual void AddNeeds(Needs& needs) const = 0;
  [[nodiscard]] virtual Decision Decide(const Workspace& workspace, const Moment& moment) const = 0;
};

// --- For kinds about an existing order
// ---------------------------------------------------------------------------------------- The
// order with its number as they are now; nothing when the order is not there.
std::optional<orders::Scene> SceneOf(const Workspace& workspace, OrderId id, const Moment& moment);

// The decision that keeps what happened in `scene`, with the effect the order needs next. `current`
// is the effect as it should go on if it is still the one.
Decision Keep(orders::Scene scene, const OrderRecord& before,
              const std::optional<orders::Effect>& current, const Moment& moment);

}  // namespace herlaad::engine
