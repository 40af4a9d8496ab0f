#include "engine/ports/clients.h"

#include <algorithm>

#include "base/core/printable.h"

namespace herlaad::engine {

std::optional<ClientId> ClientNamed(std::string_view name) {
  if (!name.starts_with(kClientPrefix)) return std::nullopt;
  const auto id = ParseIdText(kClientIdPrefix, name.substr(kClientPrefix.size()));
  return id ? std::optional(ClientId(*id)) : std::nullopt;
}

bool IsClientName(std::string_view name) {
  return !name.empty() && name.size() <= kClientNameMax && !name.starts_with(kClientIdPrefix) &&
         IsOneLine(name);
}

bool IsTillName(std::string_view name) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.empty() || name.size() > kTillNameMax || !is_plain(name.front())) return false;
  if (name == kLocalTill || name.starts_with(kClientIdPrefix)) return false;
  return std::all_of(name.begin(), name.end(), [&is_plain](char c) {
    return is_plain(c) || c == '.' || c == '-' || c == '_';
  });
}

KeyState StateOf(const ApiKey& key, Instant now) {
  if (key.revoked_at.ms != 0) return KeyState::kRevoked;
  return key.valid_until.ms != 0 && key.valid_until <= now ? KeyState::kExpired : KeyState::kValid;
}

}  // namespace herlaad::engine
