#include "engine/write_set_builder.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::engine {
namespace {

// Whether both are the same row of the table.
bool SameKey(const orders::OutboxMessage& a, const orders::OutboxMessage& b) {
  return a.purpose == b.purpose && a.n == b.n;
}

[[nodiscard]] bool Put(ledger::Changes& changes, const ledger::Account& account,
                       std::int64_t amount) {
  if (ledger::IsBounded(account.kind)) return true;  // in its number's row, or in its own
  std::int64_t& sum = changes[account];
  return !__builtin_add_overflow(sum, amount, &sum);
}

}  // namespace

bool WriteSetBuilder::ApplyBalances(const ledger::Transfers& transfers) {
  for (const ledger::Transfer& t : transfers) {
    if (Put(writes_.balances, t.from, -t.amount) && Put(writes_.balances, t.to, t.amount)) continue;
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
  const OrderRecord* const before = read_set_.Find(after.order.id);
  if (!decision.transfers.empty()) {
    const std::int32_t first = after.transfers - ledger::CountOf(decision.transfers) + 1;
    writes_.entries.push_back(
        {ledger::CauseOf(after.order.id), first, now, std::move(decision.transfers)});
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
  const AuditTail* const last = read_set_.FindPlain<AuditTail>(node);
  AuditTail tail = last != nullptr && !MutantIs("audit_chain_begun_anew") ? *last : AuditTail{node};
  for (AuditEntry& entry : entries) {
    const AuditId id(context.ids.NextAfter(tail.last.value(), context.now));
    writes_.plain.Put(Continue(tail, id, std::move(entry)));
  }
  read_set_.Put(tail);
  writes_.plain.Put(std::move(tail));
}

// Like an order or a number, a row that did not change is not written.
template <class Row>
void WriteSetBuilder::PutPlain(const Row& row) {
  const Row* const was = read_set_.FindPlain<Row>(KeyOf<Row>::Of(row));
  if (was != nullptr && *was == row) return;
  read_set_.Put(row);
  writes_.plain.Put(row);
}

template <class Row>
void WriteSetBuilder::DeletePlain(const std::vector<Key<Row>>& keys) {
  for (const Key<Row>& key : keys) {
    read_set_.ErasePlain<Row>(key);
    writes_.plain_done.Put<Row>(key);
  }
}

// A row that a later decision added again is kept, and one that was changed before is not written.
template <class Row>
void WriteSetBuilder::FinishDeletedOf() {
  auto& keys = writes_.plain_done.Of<Row>();
  if (keys.empty()) return;
  std::erase_if(keys, [this](const auto& key) { return read_set_.FindPlain<Row>(key) != nullptr; });
  std::erase_if(writes_.plain.Of<Row>(), [&keys](const Row& row) {
    return std::binary_search(keys.begin(), keys.end(), KeyOf<Row>::Of(row));
  });
}

template <class... Rows>
void WriteSetBuilder::FinishDeleted(RowTypes<Rows...>) {
  writes_.plain_done.SortUnique();
  (FinishDeletedOf<Rows>(), ...);
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
    writes_.entries.push_back(std::move(entry));
  }
  for (orders::Subscriber& number : decision.subscribers) {
    const orders::Subscriber* const was = read_set_.Find(number.msisdn);
    if (was != nullptr && *was == number) continue;
    numbers_.insert(number.msisdn);
    read_set_.Put(std::move(number));
  }
  if (decision.idempotency_record) {
    writes_.idempotency_records.push_back(*decision.idempotency_record);
    read_set_.Put(*std::move(decision.idempotency_record));
  }
  decision.plain.ForEach([this](const auto& rows) {
    for (const auto& row : rows) PutPlain(row);
  });
  decision.plain_done.ForEach(
      [this]<class Row>(const std::vector<Key<Row>>& keys) { DeletePlain<Row>(keys); });
  now_ = now;
  writes_.events.insert(writes_.events.end(), decision.events.begin(), decision.events.end());
  if (!decision.audit.empty()) Audit(std::move(decision.audit), context);
  return true;
}

void WriteSetBuilder::FinishOrder(const Before& before, const OrderRecord& record) {
  const orders::State state = orders::StateOf(record.order);
  if (state != before.state) writes_.entered.push_back({record.order.id, state});
  const std::size_t told = writes_.notices.size();
  AppendNotices(before.noticeable, record, writes_.notices);
  for (std::size_t i = told; i < writes_.notices.size(); ++i) {
    writes_.events.push_back(EventOf(writes_.notices[i], now_));
  }
  if (before.outbox_message &&
      !(record.outbox_message && SameKey(*record.outbox_message, *before.outbox_message))) {
    writes_.outbox_messages_done.push_back(*before.outbox_message);
  }
  if (record.outbox_message && record.outbox_message != before.outbox_message)
    writes_.outbox_messages.push_back(*record.outbox_message);
  (before.is_new ? writes_.new_orders : writes_.changed_orders).push_back(record);
}

WriteSet WriteSetBuilder::Finish() {
  writes_.plain.KeepLast();
  FinishDeleted(PlainRows{});
  for (const auto& [id, before] : orders_) FinishOrder(before, *read_set_.Find(id));
  KeepLast(writes_.events, [](const OrderEvent& event) {
    return std::tuple(event.order, event.at, event.kind, event.part);
  });
  for (const Msisdn msisdn : numbers_) writes_.subscribers.push_back(*read_set_.Find(msisdn));
  std::sort(writes_.idempotency_records.begin(), writes_.idempotency_records.end(),
            [](const IdempotencyRecord& a, const IdempotencyRecord& b) { return a.key < b.key; });
  std::sort(writes_.entries.begin(), writes_.entries.end(),
            [](const ledger::Entry& a, const ledger::Entry& b) { return a.key() < b.key(); });
  return std::move(writes_);
}

}  // namespace herlaad::engine
