// The API key of a request, and the cash that its caps allow.
#pragma once

#include <optional>

#include "domain/limits/cash_caps.h"
#include "domain/orders/placing/place.h"
#include "engine/ports/read_set.h"

namespace herlaad::engine {

struct UsedKey {
  KeyId id;
  KeyId caps_of;          // ApiKey::caps_of
  limits::CashCaps caps;  // on the cash of the request; none if it is not paid in cash
};

// Adds the KeyCash that TakeCash needs.
void AddCashNeeds(const std::optional<UsedKey>& used, Needs& needs);

// The key's day with `total` more in cash; nothing if the key has no caps, a refusal above them.
Result<std::optional<KeyCash>, orders::Refusal> TakeCash(const std::optional<UsedKey>& used,
                                                         Money total, const ReadSet& read_set,
                                                         Instant now);

}  // namespace herlaad::engine
