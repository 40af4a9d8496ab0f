// Places a top-up under an idempotency key. The idempotency record, also that of a refusal, is
// committed with the order. A repeat gets the same outcome. The same key with another request gets
// kKeyReused and changes nothing.
#pragma once

#include <string>
#include <string_view>

#include "base/core/result.h"
#include "domain/orders/placing/place.h"
#include "engine/commands/brakes/braking.h"
#include "engine/commands/clients/used_key.h"
#include "engine/commands/command.h"
#include "engine/commands/idempotency.h"
#include "engine/commands/orders/new_order.h"

namespace herlaad::engine {

// Errors of the request itself, in order of precedence.
enum class PlaceTopupError : std::uint8_t {
  kKeyEmpty = 1,
  kKeyTooLong = 2,
  kAmountNotPositive = 3,
  kTotalNotPositive = 4,
};

// The PIN that a request is paid with: never the PIN itself.
struct HeldPin {
  Digest digest;                              // keyed, as stored with the voucher
  std::optional<vouchers::VoucherId> serial;  // of the voucher with that digest, if there is one
};

class PlaceTopup final : public CommandOf<PlaceResult> {
 public:
  // `idempotency_key` is any text of 1 to kIdempotencyKeyMax bytes, unique per client: whichever of
  // the client's API keys is used, a repeat finds the first answer. `used` is that key, if any.
  // `pin` is given if the payment method needs one: the amount may then be left to the voucher.
  // `braking` judges the payment before it is made, if the method concerns its brakes.
  static Result<std::unique_ptr<PlaceTopup>, PlaceTopupError> Check(
      orders::PlaceRequest request, std::string_view idempotency_key,
      std::optional<UsedKey> used = std::nullopt, std::optional<HeldPin> pin = std::nullopt,
      Braking braking = {});

  [[nodiscard]] std::string_view Kind() const override { return "place_topup"; }
  void AddNeeds(Needs& needs) const override;
  [[nodiscard]] DecisionOf<PlaceResult> Decide(const ReadSet& read_set,
                                               const DecisionContext& context) const override;

 private:
  PlaceTopup(orders::PlaceRequest request, Digest key, Digest body, std::optional<UsedKey> used,
             std::optional<HeldPin> pin, Braking braking)
      : request_(std::move(request)),
        key_(key),
        body_(body),
        used_(used),
        pin_(pin),
        braking_(std::move(braking)) {}
  [[nodiscard]] brakes::Judged Brake(const orders::Order& order, bool is_first,
                                     const ReadSet& read_set, Instant now) const;
  void KeepBraked(const brakes::Judged& judged, const orders::Order& order, Instant now,
                  Decision& decision) const;
  // That pays; nullptr if there is none, or its PIN is another one.
  [[nodiscard]] const vouchers::Voucher* Voucher(const ReadSet& read_set) const;
  [[nodiscard]] std::optional<ledger::Account> Prepaid() const {
    return payments::PrepaidAccount(request_.payment_method, request_.payment_account);
  }

  orders::PlaceRequest request_;
  Digest key_;
  Digest body_;
  std::optional<UsedKey> used_;
  std::optional<HeldPin> pin_;
  Braking braking_;  // without brakes unless the method concerns them
};

}  // namespace herlaad::engine
