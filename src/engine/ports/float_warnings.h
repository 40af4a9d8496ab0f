// Warnings that the float of a client is low: an address, and a level of what can be spent. Each
// time a commit takes the float from the level or above to below it, that commit also writes one
// outbox message of kind kFloatLow, which becomes one mail. See docs/adr/0025.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/email/email_address.h"
#include "base/messages/language.h"
#include "domain/outbox/message.h"
#include "engine/ports/clients.h"

namespace herlaad::engine {

// At most one a client; deleted when it is turned off.
struct FloatWarning {
  ClientId client;
  std::optional<EmailAddress> mail;  // never empty
  std::int64_t below = 0;            // EUR/2, above zero
  messages::Language language = messages::Language::kNl;
  Instant set_at{};

  friend bool operator==(const FloatWarning&, const FloatWarning&) = default;
};
// The highest level: what a client can pay in at once.
inline constexpr std::int64_t kFloatWarningMax = 100'000'000;

inline constexpr std::string_view kClientOwner = "client";  // of an outbox message

// The payload of a message of kind kFloatLow; its created_at is the instant of the crossing.
struct FloatLow {
  std::int64_t available = 0;  // EUR/2, after the crossing
  std::int64_t below = 0;      // the level then

  friend bool operator==(const FloatLow&, const FloatLow&) = default;
};
std::string PayloadOf(const FloatLow& low);
std::optional<FloatLow> ParseFloatLow(std::string_view payload);

// By mail, which may arrive twice.
inline constexpr outbox::KindRules kFloatLow{.name = "float_low", .destination = "mail"};

// The client whose float this account is, by its name.
std::optional<ClientId> FloatOwner(std::string_view account_name);

}  // namespace herlaad::engine
