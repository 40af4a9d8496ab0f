#include "adapters/store/read_all.h"

#include "adapters/store/ledger_table.h"
#include "adapters/store/tables.h"

namespace herlaad::store {
namespace {

using engine::PostedTransfer;
using Reader = engine::Queries::Reader;

constexpr std::int64_t kChunk = 256;
constexpr Query kOrdersAfter{"WHERE shard = $1 AND id > $2 ORDER BY id LIMIT $3", &kOrders};
constexpr Query kAllSubscribers{"WHERE shard = $1 ORDER BY msisdn", &kSubscribers};
constexpr Query kBalances{"WHERE shard = $1 ORDER BY name, slice", &kAccounts};

// Stops when the callback returns false.
struct Progress {
  std::int64_t after = 0;
  bool go_on = true;
};

DbStatus LoadTransfers(ReadSession& session, Shard shard, std::vector<PostedTransfer>& transfers) {
  session.keys.Clear();
  for (const auto& record : session.loader.orders()) {
    session.keys.Int(shard.number).Int(record.order.id.value());
  }
  transfers.clear();
  bool right = true;
  auto sink = [&](Row row) { return right = schema::ReadEntry(row, transfers); };
  auto read = session.database->Read(kEntries, session.keys, 2, sink);
  if (read && !right) return Failure{Damaged(kEntries)};
  return read;
}

// Each order followed by its transfers; both lists are ordered by the order's id.
bool Tell(const std::vector<engine::OrderRecord>& orders,
          const std::vector<PostedTransfer>& transfers, const Reader& reader) {
  auto transfer = transfers.begin();
  for (const engine::OrderRecord& record : orders) {
    if (reader.order && !reader.order(record)) return false;
    for (; transfer != transfers.end() && transfer->order == record.order.id; ++transfer) {
      if (reader.transfer && !reader.transfer(*transfer)) return false;
    }
  }
  return true;
}

DbStatus ReadChunk(ReadSession& session, Shard shard, const Reader& reader, Progress& progress) {
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
  std::vector<PostedTransfer> transfers;
  read = LoadTransfers(session, shard, transfers);
  if (!read) return read;
  if (!orders.empty()) progress.after = orders.back().order.id.value();
  progress.go_on = Tell(orders, transfers, reader);
  if (static_cast<std::int64_t>(orders.size()) < kChunk) progress.after = -1;
  return Nothing{};
}

DbStatus ReadNumbers(ReadSession& session, Shard shard, const Reader& reader, bool& go_on) {
  bool right = true;
  auto sink = [&](Row row) {
    session.subscribers.clear();
    right = schema::ReadRowInto(row, session.subscribers);
    if (right && reader.number) go_on = reader.number(session.subscribers.front());
    return right && go_on;
  };
  const Value parameters[] = {Value::Int(shard.number)};
  auto read = session.database->Run(kAllSubscribers, parameters, sink);
  if (read && !right) return Failure{Damaged(kSubscribers)};
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
  for (const auto& [account, balance] : balances) {
    if (reader.balance && !reader.balance(account, balance)) break;
  }
  return read;
}

}  // namespace

DbStatus ReadAll(ReadSession& session, Shard shard, const Reader& reader) {
  Progress progress;
  while (progress.go_on && progress.after >= 0) {
    if (auto read = ReadChunk(session, shard, reader, progress); !read) return read;
  }
  if (!progress.go_on) return Nothing{};
  bool go_on = true;
  if (auto read = ReadNumbers(session, shard, reader, go_on); !read) return read;
  return go_on ? ReadBalances(session, shard, reader) : Nothing{};
}

}  // namespace herlaad::store
