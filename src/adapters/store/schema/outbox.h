// owner_messages: outbox messages of other owners than orders; those of orders are in
// outbox_messages. float_warnings: who is told when a float is low.
#pragma once

#include <cstdlib>

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"
#include "engine/ports/rows.h"

namespace herlaad::store::schema {

// Open ones alone are in the index, which grows at the end of each queue.
template <>
struct Described<outbox::Message> {
  using Row = outbox::Message;
  using Owner = outbox::Owner;
  static constexpr TableTraits kTraits{
      .name = "owner_messages",
      .is_by_id = true,
      .is_held = true,
      .indexes =
          "CREATE INDEX owner_messages_due ON owner_messages (shard, destination, next_at) "
          "WHERE is_open = 1;"
          "CREATE INDEX owner_messages_owner ON owner_messages (shard, owner_id, id)",
      .checks = "CHECK (attempts >= 0), CHECK (failures >= 0)"};
  static constexpr std::tuple kFields{
      Member("id", &Row::id),
      Through(&Row::owner, Member("owner_kind", &Owner::kind), Member("owner_id", &Owner::id)),
      Member("kind", &Row::kind),
      Member("destination", &Row::destination),
      Member("payload", &Row::payload),
      Member("policy", &Row::policy),
      Member("state", &Row::state),
      Checked<bool>("is_open", [](const Row& row) { return outbox::IsOpen(row.state); }),
      Member("in_doubt", &Row::in_doubt),
      Member("attempts", &Row::attempts),
      Member("failures", &Row::failures),
      Member("created_at", &Row::created_at),
      Member("next_at", &Row::next_at),
      Member("finished_at", &Row::finished_at),
      Member("leased_by", &Row::leased_by),
      Member("tries_since", &Row::tries_since),
      Member("note", &Row::note)};
};

// Two nodes may set the first one of a client at the same time: one of them decides again.
template <>
struct Described<engine::FloatWarning> {
  using Row = engine::FloatWarning;
  static constexpr TableTraits kTraits{.name = "float_warnings",
                                       .is_by_id = true,
                                       .is_held = true,
                                       .is_raced = true,
                                       .checks = "CHECK (below > 0)"};
  static constexpr std::tuple kFields{
      Member("client", &Row::client), Member("mail", &Row::mail), Member("below", &Row::below),
      Member("language", &Row::language), Member("set_at", &Row::set_at)};
  static void Adjust(Row& row) { row.below = std::abs(row.below % engine::kFloatWarningMax) + 1; }
};

}  // namespace herlaad::store::schema
