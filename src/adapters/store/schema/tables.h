// The tables by name. Each is declared once, in schema/, its key first and the shard first of all;
// the columns, the CREATE TABLE of both databases, reading, writing and migrating follow from that.
//
// Locking an order's row also protects its payments, deliveries, refunds, ledger entries and outbox
// message: whoever changes those has read the order for writing. The row of a subscriber protects
// the number and the ledger entries that it causes itself. The row of an account with a floor
// protects its balance.
#pragma once

#include "adapters/store/schema/access.h"
#include "adapters/store/schema/brakes.h"
#include "adapters/store/schema/floats.h"
#include "adapters/store/schema/ledger.h"
#include "adapters/store/schema/orders.h"
#include "adapters/store/schema/outbox.h"
#include "adapters/store/schema/reconciliation.h"
#include "adapters/store/schema/records.h"
#include "adapters/store/schema/staff.h"
#include "adapters/store/schema/subscribers.h"
#include "adapters/store/schema/vouchers.h"
#include "adapters/store/schema/webhooks.h"
#include "engine/ports/rows.h"

namespace herlaad::store {

inline constexpr const Table& kOrders = schema::kTableOf<engine::OrderRecord>;
inline constexpr const Table& kPayments = schema::kTableOf<schema::PartOf<orders::Payment>>;
inline constexpr const Table& kDeliveries = schema::kTableOf<schema::PartOf<orders::Delivery>>;
inline constexpr const Table& kRefunds = schema::kTableOf<schema::PartOf<orders::Refund>>;
inline constexpr const Table& kDisputes = schema::kTableOf<schema::PartOf<orders::Dispute>>;
inline constexpr const Table& kEntries = schema::kTableOf<ledger::Entry>;
inline constexpr const Table& kAccounts = schema::kTableOf<schema::AccountSlice>;
inline constexpr const Table& kSubscribers = schema::kTableOf<orders::Subscriber>;
inline constexpr const Table& kIdempotencyRecords =
    schema::kTableOf<schema::Numbered<engine::IdempotencyRecord>>;
// The same table as several nodes use it: the database decides which node was first with a key.
inline constexpr const Table& kSharedIdempotencyRecords = schema::kSharedIdempotencyRecords;
inline constexpr const Table& kIdempotencyGenerations =
    schema::kTableOf<schema::IdempotencyGeneration>;
inline constexpr const Table& kOutboxMessages = schema::kTableOf<orders::OutboxMessage>;
inline constexpr const Table& kOwnerMessages = schema::kTableOf<outbox::Message>;
inline constexpr const Table& kApiKeys = schema::kTableOf<engine::ApiKey>;
inline constexpr const Table& kAudit = schema::kTableOf<engine::AuditRow>;
inline constexpr const Table& kOrderEvents = schema::kTableOf<engine::OrderEvent>;
inline constexpr const Table& kNodes = schema::kTableOf<NodeRow>;
inline constexpr const Table& kSettings = schema::kTableOf<engine::Setting>;

namespace schema {
template <class... Rows>
constexpr std::array<const Table*, sizeof...(Rows)> TablesOf(engine::RowTypes<Rows...>) {
  return {&kTableOf<Rows>...};
}
// Orders with their parts, what follows from them, and the tables of the store itself. All others
// are those of engine::Rows.
inline constexpr std::array kFirstTables = {&kOrders,
                                            &kPayments,
                                            &kDeliveries,
                                            &kRefunds,
                                            &kDisputes,
                                            &kEntries,
                                            &kAccounts,
                                            &kSubscribers,
                                            &kIdempotencyRecords,
                                            &kIdempotencyGenerations,
                                            &kOutboxMessages,
                                            &kOrderEvents,
                                            &kNodes};
using OtherRows =
    engine::Except<engine::Rows, engine::OrderRecord, ledger::Entry, orders::Subscriber,
                   engine::IdempotencyRecord, orders::OutboxMessage, engine::OrderEvent>;
}  // namespace schema

// Every table, in the order in which they are created and migrated.
inline constexpr auto kAllTables = [] {
  constexpr auto kOthers = schema::TablesOf(schema::OtherRows{});
  std::array<const Table*, schema::kFirstTables.size() + kOthers.size()> all{};
  std::size_t at = 0;
  for (const Table* const table : schema::kFirstTables) all.at(at++) = table;
  for (const Table* const table : kOthers) all.at(at++) = table;
  return all;
}();

}  // namespace herlaad::store
