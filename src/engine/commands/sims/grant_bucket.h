// Grants a SIM of a hosted operator an amount of one unit beside its credit, under an idempotency
// key: data, seconds, messages or euros of a plan or a gift.
#pragma once

#include <string>
#include <string_view>

#include "base/core/result.h"
#include "domain/prepaid/grant.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

// Errors of the request itself, in order of precedence.
enum class GrantError : std::uint8_t {
  kKeyEmpty = 1,
  kKeyTooLong = 2,
  kAmountNotPositive = 3,
  kAmountTooLarge = 4,  // above prepaid::kBalanceMax
  kSourceInvalid = 5,
  kEndInvalid = 6,  // after prepaid::kEndLatest
};

enum class GrantOutcome : std::uint8_t {
  kGranted = 1,
  kKeyReused = 2,  // for another grant
  kUnknownNumber = 3,
  kTerminated = 4,
  kSuspended = 5,
  kEnded = 6,  // its validity is over already
  kBalanceFull = 7,
  kTooManyBuckets = 8,
};

struct GrantResult {
  GrantOutcome outcome = GrantOutcome::kGranted;
  prepaid::BucketNumber bucket = 0;  // kGranted
  friend bool operator==(const GrantResult&, const GrantResult&) = default;
};

// As stored in the idempotency record, and read from it.
IdempotencyRecord Pack(const GrantResult& result);
GrantResult UnpackGranted(const IdempotencyRecord& record);

class GrantBucket final : public CommandOf<GrantResult> {
 public:
  static Result<std::unique_ptr<GrantBucket>, GrantError> Check(Msisdn msisdn,
                                                                prepaid::GrantTerms terms,
                                                                std::string_view idempotency_key,
                                                                std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "grant_bucket"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat is answered as the first time and changes nothing.
  [[nodiscard]] DecisionOf<GrantResult> Decide(const ReadSet& read_set,
                                               const DecisionContext& context) const override;

 private:
  GrantBucket(Msisdn msisdn, prepaid::GrantTerms terms, Digest key, Digest body, std::string actor)
      : msisdn_(msisdn),
        terms_(std::move(terms)),
        key_(key),
        body_(body),
        actor_(std::move(actor)) {}
  [[nodiscard]] DecisionOf<GrantResult> Grant(const orders::Subscriber& found,
                                              const DecisionContext& context) const;

  Msisdn msisdn_;
  prepaid::GrantTerms terms_;
  Digest key_;
  Digest body_;
  std::string actor_;
};

}  // namespace herlaad::engine
