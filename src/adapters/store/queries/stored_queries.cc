#include "adapters/store/queries/stored_queries.h"

#include <algorithm>
#include <limits>

#include "adapters/store/changed_keys.h"
#include "adapters/store/queries/load_subscribers.h"
#include "adapters/store/queries/order_list.h"
#include "adapters/store/queries/order_trail.h"
#include "adapters/store/queries/read_all.h"
#include "adapters/store/repository.h"
#include "adapters/store/rows/read_rows.h"
#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

using engine::ApiKey;
using engine::OrderRecord;
using engine::StoreError;

constexpr Query kKeyBySecret{"WHERE shard = $1 AND secret_high = $2 AND secret_low = $3",
                             &kApiKeys};
constexpr Query kVoucherByPin{"WHERE shard = $1 AND pin_high = $2 AND pin_low = $3",
                              &schema::kTableOf<vouchers::Voucher>};
constexpr Query kDue{
    "WHERE shard = $1 AND destination = $2 AND next_at <= $3 ORDER BY next_at, order_id LIMIT $4",
    &kOutboxMessages};
// Leaves messages of other nodes' orders (the id contains the node) to them for a moment, unless
// that node is away.
constexpr Query kDueShared{
    "WHERE shard = $1 AND destination = $2 AND next_at <= $3 AND (next_at <= $4 OR (order_id >> 7) "
    "& 31 = "
    "$5 OR NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.shard = $1 AND nodes.node = (order_id >> 7) "
    "& "
    "31 AND nodes.seen_at > $6)) ORDER BY next_at, order_id LIMIT $7",
    &kOutboxMessages};
constexpr Millis kLeftToOthers{2'000};
constexpr Query kNextDue{
    "SELECT next_at FROM outbox_messages WHERE shard = $1 AND destination = $2 AND next_at > $3 "
    "ORDER BY next_at LIMIT 1"};
// The same of messages with other owners. `is_open = 1` stands in the text: it is the condition of
// their index.
constexpr Query kMessagesDue{
    "WHERE shard = $1 AND is_open = 1 AND destination = $2 AND next_at <= $3 "
    "ORDER BY next_at, id LIMIT $4",
    &kOwnerMessages};
constexpr Query kMessagesDueShared{
    "WHERE shard = $1 AND is_open = 1 AND destination = $2 AND next_at <= $3 AND (next_at <= $4 OR "
    "(id >> 7) & 31 = $5 OR NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.shard = $1 AND nodes.node "
    "= "
    "(id >> 7) & 31 AND nodes.seen_at > $6)) ORDER BY next_at, id LIMIT $7",
    &kOwnerMessages};
constexpr Query kNextMessageDue{
    "SELECT next_at FROM owner_messages WHERE shard = $1 AND is_open = 1 AND destination = $2 AND "
    "next_at > $3 ORDER BY next_at LIMIT 1"};
// From one queue to the next by a step in the index, however many messages it has.
constexpr Query kNextOpenQueue{
    "SELECT destination, next_at FROM owner_messages WHERE shard = $1 AND is_open = 1 AND "
    "destination > $2 ORDER BY destination, next_at LIMIT 1"};
constexpr Query kMessagesOf{
    "WHERE shard = $1 AND owner_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4", &kOwnerMessages};
constexpr Query kCountOpen{
    "SELECT state, count(*) FROM orders WHERE shard = $1 AND is_open = 1 GROUP BY state"};
constexpr Query kLastOrder{"SELECT id FROM orders WHERE shard = $1 ORDER BY id DESC LIMIT 1"};
// Clients, keys, payments of floats, webhook endpoints and messages of other owners take their ids
// from the same source.
constexpr Query kLastKey{"SELECT id FROM api_keys WHERE shard = $1 ORDER BY id DESC LIMIT 1"};
constexpr Query kLastClient{"SELECT id FROM clients WHERE shard = $1 ORDER BY id DESC LIMIT 1"};
constexpr Query kLastFloatPayment{
    "SELECT id FROM float_payments WHERE shard = $1 ORDER BY id DESC LIMIT 1"};
constexpr Query kLastEndpoint{
    "SELECT id FROM webhook_endpoints WHERE shard = $1 ORDER BY id DESC LIMIT 1"};
constexpr Query kLastMessage{
    "SELECT id FROM owner_messages WHERE shard = $1 ORDER BY id DESC LIMIT 1"};
constexpr Query kLastImport{
    "SELECT id FROM imported_files WHERE shard = $1 ORDER BY id DESC LIMIT 1"};
constexpr Query kLastPosting{
    "SELECT id FROM reconcile_postings WHERE shard = $1 ORDER BY id DESC LIMIT 1"};

template <class T>
Result<T, StoreError> Answer(const DbStatus& read, T value) {
  if (!read) return Failure{StoreErrorOf(read.error())};
  return value;
}

// `right` is a reference because it is set during the read.
DbStatus RightOr(DbStatus read, const bool& right, const Table& table) {
  if (read && !right) return Failure{Damaged(table)};
  return read;
}

}  // namespace

// Whoever constructs a StoredQueries needs ReadRowsOf for every row: here it is.
template <class Row>
Result<std::vector<Row>, StoreError> StoredQueries::ReadRowsOf(const engine::RowQuery<Row>& query) {
  std::vector<Row> rows;
  const auto read = pool_.With([&](ReadSession& session) {
    return store::ReadRows(*session.database, shard_, query, session.keys, rows);
  });
  if (!read) return Failure{StoreErrorOf(read.error())};
  return rows;
}

StoredQueries::StoredQueries(ReadPool::OpenDatabase open, std::size_t sessions_max, Shard shard,
                             ReadPool::Settle settle, ReadPool::Done told)
    : pool_(std::move(open), sessions_max, std::move(settle), std::move(told)), shard_(shard) {}

StoredQueries::~StoredQueries() = default;

Result<std::optional<OrderRecord>, StoreError> StoredQueries::FindOrder(OrderId id) {
  std::optional<OrderRecord> record;
  const auto read_one = [&](ReadSession& session) {
    auto loaded = session.loader.LoadOne(*session.database, shard_, id);
    auto& found = session.loader.orders();
    if (loaded && !found.empty()) record = std::move(found.front());
    return loaded;
  };
  const auto read = pool_.With(read_one, ThingOf(id));
  return Answer(read, std::move(record));
}

Result<std::optional<engine::OrderTrail>, StoreError> StoredQueries::FindTrail(OrderId id) {
  std::optional<engine::OrderTrail> trail;
  const auto read = pool_.WithSnapshot(
      [&](ReadSession& session) { return ReadTrail(session, shard_, id, trail); }, ThingOf(id));
  return Answer(read, std::move(trail));
}

Result<engine::OrderPage, StoreError> StoredQueries::ListOrders(const engine::OrderFilter& filter) {
  engine::OrderPage page;
  const auto read = pool_.WithSnapshot(
      [&](ReadSession& session) { return store::ListOrders(session, shard_, filter, page); });
  return Answer(read, std::move(page));
}

Result<std::optional<orders::Subscriber>, StoreError> StoredQueries::FindSubscriber(Msisdn msisdn) {
  std::optional<orders::Subscriber> number;
  const auto read_one = [&](ReadSession& session) {
    session.subscribers.clear();
    auto loaded =
        LoadSubscribers(*session.database, shard_, {msisdn}, session.keys, session.subscribers);
    if (loaded && !session.subscribers.empty()) number = std::move(session.subscribers.front());
    return loaded;
  };
  const auto read = pool_.With(read_one, ThingOf(msisdn));
  return Answer(read, std::move(number));
}

Result<std::vector<orders::Subscriber>, StoreError> StoredQueries::ListSubscribers(
    std::optional<Msisdn> after, std::size_t limit) {
  std::vector<orders::Subscriber> numbers;
  const auto read = pool_.With([&](ReadSession& session) {
    return ReadSubscribers(*session.database, shard_, after ? after->value() : 0,
                           std::min(limit, engine::kSubscribersMax), numbers);
  });
  return Answer(read, std::move(numbers));
}

// The row that a unique index finds by a digest.
template <class Row>
Result<std::optional<Row>, StoreError> StoredQueries::FindByDigest(const Query& query,
                                                                   const Digest& digest) {
  std::vector<Row> found;
  const auto read_one = [&](ReadSession& session) {
    bool right = true;
    auto sink = [&](store::Row row) { return right = schema::ReadRowInto(row, found); };
    const Value parameters[] = {Value::Int(shard_.number),
                                Value::Int(static_cast<std::int64_t>(digest.high)),
                                Value::Int(static_cast<std::int64_t>(digest.low))};
    return RightOr(session.database->Run(query, parameters, sink), right, schema::kTableOf<Row>);
  };
  const auto read = pool_.With(read_one, ThingOf(digest));
  return Answer(read, found.empty() ? std::nullopt : std::optional(std::move(found.front())));
}

Result<std::optional<ApiKey>, StoreError> StoredQueries::FindKey(const Digest& secret) {
  return FindByDigest<ApiKey>(kKeyBySecret, secret);
}

Result<std::optional<vouchers::Voucher>, StoreError> StoredQueries::FindVoucher(const Digest& pin) {
  return FindByDigest<vouchers::Voucher>(kVoucherByPin, pin);
}

template <class Row>
Result<std::vector<Row>, StoreError> StoredQueries::ReadDue(const Query& alone, const Query& shared,
                                                            std::string_view destination,
                                                            Instant now, std::size_t limit) {
  std::vector<Row> messages;
  const auto read = pool_.With([&](ReadSession& session) {
    bool right = true;
    auto sink = [&](store::Row row) { return right = schema::ReadRowInto(row, messages); };
    const auto run = [&](const Query& query, store::Row parameters) {
      return RightOr(session.database->Run(query, parameters, sink), right, schema::kTableOf<Row>);
    };
    const auto most = static_cast<std::int64_t>(std::min<std::size_t>(limit, engine::kScanMax));
    const Value of_all[] = {Value::Int(shard_.number), Value::Text(destination), Value::Int(now.ms),
                            Value::Int(most)};
    if (!node_) return run(alone, of_all);
    const Value of_ours[] = {Value::Int(shard_.number), Value::Text(destination),
                             Value::Int(now.ms),        Value::Int((now - kLeftToOthers).ms),
                             Value::Int(*node_),        Value::Int((now - kNodeAway).ms),
                             Value::Int(most)};
    return run(shared, of_ours);
  });
  return Answer(read, std::move(messages));
}

Result<std::vector<orders::OutboxMessage>, StoreError> StoredQueries::DueOutboxMessages(
    std::string_view destination, Instant now, std::size_t limit) {
  return ReadDue<orders::OutboxMessage>(kDue, kDueShared, destination, now, limit);
}

Result<std::vector<outbox::Message>, StoreError> StoredQueries::DueMessages(
    std::string_view destination, Instant now, std::size_t limit) {
  return ReadDue<outbox::Message>(kMessagesDue, kMessagesDueShared, destination, now, limit);
}

Result<std::optional<Instant>, StoreError> StoredQueries::ReadNextDue(const Query& query,
                                                                      std::string_view destination,
                                                                      Instant after) {
  std::optional<Instant> due;
  const auto read = pool_.With([&](ReadSession& session) {
    auto sink = [&](Row row) {
      due = Fields(row).At();
      return true;
    };
    const Value parameters[] = {Value::Int(shard_.number), Value::Text(destination),
                                Value::Int(after.ms)};
    return session.database->Run(query, parameters, sink);
  });
  return Answer(read, due);
}

Result<std::optional<Instant>, StoreError> StoredQueries::NextDue(std::string_view destination,
                                                                  Instant after) {
  return ReadNextDue(kNextDue, destination, after);
}

Result<std::optional<Instant>, StoreError> StoredQueries::NextMessageDue(
    std::string_view destination, Instant after) {
  return ReadNextDue(kNextMessageDue, destination, after);
}

Result<std::vector<engine::Queries::OpenQueue>, StoreError> StoredQueries::OpenQueues(
    std::string_view prefix, std::string_view after, std::size_t limit) {
  std::vector<OpenQueue> queues;
  std::string last(std::max(prefix, after));
  const auto read = pool_.WithSnapshot([&](ReadSession& session) {
    DbStatus done = Nothing{};
    for (bool more = true; done && more && queues.size() < limit;) {
      more = false;
      auto sink = [&](Row row) {
        Fields fields(row);
        last = fields.Text();
        const Instant next_at = fields.At();
        // The order of texts is the database's, so others may stand between them.
        if (last.starts_with(prefix)) queues.push_back({last, next_at});
        return more = fields.ok();
      };
      const std::string from = last;
      const Value parameters[] = {Value::Int(shard_.number), Value::Text(from)};
      done = session.database->Run(kNextOpenQueue, parameters, sink);
    }
    return done;
  });
  return Answer(read, std::move(queues));
}

Result<std::vector<outbox::Message>, StoreError> StoredQueries::MessagesOf(
    std::string_view owner_id, std::optional<outbox::MessageId> before, std::size_t limit) {
  std::vector<outbox::Message> found;
  const auto read = pool_.With([&](ReadSession& session) {
    bool right = true;
    auto sink = [&](Row row) {
      auto message = schema::ReadRow<outbox::Message>(row);
      right = message.has_value();
      if (right) found.push_back(*std::move(message));
      return right;
    };
    const Value parameters[] = {
        Value::Int(shard_.number), Value::Text(owner_id),
        Value::Int(before ? before->value() : std::numeric_limits<std::int64_t>::max()),
        Value::Int(static_cast<std::int64_t>(limit))};
    return RightOr(session.database->Run(kMessagesOf, parameters, sink), right, kOwnerMessages);
  });
  return Answer(read, std::move(found));
}

Result<std::map<orders::State, std::int64_t>, StoreError> StoredQueries::CountOpen() {
  std::map<orders::State, std::int64_t> counts;
  const auto read = pool_.With([&](ReadSession& session) {
    bool right = true;
    auto sink = [&](Row row) {
      Fields fields(row);
      const auto state = fields.In(orders::State::kAwaitingPayment, orders::State::kAttention);
      counts[state] = fields.Int();
      return right = fields.ok();
    };
    const Value parameters[] = {Value::Int(shard_.number)};
    return RightOr(session.database->Run(kCountOpen, parameters, sink), right, kOrders);
  });
  return Answer(read, std::move(counts));
}

Result<std::int64_t, StoreError> StoredQueries::GreatestId() {
  std::int64_t greatest = 0;
  const auto read = pool_.WithSnapshot([&](ReadSession& session) {
    auto sink = [&](Row row) {
      greatest = std::max(greatest, Fields(row).Int());
      return true;
    };
    const Value parameters[] = {Value::Int(shard_.number)};
    DbStatus done = Nothing{};
    for (const Query* const query : {&kLastOrder, &kLastKey, &kLastClient, &kLastFloatPayment,
                                     &kLastMessage, &kLastEndpoint, &kLastImport, &kLastPosting})
      if (done) done = session.database->Run(*query, parameters, sink);
    return done;
  });
  return Answer(read, greatest);
}

Status<StoreError> StoredQueries::ReadAll(const Reader& reader) {
  const auto read = pool_.WithSnapshot(
      [&](ReadSession& session) { return store::ReadAll(session, shard_, reader); });
  return Answer(read, Nothing{});
}

}  // namespace herlaad::store
