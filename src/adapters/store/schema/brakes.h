// brake_traces, brake_stops, brake_counters and brake_blocks: whom fraud brakes count and stop, by
// keyed hashes.
#pragma once

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"
#include "engine/ports/rows.h"

namespace herlaad::store::schema {

template <>
struct Described<engine::BrakeTrace> {
  using Row = engine::BrakeTrace;
  using Subjects = brakes::Subjects;
  static constexpr TableTraits kTraits{.name = "brake_traces", .is_by_id = true};
  static constexpr std::tuple kFields{
      Member("order_id", &Row::order), Member("at", &Row::at),
      Through(&Row::subjects, Member("card", &Subjects::card),
              Member("address", &Subjects::address),
              Member("neighbourhood", &Subjects::neighbourhood),
              Member("number", &Subjects::number), Member("device", &Subjects::device)),
      Member("card_country", &Row::card_country)};
};

template <>
struct Described<engine::BrakeStop> {
  using Row = engine::BrakeStop;
  static constexpr TableTraits kTraits{.name = "brake_stops", .is_by_id = true};
  static constexpr std::tuple kFields{
      Member("order_id", &Row::order), Member("at", &Row::at),
      Member("rule", &Row::rule),      Member("act", &Row::act),
      Member("facts", &Row::facts),    Member("msisdn", &Row::msisdn)};
};

// Held while it is decided about, so that several nodes count every payment; two nodes may count a
// subject for the first time at the same time: one of them decides again.
template <>
struct Described<brakes::Counter> {
  using Row = brakes::Counter;
  static constexpr TableTraits kTraits{.name = "brake_counters",
                                       .is_by_id = true,
                                       .is_held = true,
                                       .is_raced = true,
                                       .checks = "CHECK (width_ms > 0)"};
  static constexpr std::tuple kFields{
      Member("id", &Row::id), Member("width_ms", &Row::width_ms), Member("newest", &Row::newest),
      Members({"n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10", "n11", "n12"},
              &Row::slices),
      Member("expires_at", &Row::expires_at)};
  static void Adjust(Row& row) { row.width_ms = row.width_ms < 1 ? 1 : row.width_ms; }
};

template <>
struct Described<brakes::Block> {
  using Row = brakes::Block;
  static constexpr TableTraits kTraits{
      .name = "brake_blocks", .is_by_id = true, .is_held = true, .is_raced = true};
  static constexpr std::tuple kFields{
      Member("subject", &Row::subject), Member("counted_by", &Row::by),
      Member("shown", &Row::shown),     Member("reason", &Row::reason),
      Member("set_by", &Row::set_by),   Member("since", &Row::since),
      Member("ends_at", &Row::until)};
};

}  // namespace herlaad::store::schema
