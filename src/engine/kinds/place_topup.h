// Placing a top-up under an idempotency key. The claim, a refusal's too, is committed with the
// order: a repeat gets the same outcome, the same key with another request is told so and changes
// nothing.
#pragma once

#include <string>
#include <string_view>

#include "base/core/result.h"
#include "engine/kinds/command.h"
#include "rules/orders/place.h"

namespace herlaad::engine {

inline constexpr std::size_t kIdempotencyKeyMax = 255;

// What can be wrong before anything is looked up. In order of precedence.
enum class PlaceTopupError : std::uint8_t {
  kKeyEmpty = 1,
  kKeyTooLong = 2,
  kAmountNotPositive = 3,
  kTotalNotPositive = 4,
};

class PlaceTopup final : public Command {
 public:
  // `idempotency_key` is any text of 1 to kIdempotencyKeyMax bytes, unique for the request's
  // caller.
  static Result<std::unique_ptr<PlaceTopup>, PlaceTopupError> Check(
      orders::PlaceRequest request, std::string_view idempotency_key);

  [[nodiscard]] std::string_view Kind() const override { return "place_topup"; }
  void AddNeeds(Needs& needs) const override;
  // outcome: orders::PlaceOutcome. With kKeyReused the order is the one that the key belongs to, if
  // there is one: only the order itself can tell in what the requests differ.
  [[nodiscard]] Decision Decide(const Workspace& workspace, const Moment& moment) const override;

 private:
  PlaceTopup(orders::PlaceRequest request, Digest key, Digest body)
      : request_(std::move(request)), key_(key), body_(body) {}
  [[nodiscard]] Decision Repeat(const Claim& claim) const;

  orders::PlaceRequest request_;
  Digest key_;
  Digest body_;
};

}  // namespace herlaad::engine
