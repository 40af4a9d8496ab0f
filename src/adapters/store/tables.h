// The tables by name. Each is declared once, in schema/: its key first, and the shard first of all.
//
// An order's row holds all that is its own (payments, deliveries, refunds, transfers, its outbox
// message): whoever changes those has read the order for writing.
#pragma once

#include "adapters/store/schema/access.h"
#include "adapters/store/schema/ledger.h"
#include "adapters/store/schema/orders.h"
#include "adapters/store/schema/records.h"
#include "adapters/store/schema/subscribers.h"

namespace herlaad::store {

inline constexpr const Table& kOrders = schema::kTableOf<engine::OrderRecord>;
inline constexpr const Table& kPayments = schema::kTableOf<schema::PartOf<orders::Payment>>;
inline constexpr const Table& kDeliveries = schema::kTableOf<schema::PartOf<orders::Delivery>>;
inline constexpr const Table& kRefunds = schema::kTableOf<schema::PartOf<orders::Refund>>;
inline constexpr const Table& kTransfers = schema::kTableOf<engine::PostedTransfer>;
inline constexpr const Table& kAccounts = schema::kTableOf<schema::AccountSlice>;
inline constexpr const Table& kSubscribers = schema::kTableOf<orders::Subscriber>;
inline constexpr const Table& kIdempotencyRecords =
    schema::kTableOf<schema::Numbered<engine::IdempotencyRecord>>;
// The same as several nodes use it: the database tells who was first with a key.
inline constexpr const Table& kSharedIdempotencyRecords = schema::kSharedIdempotencyRecords;
inline constexpr const Table& kIdempotencyGenerations =
    schema::kTableOf<schema::IdempotencyGeneration>;
inline constexpr const Table& kOutboxMessages = schema::kTableOf<orders::OutboxMessage>;
inline constexpr const Table& kApiKeys = schema::kTableOf<engine::ApiKey>;
inline constexpr const Table& kAudit = schema::kTableOf<schema::Numbered<engine::AuditEntry>>;
inline constexpr const Table& kOrderEvents = schema::kTableOf<engine::OrderEvent>;
inline constexpr const Table& kNodes = schema::kTableOf<schema::NodeRow>;
inline constexpr const Table& kSettings = schema::kTableOf<engine::Setting>;

// Every table there is, in the order in which they are made and moved.
inline constexpr std::array<const Table*, 15> kAllTables = {&kOrders,
                                                            &kPayments,
                                                            &kDeliveries,
                                                            &kRefunds,
                                                            &kTransfers,
                                                            &kAccounts,
                                                            &kSubscribers,
                                                            &kIdempotencyRecords,
                                                            &kIdempotencyGenerations,
                                                            &kOutboxMessages,
                                                            &kApiKeys,
                                                            &kOrderEvents,
                                                            &kAudit,
                                                            &kSettings,
                                                            &kNodes};

}  // namespace herlaad::store
