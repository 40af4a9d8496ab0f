// idempotency_records with their index of closed generations, settings and nodes.
#pragma once

#include "adapters/store/postgres/node_row.h"
#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"

namespace herlaad::store::schema {

template <>
struct Described<engine::IdempotencyRecord> {
  using Row = engine::IdempotencyRecord;
  static constexpr std::tuple kFields{Members({"key_high", "key_low"}, &Row::key),
                                      Members({"body_high", "body_low"}, &Row::body),
                                      Member("outcome", &Row::outcome),
                                      Member("order_id", &Row::order),
                                      Member("detail", &Row::detail),
                                      Member("note", &Row::note),
                                      Member("at", &Row::at)};
};
// Where one node writes, `n` numbers them all; where several do, it is their generation.
template <>
struct Described<Numbered<engine::IdempotencyRecord>> {
  static constexpr TableTraits kTraits{
      .name = "idempotency_records", .is_by_id = true, .end = "{end idempotency_records}"};
  static constexpr auto kFields = kNumberedFields<engine::IdempotencyRecord>;
};
// The same table as several nodes use it: the database tells who was first with a key.
inline constexpr Table kSharedIdempotencyRecords{
    Described<Numbered<engine::IdempotencyRecord>>::kTraits.name,
    kColumnsOf<Numbered<engine::IdempotencyRecord>>,
    4,
    false,
    false,
    true};

struct IdempotencyGeneration {
  std::int64_t generation = 0;
  std::string fingerprints;  // bytes
};
template <>
struct Described<IdempotencyGeneration> {
  using Row = IdempotencyGeneration;
  static constexpr TableTraits kTraits{.name = "idempotency_generations", .is_by_id = true};
  static constexpr std::tuple kFields{Member("generation", &Row::generation),
                                      Bytes("fingerprints", &Row::fingerprints)};
};

template <>
struct Described<engine::Setting> {
  static constexpr TableTraits kTraits{.name = "settings"};
  static constexpr std::tuple kFields{Member("name", &engine::Setting::name),
                                      Member("value", &engine::Setting::value)};
};

template <>
struct Described<NodeRow> {
  static constexpr TableTraits kTraits{.name = "nodes", .is_by_id = true};
  static constexpr std::tuple kFields{
      Member("node", &NodeRow::node), Member("life", &NodeRow::life),
      Member("name", &NodeRow::name), Member("started_at", &NodeRow::started_at),
      Member("seen_at", &NodeRow::seen_at)};
};

}  // namespace herlaad::store::schema
