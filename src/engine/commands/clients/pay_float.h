// Records a payment into the float of a client, or out of it, under an idempotency key. Audited.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/core/result.h"
#include "base/money/money.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

// Errors of the request itself, in order of precedence.
enum class PayFloatError : std::uint8_t {
  kKey = 1,        // not 1 to kIdempotencyKeyMax bytes
  kAmount = 2,     // 0, or above kFloatPaymentMax in or out
  kReference = 3,  // not 1 to kFloatReferenceMax bytes
};

// In order of precedence. Stored with the idempotency record, never reused.
enum class PayFloatOutcome : std::uint8_t {
  kPaid = 1,
  kNoSuchClient = 2,
  kTooLow = 3,       // paid out would be more than is available
  kTooLarge = 4,     // the balance would be above ledger::kBalanceMax
  kKeyReused = 5,    // the idempotency key was used for another payment of the client
  kActorMayNot = 6,  // the person is not allowed, or not any more; never stored
  kWithdrawn = 7,    // the list that has the line was withdrawn; never stored
};

struct PayFloatResult {
  PayFloatOutcome outcome = PayFloatOutcome::kPaid;
  FloatPaymentId payment = {};  // kPaid
  Money available = {};         // kTooLow: in the float
  friend bool operator==(const PayFloatResult&, const PayFloatResult&) = default;
};

// As stored in the idempotency record, and read from it.
IdempotencyRecord Pack(const PayFloatResult& result);
PayFloatResult UnpackPaid(const IdempotencyRecord& record);

class PayFloat final : public CommandOf<PayFloatResult> {
 public:
  // `amount` in cents, below zero to pay out. `actor` must still have access::kMayPayFloats when it
  // is decided, if it is a person. Keys are of the client whose float it is, whoever sends them.
  // `list`: with the bank's line that is paid in; empty: recorded by hand.
  static Result<std::unique_ptr<PayFloat>, PayFloatError> Check(
      ClientId client, std::int64_t amount, std::string reference, std::string_view idempotency_key,
      std::string actor, ImportId list = {});
  [[nodiscard]] std::string_view Kind() const override { return "pay_float"; }
  void AddNeeds(Needs& needs) const override;
  // A payment is recorded, and a repeat gets its result; what was refused is decided again.
  [[nodiscard]] DecisionOf<PayFloatResult> Decide(const ReadSet& read_set,
                                                  const DecisionContext& context) const override;

 private:
  PayFloat(ClientId client, std::int64_t amount, std::string reference, std::string_view key,
           std::string actor, ImportId list);
  [[nodiscard]] DecisionOf<PayFloatResult> Pay(const ClientRecord& client, const ReadSet& read_set,
                                               const DecisionContext& context) const;

  ClientId client_;
  std::int64_t amount_;
  std::string reference_;
  Digest key_;
  Digest body_;
  std::string actor_;
  ImportId list_;
};

}  // namespace herlaad::engine
