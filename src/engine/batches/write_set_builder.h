// WriteSetBuilder: collects the write set while a batch is decided. Applying a decision changes the
// read set, so that later decisions see it; each changed row is written once.
#pragma once

#include <map>
#include <vector>

#include "engine/commands/command.h"

namespace herlaad::engine {

class WriteSetBuilder {
 public:
  // `needs` is what was loaded into the read set.
  WriteSetBuilder(ReadSet& read_set, const Needs& needs)
      : read_set_(read_set), may_audit_(needs.audit) {}

  // False, with nothing applied, if a ledger balance would not fit in 64 bits.
  [[nodiscard]] bool Apply(Decision&& decision, const DecisionContext& context);

  // The rows to write, sorted by key. Ends the builder's use.
  [[nodiscard]] WriteSet Finish();

 private:
  void ApplyOrder(Decision& decision, Instant now);
  template <class Row>
  void Put(Row row);
  template <class Row>
  void Delete(const std::vector<Key<Row>>& keys);
  template <class Row>
  void FinishRowsOf();
  template <class... Types>
  void FinishRows(RowTypes<Types...>);
  void Audit(std::vector<AuditEntry> entries, const DecisionContext& context);
  [[nodiscard]] bool ApplyBalances(const Decision& decision);
  [[nodiscard]] bool ApplyBalances(const ledger::Transfers& transfers);

  // A changed order as it was before the batch; empty for a new order.
  struct Before {
    bool is_new = false;
    std::optional<orders::State> state;
    std::optional<orders::OutboxMessage> outbox_message;
    Noticeable noticeable;
  };
  void FinishOrder(const Before& before, const OrderRecord& record);

  ReadSet& read_set_;
  const bool may_audit_;
  std::map<OrderId, Before> orders_;
  KeyLists<DecidedRows> changed_;
  Instant now_{};  // of the decision applied last
  WriteSet writes_;
};

}  // namespace herlaad::engine
