#include "adapters/store/queries/read_all.h"

#include <algorithm>

#include "adapters/store/queries/load_subscribers.h"
#include "adapters/store/rows/ledger_table.h"
#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

using Reader = engine::Queries::Reader;
using Entries = std::vector<ledger::Entry>;

constexpr std::int64_t kChunk = 256;
constexpr Query kOrdersAfter{"WHERE shard = $1 AND id > $2 ORDER BY id LIMIT $3", &kOrders};
constexpr Query kEntriesBetween{
    "WHERE shard = $1 AND cause_id > $2 AND cause_id <= $3 AND cause_kind = $4 "
    "ORDER BY cause_id, cause_kind, n",
    &kEntries};
constexpr Query kVouchersAfter{"WHERE shard = $1 AND serial > $2 ORDER BY serial LIMIT $3",
                               &schema::kTableOf<vouchers::Voucher>};
constexpr Query kFloatPaymentsAfter{"WHERE shard = $1 AND id > $2 ORDER BY id LIMIT $3",
                                    &schema::kTableOf<engine::FloatPayment>};
constexpr Query kPostingsAfter{"WHERE shard = $1 AND id > $2 ORDER BY id LIMIT $3",
                               &schema::kTableOf<engine::ReconcilePosting>};
constexpr Query kFloored{"WHERE shard = $1 ORDER BY name",
                         &schema::kTableOf<ledger::AccountBalance>};
constexpr Query kBalances{"WHERE shard = $1 ORDER BY name, slice", &kAccounts};

// Stops when the callback returns false.
struct Progress {
  std::int64_t after = 0;  // the last row of the previous chunk; negative: there are no more
  bool go_on = true;

  // After a chunk of `rows` that ends with the row of `last`.
  void Next(std::size_t rows, std::int64_t last) {
    after = static_cast<std::int64_t>(rows) < kChunk ? -1 : last;
  }
  [[nodiscard]] bool IsOver() const { return !go_on || after < 0; }
};

// The entries of causes of one kind, with ids above `after` up to `last`.
DbStatus LoadEntries(ReadSession& session, Shard shard, ledger::CauseKind kind, std::int64_t after,
                     std::int64_t last, Entries& entries) {
  const Value parameters[] = {Value::Int(shard.number), Value::Int(after), Value::Int(last),
                              Value::Int(static_cast<std::int64_t>(kind))};
  bool right = true;
  auto sink = [&](Row row) { return right = schema::ReadRowInto(row, entries); };
  auto read = session.database->Run(kEntriesBetween, parameters, sink);
  if (read && !right) return Failure{Damaged(kEntries)};
  return read;
}

// Passes on the entries up to those of `cause`, which has its row; those before have none.
bool Tell(ledger::Cause cause, const Entries& entries, Entries::const_iterator& next,
          const Reader& reader) {
  for (; next != entries.end() && next->cause <= cause; ++next) {
    if (reader.entry && !reader.entry(*next)) return false;
  }
  return true;
}

// Each order followed by its entries; both lists are ordered by the order's id.
bool Tell(const std::vector<engine::OrderRecord>& orders, const Entries& entries,
          const Reader& reader) {
  auto next = entries.begin();
  for (const engine::OrderRecord& record : orders) {
    if (reader.order && !reader.order(record)) return false;
    if (!Tell(ledger::CauseOf(record.order.id), entries, next, reader)) return false;
  }
  return true;
}

DbStatus ReadOrders(ReadSession& session, Shard shard, const Reader& reader, Progress& progress) {
  session.loader.Clear();
  bool right = true;
  auto sink = [&](Row row) { return right = session.loader.Take(row); };
  const Value parameters[] = {Value::Int(shard.number), Value::Int(progress.after),
                              Value::Int(kChunk)};
  auto read = session.database->Run(kOrdersAfter, parameters, sink);
  if (!read) return read;
  if (!right) return Failure{Damaged(kOrders)};
  read = session.loader.LoadParts(*session.database, shard);
  if (!read) return read;
  const auto& orders = session.loader.orders();
  const std::int64_t last = orders.empty() ? 0 : orders.back().order.id.value();
  Entries entries;
  read = LoadEntries(session, shard, ledger::CauseKind::kOrder, progress.after, last, entries);
  if (!read) return read;
  progress.Next(orders.size(), last);
  progress.go_on = Tell(orders, entries, reader);
  return Nothing{};
}

// Each number followed by its entries.
DbStatus ReadNumbers(ReadSession& session, Shard shard, const Reader& reader, Progress& progress) {
  std::vector<orders::Subscriber>& numbers = session.subscribers;
  numbers.clear();
  auto read = ReadSubscribers(*session.database, shard, progress.after, kChunk, numbers);
  if (!read) return read;
  const std::int64_t last = numbers.empty() ? 0 : numbers.back().msisdn.value();
  Entries entries;
  read = LoadEntries(session, shard, ledger::CauseKind::kSubscriber, progress.after, last, entries);
  if (!read) return read;
  progress.Next(numbers.size(), last);
  auto next = entries.cbegin();
  progress.go_on = std::all_of(numbers.begin(), numbers.end(), [&](const auto& number) {
    return (!reader.number || reader.number(number)) &&
           Tell(ledger::CauseOf(number.msisdn), entries, next, reader);
  });
  return Nothing{};
}

DbStatus ReadVouchers(ReadSession& session, Shard shard, const Reader& reader, Progress& progress) {
  std::vector<vouchers::Voucher> found;
  bool right = true;
  auto sink = [&](Row row) { return right = schema::ReadRowInto(row, found); };
  const Value parameters[] = {Value::Int(shard.number), Value::Int(progress.after),
                              Value::Int(kChunk)};
  auto read = session.database->Run(kVouchersAfter, parameters, sink);
  if (!read) return read;
  if (!right) return Failure{Damaged(schema::kTableOf<vouchers::Voucher>)};
  progress.Next(found.size(), found.empty() ? 0 : found.back().serial.value());
  progress.go_on = std::all_of(found.begin(), found.end(), [&reader](const auto& voucher) {
    return !reader.voucher || reader.voucher(voucher);
  });
  return Nothing{};
}

// Each row of a table followed by its entry. `tell` calls the reader for the row.
template <class Row>
DbStatus ReadWithEntries(ReadSession& session, Shard shard, const Query& query,
                         ledger::CauseKind kind, const std::function<bool(const Row&)>& tell,
                         const Reader& reader, Progress& progress) {
  std::vector<Row> rows;
  bool right = true;
  auto sink = [&](store::Row row) { return right = schema::ReadRowInto(row, rows); };
  const Value parameters[] = {Value::Int(shard.number), Value::Int(progress.after),
                              Value::Int(kChunk)};
  auto read = session.database->Run(query, parameters, sink);
  if (!read) return read;
  if (!right) return Failure{Damaged(schema::kTableOf<Row>)};
  const std::int64_t last = rows.empty() ? 0 : rows.back().id.value();
  Entries entries;
  read = LoadEntries(session, shard, kind, progress.after, last, entries);
  if (!read) return read;
  progress.Next(rows.size(), last);
  auto next = entries.cbegin();
  progress.go_on = std::all_of(rows.begin(), rows.end(), [&](const Row& row) {
    return (!tell || tell(row)) && Tell(engine::CauseOf(row.id), entries, next, reader);
  });
  return Nothing{};
}

// The rows of accounts with a floor, as their own and as balances.
DbStatus ReadFloored(ReadSession& session, Shard shard, const Reader& reader,
                     ledger::Changes& balances) {
  std::vector<ledger::AccountBalance> rows;
  bool right = true;
  auto sink = [&](Row row) { return right = schema::ReadRowInto(row, rows); };
  const Value parameters[] = {Value::Int(shard.number)};
  auto read = session.database->Run(kFloored, parameters, sink);
  if (!read) return read;
  for (const ledger::AccountBalance& row : rows) {
    std::int64_t& sum = balances[row.account];
    right = right && !__builtin_add_overflow(sum, row.balance.amount, &sum);
  }
  if (!right) return Failure{Damaged(schema::kTableOf<ledger::AccountBalance>)};
  for (const ledger::AccountBalance& row : rows) {
    if (reader.floored && !reader.floored(row)) break;
  }
  return read;
}

DbStatus ReadBalances(ReadSession& session, Shard shard, const Reader& reader) {
  ledger::Changes balances;
  bool right = true;
  auto sink = [&](Row row) { return right = ReadBalance(row, balances); };
  const Value parameters[] = {Value::Int(shard.number)};
  auto read = session.database->Run(kBalances, parameters, sink);
  if (!read) return read;
  if (!right) return Failure{Damaged(kAccounts)};
  read = ReadFloored(session, shard, reader, balances);
  if (!read) return read;
  for (const auto& [account, balance] : balances) {
    if (reader.balance && !reader.balance(account, balance)) break;
  }
  return read;
}

}  // namespace

DbStatus ReadAll(ReadSession& session, Shard shard, const Reader& reader) {
  Progress orders;
  while (!orders.IsOver()) {
    if (auto read = ReadOrders(session, shard, reader, orders); !read) return read;
  }
  Progress numbers{0, orders.go_on};
  while (!numbers.IsOver()) {
    if (auto read = ReadNumbers(session, shard, reader, numbers); !read) return read;
  }
  Progress vouchers{0, numbers.go_on};
  while (!vouchers.IsOver()) {
    if (auto read = ReadVouchers(session, shard, reader, vouchers); !read) return read;
  }
  Progress payments{0, vouchers.go_on};
  while (!payments.IsOver()) {
    auto read =
        ReadWithEntries(session, shard, kFloatPaymentsAfter, ledger::CauseKind::kFloatPayment,
                        reader.float_payment, reader, payments);
    if (!read) return read;
  }
  Progress postings{0, payments.go_on};
  while (!postings.IsOver()) {
    auto read = ReadWithEntries(session, shard, kPostingsAfter, ledger::CauseKind::kReconciliation,
                                reader.posting, reader, postings);
    if (!read) return read;
  }
  return postings.go_on ? ReadBalances(session, shard, reader) : Nothing{};
}

}  // namespace herlaad::store
