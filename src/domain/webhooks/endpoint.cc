#include "domain/webhooks/endpoint.h"

#include <algorithm>
#include <charconv>

#include "base/core/check.h"
#include "base/core/secret.h"

namespace herlaad::webhooks {
namespace {

std::optional<std::int64_t> ReadNumber(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || number < 0) return std::nullopt;
  return number;
}

std::optional<Subscription> ReadSubscription(std::string_view word) {
  const std::size_t dot = word.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto id = ReadNumber(word.substr(0, dot));
  const auto bits = ReadNumber(word.substr(dot + 1));
  if (!id || !bits) return std::nullopt;
  return Subscription{EndpointId(*id), EventSet{*bits}};
}

std::optional<std::string> ReadHex(std::string_view text) {
  std::string bytes;
  if (text.empty() || text.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned char byte = 0;
    const char* const end = text.data() + i + 2;
    const auto read = std::from_chars(text.data() + i, end, byte, 16);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

std::optional<OldSecret> ReadOldSecret(std::string_view word) {
  const std::size_t dot = word.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto until = ReadNumber(word.substr(0, dot));
  auto sealed = ReadHex(word.substr(dot + 1));
  if (!until || !sealed) return std::nullopt;
  return OldSecret{*std::move(sealed), Instant{*until}};
}

// Words with one space between them, read by `read`; nothing if one is wrong or there are more than
// `most`.
template <class One>
std::optional<std::vector<One>> ReadWords(std::string_view text, std::size_t most,
                                          std::optional<One> (*read)(std::string_view)) {
  std::vector<One> all;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    auto one = read(text.substr(0, space));
    if (!one || all.size() == most) return std::nullopt;
    all.push_back(*std::move(one));
    if (space == text.size()) break;
    text.remove_prefix(space + 1);
    if (text.empty()) return std::nullopt;
  }
  return all;
}

}  // namespace

std::string_view Name(DisabledBy by) {
  switch (by) {
    case DisabledBy::kNobody:
      return "";
    case DisabledBy::kClient:
      return "client";
    case DisabledBy::kFailures:
      return "failures";
  }
  CHECK(false, "an endpoint is disabled in one of the listed ways");
}

std::string SecretPlace(std::string_view client) {
  return "webhook secret of " + std::string(client);
}

std::string TextOf(const OldSecrets& secrets) {
  std::string text;
  for (const OldSecret& one : secrets) {
    if (!text.empty()) text += ' ';
    ((text += std::to_string(one.until.ms)) += '.') += Hex(one.sealed);
  }
  return text;
}

std::optional<OldSecrets> ParseOldSecrets(std::string_view text) {
  return ReadWords<OldSecret>(text, kOldSecretsMax, ReadOldSecret);
}

OldSecrets OldSecretsAt(const Endpoint& endpoint, Instant now) {
  OldSecrets secrets = endpoint.old_secrets;
  std::erase_if(secrets, [now](const OldSecret& one) { return now >= one.until; });
  return secrets;
}

Result<Endpoint, Instant> Rotated(Endpoint endpoint, std::string secret, Millis old_for,
                                  Instant now) {
  OldSecrets old = old_for > Millis(0) ? OldSecretsAt(endpoint, now) : OldSecrets();
  if (old.size() >= kOldSecretsMax) return Failure{old.front().until};
  if (old_for > Millis(0)) {
    const Instant until = now + old_for;
    const auto at = std::find_if(old.begin(), old.end(),
                                 [until](const OldSecret& one) { return one.until > until; });
    old.insert(at, {std::move(endpoint.secret), until});
  }
  endpoint.old_secrets = std::move(old);
  endpoint.secret = std::move(secret);
  return endpoint;
}

bool IsDropped(const outbox::Message& message, const Endpoint& endpoint) {
  return !endpoint.IsEnabled() || message.tries_since < endpoint.enabled_at;
}

outbox::Message NewDelivery(outbox::MessageId id, EndpointId endpoint, const Occurrence& occurrence,
                            Instant now) {
  outbox::Message message = outbox::NewMessage(id, {std::string(kEndpointOwner), ToText(endpoint)},
                                               kDelivery, PayloadOf(occurrence), now);
  message.destination += ToText(endpoint);
  return message;
}

std::optional<EndpointId> EndpointOf(const outbox::Owner& owner) {
  if (owner.kind != kEndpointOwner) return std::nullopt;
  const auto id = ParseIdText(kEndpointIdPrefix, owner.id);
  return id ? std::optional(EndpointId(*id)) : std::nullopt;
}

Endpoint After(Endpoint endpoint, const outbox::Message& message, Instant now) {
  if (message.state == outbox::MessageState::kSent) {
    if (endpoint.taken_at + kTakenEvery <= now) endpoint.taken_at = now;
    return endpoint;
  }
  const bool failed_throughout = message.state == outbox::MessageState::kGivenUp &&
                                 endpoint.taken_at <= message.tries_since &&
                                 endpoint.enabled_at <= message.tries_since;
  if (!failed_throughout || !endpoint.IsEnabled()) return endpoint;
  endpoint.disabled_at = now;
  endpoint.disabled_by = DisabledBy::kFailures;
  return endpoint;
}

std::string TextOf(const Subscriptions& subscriptions) {
  std::string text;
  for (const Subscription& one : subscriptions) {
    if (!text.empty()) text += ' ';
    text += std::to_string(one.endpoint.value());
    text += '.';
    text += std::to_string(one.events.bits);
  }
  return text;
}

std::optional<Subscriptions> ParseSubscriptions(std::string_view text) {
  return ReadWords<Subscription>(text, kEndpointsMax, ReadSubscription);
}

void Enter(const Endpoint& endpoint, Subscriptions& subscriptions) {
  const Subscription now{endpoint.id, endpoint.IsEnabled() ? endpoint.events : EventSet{}};
  const auto at = std::find_if(subscriptions.begin(), subscriptions.end(),
                               [&](const auto& one) { return one.endpoint == endpoint.id; });
  if (at != subscriptions.end()) {
    *at = now;
  } else {
    subscriptions.push_back(now);
  }
}

}  // namespace herlaad::webhooks
