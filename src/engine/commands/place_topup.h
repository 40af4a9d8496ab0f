// Places a top-up under an idempotency key. The idempotency record, also that of a refusal, is
// committed with the order. A repeat gets the same outcome. The same key with another request gets
// kKeyReused and changes nothing.
#pragma once

#include <string>
#include <string_view>

#include "base/core/result.h"
#include "domain/orders/place.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

inline constexpr std::size_t kIdempotencyKeyMax = 255;

// Errors of the request itself, in order of precedence.
enum class PlaceTopupError : std::uint8_t {
  kKeyEmpty = 1,
  kKeyTooLong = 2,
  kAmountNotPositive = 3,
  kTotalNotPositive = 4,
};

// The API key of a request.
struct UsedKey {
  KeyId id;
  KeyId caps_of;          // ApiKey::caps_of
  limits::CashCaps caps;  // on the cash of the request; none if it is not paid in cash
};

class PlaceTopup final : public Command {
 public:
  // `idempotency_key` is any text of 1 to kIdempotencyKeyMax bytes, unique per client: whichever of
  // the client's API keys is used, a repeat finds the first answer. `used` is that key, if any.
  static Result<std::unique_ptr<PlaceTopup>, PlaceTopupError> Check(
      orders::PlaceRequest request, std::string_view idempotency_key,
      std::optional<UsedKey> used = std::nullopt);

  [[nodiscard]] std::string_view Kind() const override { return "place_topup"; }
  void AddNeeds(Needs& needs) const override;
  // outcome: orders::PlaceOutcome. With kKeyReused the answer names the order of the key, if there
  // is one, so that the requests can be compared.
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  PlaceTopup(orders::PlaceRequest request, Digest key, Digest body, std::optional<UsedKey> used)
      : request_(std::move(request)), key_(key), body_(body), used_(used) {}
  [[nodiscard]] bool IsCapped() const { return used_ && !used_->caps.IsEmpty(); }
  [[nodiscard]] Decision Repeat(const IdempotencyRecord& idempotency_record) const;
  // The day of the key's cash with that of an order; nothing if the key has no caps.
  [[nodiscard]] Result<std::optional<KeyCash>, orders::Refusal> TakeCash(std::int64_t total,
                                                                         const ReadSet& read_set,
                                                                         Instant now) const;

  orders::PlaceRequest request_;
  Digest key_;
  Digest body_;
  std::optional<UsedKey> used_;
};

}  // namespace herlaad::engine
