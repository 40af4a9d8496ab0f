// Command: one requested change. Each kind of command is a file here with three functions:
//
//   Check   (static) validates input; only Check can build a command;
//   AddNeeds         names the rows to load;
//   Decide           pure: computes rows and a result from the loaded rows and the context.
//
// Each kind declares the type of its result. The engine knows no kind by name, and carries results
// without their types: engine/batches/submitted.h. Decide may be called again for the same command
// (after a conflict, or if the answer to COMMIT was lost). That is safe because every command
// carries a key or states a fact about an order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/result.h"
#include "domain/catalogue/catalogue.h"
#include "domain/orders/events/events.h"
#include "domain/orders/outbox/outbox_message.h"
#include "domain/payments/method_cost.h"
#include "engine/ports/read_set.h"
#include "engine/ports/records.h"

namespace herlaad::engine {

// What the engine provides to a decision: the batch's instant (never going back), a source of ids,
// the catalogue, the timings and what payments cost us.
struct DecisionContext {
  Instant now;
  IdSource& ids;
  const catalogue::Catalogue& catalogue;
  const orders::Timings& timings;
  std::int64_t node;      // id of this process run, stored in leases
  Instant restored_at{};  // when the database was last restored from a backup; 0: never
  const payments::MethodCosts* costs = nullptr;  // nullptr: none are known
};

// Why a command has no result.
enum class Fault : std::uint8_t {
  kRejected = 1,     // a bug was caught before commit: nothing was changed
  kUnavailable = 2,  // the store is gone or full: nothing was changed, try again
  kUnknown = 3,      // the COMMIT was not answered: try again with the same key
};

// What whoever submitted a command is told: the result, or the fault.
template <class R>
class [[nodiscard]] Answered {
 public:
  Answered(Fault fault) : told_(Failure{fault}) {}  // NOLINT: implicit by design
  explicit Answered(R result, bool replayed = false)
      : told_(std::move(result)), replayed_(replayed) {}

  [[nodiscard]] bool ok() const { return told_.ok(); }
  // CHECKs that there is one.
  [[nodiscard]] Fault fault() const { return told_.error(); }
  // The result; CHECKs that there is one.
  const R& operator*() const { return *told_; }
  const R* operator->() const { return &*told_; }
  // Decided earlier under the same idempotency key.
  [[nodiscard]] bool replayed() const { return replayed_; }

 private:
  Result<R, Fault> told_;
  bool replayed_ = false;
};

// Rows that a decision writes as they are. Orders, their messages and the entries of the ledger
// follow from its other members.
using DecidedRows = Except<Rows, OrderRecord, orders::OutboxMessage, ledger::Entry>;
extern template class RowLists<DecidedRows>;
extern template class KeyLists<DecidedRows>;

// The rows of a decision; a refusal can have rows too. They are committed as a whole or not at all.
struct Decision {
  std::optional<OrderRecord> order;
  bool order_is_new = false;
  ledger::Transfers transfers;         // of `order`
  std::vector<ledger::Entry> entries;  // of other causes, one each; `at` is filled in
  // New or changed. Of the events of orders, only those that do not follow from the batch's
  // notices.
  RowLists<DecidedRows> rows;
  KeyLists<DecidedRows> deleted;  // of none of `rows`
  std::vector<AuditEntry> audit;

  // Whether it changes nothing.
  [[nodiscard]] bool empty() const {
    return !order && entries.empty() && rows.empty() && deleted.empty() && audit.empty();
  }
};

// With its result.
template <class R>
struct DecisionOf : Decision {
  DecisionOf(R the_result) : result(std::move(the_result)) {}  // NOLINT: implicit by design
  DecisionOf(Decision&& decision, R the_result)
      : Decision(std::move(decision)), result(std::move(the_result)) {}

  R result;
  bool replayed = false;  // decided earlier under the same idempotency key
};

class Command {
 public:
  virtual ~Command() = default;
  [[nodiscard]] virtual std::string_view Kind() const = 0;  // for logs and metrics
  virtual void AddNeeds(Needs& needs) const = 0;
  // Whether the command, decided again after it was committed, is refused and changes nothing:
  // "this name is taken". If a COMMIT got no answer, such a refusal says nothing about the first
  // try, and whoever asked is told that the outcome is unknown.
  [[nodiscard]] virtual bool RefusesItsRepeat() const { return false; }
};

template <class R>
class CommandOf : public Command {
 public:
  using ResultType = R;
  [[nodiscard]] virtual DecisionOf<R> Decide(const ReadSet& read_set,
                                             const DecisionContext& context) const = 0;
};

// --- For commands about an existing order
//
// The order with its number as loaded; nullopt if there is no such order.
std::optional<orders::OrderAggregate> AggregateOf(const ReadSet& read_set, OrderId id,
                                                  const DecisionContext& context);

// The row of an account that an order is paid from; nullopt if there is no account or row.
std::optional<ledger::AccountBalance> PrepaidIn(const ReadSet& read_set,
                                                const std::optional<ledger::Account>& account);

// The decision that stores `aggregate` with the outbox message that the order needs next. `current`
// is the message to continue with if it is still needed.
Decision Keep(orders::OrderAggregate aggregate, const OrderRecord& before,
              const std::optional<orders::OutboxMessage>& current, const DecisionContext& context);

}  // namespace herlaad::engine
