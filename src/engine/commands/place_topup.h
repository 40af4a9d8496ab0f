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

// The API key whose caps bound the cash of a request.
struct CappedKey {
  KeyId id;
  limits::CashCaps caps;
};

class PlaceTopup final : public Command {
 public:
  // `idempotency_key` is any text of 1 to kIdempotencyKeyMax bytes, unique per client. `capped` is
  // given if the request is paid in cash by a client with caps.
  static Result<std::unique_ptr<PlaceTopup>, PlaceTopupError> Check(
      orders::PlaceRequest request, std::string_view idempotency_key,
      std::optional<CappedKey> capped = std::nullopt);

  [[nodiscard]] std::string_view Kind() const override { return "place_topup"; }
  void AddNeeds(Needs& needs) const override;
  // outcome: orders::PlaceOutcome. With kKeyReused the answer names the order of the key, if there
  // is one, so that the requests can be compared.
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  PlaceTopup(orders::PlaceRequest request, Digest key, Digest body, std::optional<CappedKey> capped)
      : request_(std::move(request)), key_(key), body_(body), capped_(capped) {}
  [[nodiscard]] Decision Repeat(const IdempotencyRecord& idempotency_record) const;
  // The key's day with the cash of an order; nothing if the key has no caps.
  [[nodiscard]] Result<std::optional<KeyCash>, orders::Refusal> TakeCash(std::int64_t total,
                                                                         const ReadSet& read_set,
                                                                         Instant now) const;

  orders::PlaceRequest request_;
  Digest key_;
  Digest body_;
  std::optional<CappedKey> capped_;
};

}  // namespace herlaad::engine
