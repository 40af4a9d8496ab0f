#include "engine/batches/write_set_builder.h"

#include <algorithm>
#include <utility>

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::engine {
namespace {

bool SameKey(const orders::OutboxMessage& a, const orders::OutboxMessage& b) {
  using Message = KeyOf<orders::OutboxMessage>;
  return Message::Of(a) == Message::Of(b);
}

[[nodiscard]] bool Add(ledger::Changes& changes, const ledger::Account& account,
                       std::int64_t amount) {
  if (ledger::IsBounded(account.kind)) return true;  // in its number's row, or in its own
  std::int64_t& sum = changes[account];
  return !__builtin_add_overflow(sum, amount, &sum);
}

}  // namespace

bool WriteSetBuilder::ApplyBalances(const ledger::Transfers& transfers) {
  for (const ledger::Transfer& t : transfers) {
    if (Add(writes_.balances, t.from, -t.amount) && Add(writes_.balances, t.to, t.amount)) continue;
    return false;
  }
  return true;
}

bool WriteSetBuilder::ApplyBalances(const Decision& decision) {
  return ApplyBalances(decision.transfers) &&
         std::all_of(decision.entries.begin(), decision.entries.end(),
                     [this](const ledger::Entry& entry) { return ApplyBalances(entry.transfers); });
}

void WriteSetBuilder::ApplyOrder(Decision& decision, Instant now) {
  OrderRecord& after = *decision.order;
  const OrderRecord* const before = read_set_.Find<OrderRecord>(after.order.id);
  if (!decision.transfers.empty()) {
    const std::int32_t first = after.transfers - ledger::CountOf(decision.transfers) + 1;
    writes_.inserted.Put(
        ledger::Entry{ledger::CauseOf(after.order.id), first, now, std::move(decision.transfers)});
  }
  if (before != nullptr && *before == after) return;
  Before first_seen{decision.order_is_new, std::nullopt, std::nullopt, {}};
  if (before != nullptr) {
    first_seen.state = orders::StateOf(before->order);
    first_seen.outbox_message = before->outbox_message;
    first_seen.noticeable = NoticeableOf(*before);
  }
  orders_.emplace(after.order.id,
                  std::move(first_seen));  // keeps the state before the first change of the batch
  read_set_.Put(std::move(after));
}

// Continues this node's chain, across the batch's decisions too.
void WriteSetBuilder::Audit(std::vector<AuditEntry> entries, const DecisionContext& context) {
  const std::int32_t node = context.ids.node();
  const AuditTail* const last = read_set_.Find<AuditTail>(node);
  AuditTail tail = last != nullptr && !MutantIs("audit_chain_begun_anew") ? *last : AuditTail{node};
  for (AuditEntry& entry : entries) {
    const AuditId id(context.ids.NextAfter(tail.last.value(), context.now));
    Put(Continue(tail, id, std::move(entry)));
  }
  Put(std::move(tail));
}

// A row that did not change is not written.
template <class Row>
void WriteSetBuilder::Put(Row row) {
  if constexpr (kIsOnlyAdded<Row>) {
    writes_.inserted.Put(row);
  } else {
    Key<Row> key = KeyOf<Row>::Of(row);
    const Row* const was = read_set_.Find<Row>(key);
    if (was != nullptr && *was == row) return;
    changed_.Put<Row>(std::move(key));
  }
  read_set_.Put(std::move(row));
}

template <class Row>
void WriteSetBuilder::Delete(const std::vector<Key<Row>>& keys) {
  for (const Key<Row>& key : keys) {
    read_set_.Erase<Row>(key);
    writes_.deleted.Put<Row>(key);
  }
}

// Writes each row as the batch leaves it. A row that a later decision added again is kept, and one
// that was deleted after it was changed is not written.
template <class Row>
void WriteSetBuilder::FinishRowsOf() {
  auto& rows = writes_.changed.Of<Row>();
  rows.reserve(changed_.Of<Row>().size());
  for (const Key<Row>& key : changed_.Of<Row>()) {
    if (const Row* const row = read_set_.Find<Row>(key)) rows.push_back(*row);
  }
  std::erase_if(writes_.deleted.Of<Row>(),
                [this](const auto& key) { return read_set_.Find<Row>(key) != nullptr; });
}

template <class... Types>
void WriteSetBuilder::FinishRows(RowTypes<Types...>) {
  changed_.SortUnique();
  writes_.deleted.SortUnique();
  (FinishRowsOf<Types>(), ...);
}

bool WriteSetBuilder::Apply(Decision&& decision, const DecisionContext& context) {
  CHECK(may_audit_ || decision.audit.empty(), "what is audited was named as a need");
  const Instant now = context.now;
  const bool posts = !decision.transfers.empty() || !decision.entries.empty();
  const ledger::Changes before = posts ? writes_.balances : ledger::Changes{};
  if (!ApplyBalances(decision)) {
    writes_.balances = before;
    return false;
  }
  if (decision.order) ApplyOrder(decision, now);
  for (ledger::Entry& entry : decision.entries) {
    entry.at = now;
    writes_.inserted.Put(std::move(entry));
  }
  decision.rows.ForEach([this](auto& rows) {
    for (auto& row : rows) Put(std::move(row));
  });
  decision.deleted.ForEach(
      [this]<class Row>(const std::vector<Key<Row>>& keys) { Delete<Row>(keys); });
  now_ = now;
  if (!decision.audit.empty()) Audit(std::move(decision.audit), context);
  return true;
}

void WriteSetBuilder::FinishOrder(const Before& before, const OrderRecord& record) {
  const orders::State state = orders::StateOf(record.order);
  if (state != before.state) writes_.entered.push_back({record.order.id, state});
  const std::size_t told = writes_.notices.size();
  AppendNotices(before.noticeable, record, writes_.notices);
  for (std::size_t i = told; i < writes_.notices.size(); ++i) {
    Put(EventOf(writes_.notices[i], now_));
  }
  if (before.outbox_message &&
      !(record.outbox_message && SameKey(*record.outbox_message, *before.outbox_message))) {
    writes_.deleted.PutKeyOf(*before.outbox_message);
  }
  if (record.outbox_message && record.outbox_message != before.outbox_message)
    writes_.changed.Put(*record.outbox_message);
  (before.is_new ? writes_.inserted : writes_.changed).Put(record);
}

WriteSet WriteSetBuilder::Finish() {
  for (const auto& [id, before] : orders_) FinishOrder(before, *read_set_.Find<OrderRecord>(id));
  FinishRows(DecidedRows{});
  writes_.inserted.Sort();
  return std::move(writes_);
}

}  // namespace herlaad::engine
