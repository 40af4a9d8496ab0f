#include "engine/draft.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace herlaad::engine {
namespace {

bool IsBucket(ledger::AccountKind kind) {
  return kind == ledger::AccountKind::kSim || kind == ledger::AccountKind::kBonus;
}

// Same row in the effects table.
bool SameKey(const orders::Effect& a, const orders::Effect& b) {
  return a.purpose == b.purpose && a.n == b.n;
}

// Sorted by key; of several rows with the same key the last.
template <class Row, class KeyOf>
void KeepLast(std::vector<Row>& rows, KeyOf key_of) {
  if (rows.size() < 2) return;
  std::reverse(rows.begin(), rows.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const Row& a, const Row& b) { return key_of(a) < key_of(b); });
  rows.erase(std::unique(rows.begin(), rows.end(),
                         [&](const Row& a, const Row& b) { return key_of(a) == key_of(b); }),
             rows.end());
}

[[nodiscard]] bool Put(ledger::Changes& changes, const ledger::Account& account,
                       std::int64_t amount) {
  if (IsBucket(account.kind)) return true;  // in its number's row
  std::int64_t& sum = changes[account];
  return !__builtin_add_overflow(sum, amount, &sum);
}

}  // namespace

bool Draft::ApplyBalances(const ledger::Transfers& transfers) {
  for (std::size_t i = 0; i < transfers.size(); ++i) {
    const ledger::Transfer& t = transfers[i];
    if (Put(writes_.balances, t.from, -t.amount) && Put(writes_.balances, t.to, t.amount)) continue;
    return false;
  }
  return true;
}

void Draft::ApplyOrder(Decision& decision, Instant now) {
  OrderRecord& after = *decision.order;
  const OrderRecord* const before = workspace_.Find(after.order.id);
  const std::int32_t first = after.transfers - static_cast<std::int32_t>(decision.transfers.size());
  std::int32_t n = first;
  for (ledger::Transfer& transfer : decision.transfers) {
    writes_.transfers.push_back({after.order.id, ++n, now, std::move(transfer)});
  }
  if (before != nullptr && *before == after) return;
  Before first_seen{decision.order_is_new, std::nullopt, std::nullopt, {}};
  if (before != nullptr) {
    first_seen.state = orders::StateOf(before->order);
    first_seen.effect = before->effect;
    first_seen.noticeable = NoticeableOf(*before);
  }
  orders_.emplace(after.order.id,
                  std::move(first_seen));  // keeps what the first change of the batch saw
  workspace_.Put(std::move(after));
}

bool Draft::Apply(Decision&& decision, Instant now) {
  const ledger::Changes before = decision.transfers.empty() ? ledger::Changes{} : writes_.balances;
  if (!ApplyBalances(decision.transfers)) {
    writes_.balances = before;
    return false;
  }
  if (decision.order) ApplyOrder(decision, now);
  for (orders::Number& number : decision.numbers) {
    const orders::Number* const was = workspace_.Find(number.msisdn);
    if (was != nullptr && *was == number) continue;
    numbers_.insert(number.msisdn);
    workspace_.Put(std::move(number));
  }
  if (decision.claim) {
    writes_.claims.push_back(*decision.claim);
    workspace_.Put(*std::move(decision.claim));
  }
  if (decision.key) {
    writes_.keys.push_back(*decision.key);
    workspace_.Put(*std::move(decision.key));
  }
  now_ = now;
  writes_.events.insert(writes_.events.end(), decision.events.begin(), decision.events.end());
  std::move(decision.audit.begin(), decision.audit.end(), std::back_inserter(writes_.audit));
  std::move(decision.settings.begin(), decision.settings.end(),
            std::back_inserter(writes_.settings));
  return true;
}

void Draft::FinishOrder(const Before& before, const OrderRecord& record) {
  const orders::State state = orders::StateOf(record.order);
  if (state != before.state) writes_.entered.push_back({record.order.id, state});
  const std::size_t told = writes_.notices.size();
  AppendNotices(before.noticeable, record, writes_.notices);
  for (std::size_t i = told; i < writes_.notices.size(); ++i) {
    writes_.events.push_back(EventOf(writes_.notices[i], now_));
  }
  if (before.effect && !(record.effect && SameKey(*record.effect, *before.effect))) {
    writes_.effects_done.push_back(*before.effect);
  }
  if (record.effect && record.effect != before.effect) writes_.effects.push_back(*record.effect);
  (before.is_new ? writes_.new_orders : writes_.changed_orders).push_back(record);
}

WriteSet Draft::Finish() {
  KeepLast(writes_.keys, [](const ApiKey& key) { return key.id; });
  KeepLast(writes_.settings, [](const auto& setting) { return setting.first; });
  for (const auto& [id, before] : orders_) FinishOrder(before, *workspace_.Find(id));
  KeepLast(writes_.events, [](const OrderEvent& event) {
    return std::tuple(event.order, event.at, event.kind, event.part);
  });
  for (const Msisdn msisdn : numbers_) writes_.numbers.push_back(*workspace_.Find(msisdn));
  std::sort(writes_.claims.begin(), writes_.claims.end(),
            [](const Claim& a, const Claim& b) { return a.key < b.key; });
  std::sort(writes_.transfers.begin(), writes_.transfers.end(),
            [](const PostedTransfer& a, const PostedTransfer& b) {
              return std::pair(a.order, a.n) < std::pair(b.order, b.n);
            });
  return std::move(writes_);
}

}  // namespace herlaad::engine
