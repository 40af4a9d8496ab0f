// clients, tills, api_keys and audit: who may do what, and who did what.
#pragma once

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"
#include "engine/ports/rows.h"

namespace herlaad::store::schema {

template <>
struct Described<engine::ClientRecord> {
  using Row = engine::ClientRecord;
  static constexpr TableTraits kTraits{.name = "clients", .is_by_id = true, .is_held = true};
  static constexpr std::tuple kFields{Member("id", &Row::id), Member("name", &Row::name),
                                      Member("created_at", &Row::created_at),
                                      Member("disabled_at", &Row::disabled_at)};
};

// Two nodes may give the same name at the same time: one of them decides again.
template <>
struct Described<engine::ClientName> {
  using Row = engine::ClientName;
  static constexpr TableTraits kTraits{.name = "client_names", .is_held = true, .is_raced = true};
  static constexpr std::tuple kFields{Member("name", &Row::name), Member("client", &Row::client)};
};

template <>
struct Described<engine::Till> {
  using Row = engine::Till;
  static constexpr TableTraits kTraits{.name = "tills", .is_held = true, .is_raced = true};
  static constexpr std::tuple kFields{Member("name", &Row::name), Member("client", &Row::client),
                                      Member("created_at", &Row::created_at)};
};

template <>
struct Described<engine::ApiKey> {
  using Row = engine::ApiKey;
  static constexpr TableTraits kTraits{
      .name = "api_keys",
      .is_by_id = true,
      .is_held = true,
      .indexes =
          "CREATE UNIQUE INDEX api_keys_secret ON api_keys (shard, secret_high, secret_low)"};
  static constexpr std::tuple kFields{
      Member("id", &Row::id),
      Members({"secret_high", "secret_low"}, &Row::secret),
      Member("client", &Row::client),
      Member("name", &Row::name),
      Member("scopes", &Row::scopes),
      Member("till", &Row::till),
      Member("created_at", &Row::created_at),
      Member("valid_until", &Row::valid_until),
      Member("revoked_at", &Row::revoked_at),
      Member("caps_of", &Row::caps_of),
      Through(&Row::cash_caps, Member("cash_per_topup", &limits::CashCaps::per_topup),
              Member("cash_per_day", &limits::CashCaps::per_day))};
};

template <>
struct Described<engine::KeyCash> {
  using Row = engine::KeyCash;
  static constexpr TableTraits kTraits{.name = "key_cash",
                                       .is_by_id = true,
                                       .is_held = true,
                                       .is_raced = true,
                                       .checks = "CHECK (taken >= 0)"};
  static constexpr std::tuple kFields{Member("key_id", &Row::key),
                                      Through(&Row::day, Member("day_end", &limits::CashDay::end),
                                              Member("taken", &limits::CashDay::taken))};
};

template <>
struct Described<engine::ClientNote> {
  using Row = engine::ClientNote;
  static constexpr TableTraits kTraits{.name = "client_notes", .key = 2};
  static constexpr std::tuple kFields{Member("client", &Row::client), Member("n", &Row::n),
                                      Member("at", &Row::at), Member("author", &Row::author),
                                      Member("text", &Row::text)};
};

template <>
struct Described<engine::AuditRow> {
  using Row = engine::AuditRow;
  using Entry = engine::AuditEntry;
  static constexpr TableTraits kTraits{
      .name = "audit",
      .is_by_id = true,
      .indexes = "CREATE INDEX audit_subject ON audit (shard, subject, id)"};
  static constexpr std::tuple kFields{
      Member("id", &Row::id),
      Through(&Row::entry, Member("at", &Entry::at), Member("actor", &Entry::actor),
              Member("action", &Entry::action), Member("subject", &Entry::subject),
              Member("detail", &Entry::detail)),
      Bytes("hash", &Row::hash)};
};

template <>
struct Described<engine::AuditTail> {
  using Row = engine::AuditTail;
  static constexpr TableTraits kTraits{.name = "audit_tails"};
  static constexpr std::tuple kFields{Member("node", &Row::node), Member("last", &Row::last),
                                      Member("rows", &Row::rows), Bytes("hash", &Row::hash)};
};

}  // namespace herlaad::store::schema
