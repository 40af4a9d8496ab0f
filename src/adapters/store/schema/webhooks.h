// webhook_endpoints: the addresses that clients want to be told at. client_webhooks: which of them
// want to hear of which events, a row for each client.
#pragma once

#include "adapters/store/schema/description.h"
#include "adapters/store/schema/enum_ranges.h"
#include "engine/ports/rows.h"

namespace herlaad::store::schema {

template <>
struct EnumRange<webhooks::DisabledBy>
    : From<webhooks::DisabledBy::kNobody, webhooks::kLastDisabledBy> {};

template <>
struct Codec<webhooks::Subscriptions> : TextCodec {
  static void Append(const webhooks::Subscriptions& subscriptions, RowBatch& rows) {
    rows.KeptText(webhooks::TextOf(subscriptions));
  }
  static void Read(Fields& fields, webhooks::Subscriptions& subscriptions) {
    auto read = webhooks::ParseSubscriptions(fields.Text());
    if (!read) return fields.Refuse();
    subscriptions = *std::move(read);
  }
  static webhooks::Subscriptions Sample(Random& random) {
    webhooks::Subscriptions subscriptions;
    while (subscriptions.size() < webhooks::kEndpointsMax && random.Chance(70)) {
      subscriptions.push_back({webhooks::EndpointId(random.Between(1, 1'000'000'000)),
                               webhooks::EventSet{random.Between(0, 255)}});
    }
    return subscriptions;
  }
};

template <>
struct Codec<webhooks::OldSecrets> : TextCodec {
  static void Append(const webhooks::OldSecrets& secrets, RowBatch& rows) {
    rows.KeptText(webhooks::TextOf(secrets));
  }
  static void Read(Fields& fields, webhooks::OldSecrets& secrets) {
    auto read = webhooks::ParseOldSecrets(fields.Text());
    if (!read) return fields.Refuse();
    secrets = *std::move(read);
  }
  static webhooks::OldSecrets Sample(Random& random) {
    webhooks::OldSecrets secrets;
    while (secrets.size() < webhooks::kOldSecretsMax && random.Chance(40)) {
      std::string sealed(static_cast<std::size_t>(random.Between(1, 80)), '\0');
      for (char& c : sealed) c = static_cast<char>(random.Between(0, 255));
      secrets.push_back({std::move(sealed), Instant{random.Between(0, 1'000'000'000)}});
    }
    return secrets;
  }
};

template <>
struct Described<webhooks::Endpoint> {
  using Row = webhooks::Endpoint;
  static constexpr TableTraits kTraits{.name = "webhook_endpoints",
                                       .is_by_id = true,
                                       .is_held = true,
                                       .checks = "CHECK (events >= 0)"};
  static constexpr std::tuple kFields{
      Member("id", &Row::id),
      Member("client", &Row::client),
      Member("url", &Row::url),
      Member("description", &Row::description),
      Through(&Row::events, Member("events", &webhooks::EventSet::bits)),
      Bytes("secret", &Row::secret),
      Member("old_secrets", &Row::old_secrets),
      Member("created_at", &Row::created_at),
      Member("enabled_at", &Row::enabled_at),
      Member("disabled_at", &Row::disabled_at),
      Member("disabled_by", &Row::disabled_by),
      Member("taken_at", &Row::taken_at)};
};

// Not held: it is read with every order of its client, and changed by whoever holds the client.
template <>
struct Described<engine::ClientWebhooks> {
  using Row = engine::ClientWebhooks;
  static constexpr TableTraits kTraits{.name = "client_webhooks", .is_raced = true};
  static constexpr std::tuple kFields{Member("client", &Row::client),
                                      Member("endpoints", &Row::endpoints)};
};

}  // namespace herlaad::store::schema
