// The registered rows: every table of which commands read or write rows. A new one is a struct with
// its KeyOf, a place in Rows, and its columns in adapters/store/schema; every store then keeps it,
// and it migrates with the others.
#pragma once

#include <functional>
#include <string>
#include <tuple>

#include "domain/outbox/message.h"
#include "domain/vouchers/voucher.h"
#include "engine/ports/audit.h"
#include "engine/ports/brake_rows.h"
#include "engine/ports/clients.h"
#include "engine/ports/disputed_orders.h"
#include "engine/ports/float_payments.h"
#include "engine/ports/float_warnings.h"
#include "engine/ports/reconciliation.h"
#include "engine/ports/records.h"
#include "engine/ports/row_types.h"
#include "engine/ports/staff.h"
#include "engine/ports/store_error.h"
#include "engine/ports/webhooks.h"

namespace herlaad::engine {

// In the order in which a batch writes them.
using Rows =
    RowTypes<OrderRecord, orders::Subscriber, ledger::Entry, IdempotencyRecord,
             orders::OutboxMessage, ClientRecord, ClientName, Till, ApiKey, Setting, ClientNote,
             AuditRow, AuditTail, KeyCash, StaffMember, StaffSession, StaffApproval,
             vouchers::Voucher, ledger::AccountBalance, FloatPayment, FloatWarning,
             webhooks::Endpoint, ClientWebhooks, outbox::Message, OrderEvent, DisputedOrder,
             BrakeTrace, BrakeStop, brakes::Counter, brakes::Block, ImportedFile, ImportedDigest,
             ImportTail, ExternalMovement, BookedLine, Difference, ReconcilePosting>;

// Those that Queries reads in order of their keys. An order is read with its parts and its message,
// and an idempotency record by its key alone.
using ListedRows = Except<Rows, OrderRecord, orders::OutboxMessage, IdempotencyRecord>;

struct DigestHash {
  std::size_t operator()(const Digest& d) const noexcept { return d.low; }
};

template <>
struct KeyOf<OrderRecord> {
  using Key = OrderId;
  using Hash = std::hash<OrderId>;
  static Key Of(const OrderRecord& record) { return record.order.id; }
};
template <>
struct KeyOf<orders::Subscriber> {
  using Key = Msisdn;
  using Hash = std::hash<Msisdn>;
  static Key Of(const orders::Subscriber& number) { return number.msisdn; }
};
template <>
struct KeyOf<ledger::Entry> {
  using Key = ledger::EntryKey;
  static Key Of(const ledger::Entry& entry) { return entry.key(); }
};
template <>
struct KeyOf<IdempotencyRecord> {
  using Key = Digest;
  using Hash = DigestHash;
  static constexpr bool kIsOnlyAdded = true;
  static Key Of(const IdempotencyRecord& record) { return record.key; }
};
template <>
struct KeyOf<orders::OutboxMessage> {
  using Key = std::tuple<OrderId, orders::Purpose, std::int32_t>;
  static Key Of(const orders::OutboxMessage& message) {
    return {message.order, message.purpose, message.n};
  }
};
template <>
struct KeyOf<OrderEvent> {
  using Key = std::tuple<OrderId, Instant, OrderEvent::Kind, std::int32_t>;
  static Key Of(const OrderEvent& event) { return {event.order, event.at, event.kind, event.part}; }
};

template <>
struct KeyOf<ClientRecord> {
  using Key = ClientId;
  static Key Of(const ClientRecord& client) { return client.id; }
};
template <>
struct KeyOf<ClientName> {
  using Key = std::string;
  static const Key& Of(const ClientName& name) { return name.name; }
};
template <>
struct KeyOf<Till> {
  using Key = std::string;
  static const Key& Of(const Till& till) { return till.name; }
};

template <>
struct KeyOf<ApiKey> {
  using Key = KeyId;
  static Key Of(const ApiKey& key) { return key.id; }
};
template <>
struct KeyOf<KeyCash> {
  using Key = KeyId;
  static Key Of(const KeyCash& cash) { return cash.key; }
};
template <>
struct KeyOf<Setting> {
  using Key = std::string;
  static const Key& Of(const Setting& setting) { return setting.name; }
};

template <>
struct KeyOf<ClientNote> {
  using Key = std::tuple<ClientId, std::int64_t>;
  static Key Of(const ClientNote& note) { return {note.client, note.n}; }
};

template <>
struct KeyOf<AuditRow> {
  using Key = AuditId;
  static Key Of(const AuditRow& row) { return row.id; }
};

template <>
struct KeyOf<AuditTail> {
  using Key = std::int32_t;
  static Key Of(const AuditTail& tail) { return tail.node; }
};

template <>
struct KeyOf<StaffMember> {
  using Key = std::string;
  static const Key& Of(const StaffMember& member) { return member.name; }
};

template <>
struct KeyOf<StaffSession> {
  using Key = StaffSessionId;
  static Key Of(const StaffSession& session) { return session.id; }
};

template <>
struct KeyOf<vouchers::Voucher> {
  using Key = vouchers::VoucherId;
  static Key Of(const vouchers::Voucher& voucher) { return voucher.serial; }
};

// By name: "float:cli_…".
template <>
struct KeyOf<ledger::AccountBalance> {
  using Key = std::string;
  static std::string Of(const ledger::AccountBalance& row) { return ledger::Name(row.account); }
};

template <>
struct KeyOf<DisputedOrder> {
  using Key = OrderId;
  static Key Of(const DisputedOrder& row) { return row.order; }
};

template <>
struct KeyOf<FloatPayment> {
  using Key = FloatPaymentId;
  static Key Of(const FloatPayment& payment) { return payment.id; }
};

template <>
struct KeyOf<FloatWarning> {
  using Key = ClientId;
  static Key Of(const FloatWarning& warning) { return warning.client; }
};

template <>
struct KeyOf<webhooks::Endpoint> {
  using Key = webhooks::EndpointId;
  static Key Of(const webhooks::Endpoint& endpoint) { return endpoint.id; }
};

// By the client's name as orders have it.
template <>
struct KeyOf<ClientWebhooks> {
  using Key = std::string;
  static const Key& Of(const ClientWebhooks& row) { return row.client; }
};

template <>
struct KeyOf<outbox::Message> {
  using Key = outbox::MessageId;
  static Key Of(const outbox::Message& message) { return message.id; }
};

template <>
struct KeyOf<BrakeTrace> {
  using Key = OrderId;
  static Key Of(const BrakeTrace& trace) { return trace.order; }
};

template <>
struct KeyOf<BrakeStop> {
  using Key = OrderId;
  static Key Of(const BrakeStop& stop) { return stop.order; }
};

template <>
struct KeyOf<brakes::Counter> {
  using Key = brakes::SubjectId;
  using Hash = std::hash<brakes::SubjectId>;
  static Key Of(const brakes::Counter& counter) { return counter.id; }
};

template <>
struct KeyOf<brakes::Block> {
  using Key = brakes::SubjectId;
  static Key Of(const brakes::Block& block) { return block.subject; }
};

template <>
struct KeyOf<StaffApproval> {
  using Key = ApprovalId;
  static Key Of(const StaffApproval& approval) { return approval.id; }
};

template <>
struct KeyOf<ImportedFile> {
  using Key = ImportId;
  static Key Of(const ImportedFile& file) { return file.id; }
};
template <>
struct KeyOf<ImportedDigest> {
  using Key = std::string;
  static const Key& Of(const ImportedDigest& digest) { return digest.digest; }
};
template <>
struct KeyOf<ImportTail> {
  using Key = std::string;
  static const Key& Of(const ImportTail& tail) { return tail.account; }
};
template <>
struct KeyOf<ExternalMovement> {
  using Key = std::tuple<ImportId, std::int32_t>;
  static Key Of(const ExternalMovement& movement) { return {movement.file, movement.n}; }
};
template <>
struct KeyOf<BookedLine> {
  using Key = std::string;
  static const Key& Of(const BookedLine& line) { return line.booking; }
};
template <>
struct KeyOf<Difference> {
  using Key = DifferenceId;
  static Key Of(const Difference& difference) { return difference.id; }
};
template <>
struct KeyOf<ReconcilePosting> {
  using Key = ReconcilePostingId;
  static Key Of(const ReconcilePosting& posting) { return posting.id; }
};

// Rows in order of their keys.
template <class Row>
struct RowQuery {
  std::optional<Key<Row>> from = {};   // this key and greater ones
  std::optional<Key<Row>> below = {};  // smaller keys than this one
  bool newest_first = false;           // in reverse order of their keys
  std::size_t limit = 1'000;           // at most kRowsMax
};
inline constexpr std::size_t kRowsMax = 1'000;

// ReadRows for each type of a list.
template <class Row>
class RowReader {
 public:
  virtual ~RowReader() = default;
  virtual Result<std::vector<Row>, StoreError> ReadRows(const RowQuery<Row>& query) {
    (void)query;
    return Failure{StoreError{StoreError::Kind::kUnavailable, "nothing is kept here"}};
  }
};
template <class List>
class RowReaders;
template <class... Rows>
class RowReaders<RowTypes<Rows...>> : public RowReader<Rows>... {
 public:
  using RowReader<Rows>::ReadRows...;
};

// For whoever implements them: `Store` has a template ReadRowsOf(query).
template <class Store, class Base, class List>
class ReadRowsThrough;
template <class Store, class Base>
class ReadRowsThrough<Store, Base, RowTypes<>> : public Base {};
template <class Store, class Base, class Row, class... Rows>
class ReadRowsThrough<Store, Base, RowTypes<Row, Rows...>>
    : public ReadRowsThrough<Store, Base, RowTypes<Rows...>> {
 public:
  using ReadRowsThrough<Store, Base, RowTypes<Rows...>>::ReadRows;
  Result<std::vector<Row>, StoreError> ReadRows(const RowQuery<Row>& query) override {
    return static_cast<Store*>(this)->ReadRowsOf(query);
  }
};

// Of a map, for stores in memory.
template <class Row>
std::vector<Row> RowsOf(const std::map<Key<Row>, Row>& rows, const RowQuery<Row>& query) {
  std::vector<Row> found;
  const std::size_t limit = std::min(query.limit, kRowsMax);
  const auto begin = query.from ? rows.lower_bound(*query.from) : rows.begin();
  const auto end = query.below ? rows.lower_bound(*query.below) : rows.end();
  if (query.from && query.below && !(*query.from < *query.below)) return found;
  if (query.newest_first) {
    for (auto at = end; at != begin && found.size() < limit;) found.push_back((--at)->second);
  } else {
    for (auto at = begin; at != end && found.size() < limit; ++at) found.push_back(at->second);
  }
  return found;
}

}  // namespace herlaad::engine
