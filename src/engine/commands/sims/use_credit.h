// Uses prepaid credit of a SIM: sets an amount aside for a session whose extent is not known yet,
// and ends it with what was used. Each request has a key, so that a repeat changes nothing
// (RFC 8506: a request with the same session and number is a duplicate).
#pragma once

#include <string>
#include <string_view>

#include "base/core/result.h"
#include "domain/prepaid/spend.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

// Who uses, in which session, and which of its requests this is.
struct UseRequest {
  std::string client;       // as of an idempotency key
  std::string session;      // of the client, 1 to kSessionMax characters
  std::int64_t number = 0;  // of the request within the session
  Msisdn msisdn;
};
inline constexpr std::size_t kSessionMax = 128;
inline constexpr Millis kHeldLongest{24LL * 3'600 * 1'000};

// Errors of the request itself, in order of precedence.
enum class UseError : std::uint8_t {
  kNoSession = 1,  // or longer than kSessionMax
  kAmountInvalid = 2,
  kTimeInvalid = 3,  // not between a millisecond and kHeldLongest
};

// Stored with the idempotency record; never reused.
enum class UseOutcome : std::uint8_t {
  kDone = 1,
  kKeyReused = 2,  // this number of the session was another request
  kUnknownNumber = 3,
  kNotActive = 4,
  kTooLittle = 5,          // is there
  kTooMany = 6,            // prepaid::kReservationsMax of this SIM are open
  kOpenAlready = 7,        // the session has a reservation that was not ended
  kNoSuchReservation = 8,  // never made, ended, or over by time
  kMoreThanReserved = 9,   // is to be spent; the reservation stays open
};

// Amounts are of the asset of the reservation, in its smallest unit.
struct ReserveResult {
  UseOutcome outcome = UseOutcome::kDone;
  std::int64_t reserved = 0;   // kDone
  std::int64_t available = 0;  // kTooLittle: what could be reserved
  friend bool operator==(const ReserveResult&, const ReserveResult&) = default;
};
struct SpendResult {
  UseOutcome outcome = UseOutcome::kDone;
  std::int64_t spent = 0;     // kDone
  std::int64_t reserved = 0;  // kMoreThanReserved
  friend bool operator==(const SpendResult&, const SpendResult&) = default;
};

// As stored in the idempotency record, and read from it.
IdempotencyRecord Pack(const ReserveResult& result);
IdempotencyRecord Pack(const SpendResult& result);
ReserveResult UnpackReserved(const IdempotencyRecord& record);
SpendResult UnpackSpent(const IdempotencyRecord& record);

class ReserveCredit final : public CommandOf<ReserveResult> {
 public:
  // Of the asset, above zero; `held` is how long it stays set aside if it is not ended.
  static Result<std::unique_ptr<ReserveCredit>, UseError> Check(UseRequest request, Asset asset,
                                                                std::int64_t amount, Millis held);
  [[nodiscard]] std::string_view Kind() const override { return "reserve_credit"; }
  void AddNeeds(Needs& needs) const override;
  [[nodiscard]] DecisionOf<ReserveResult> Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const override;

 private:
  ReserveCredit(UseRequest request, Asset asset, std::int64_t amount, Millis held);
  [[nodiscard]] DecisionOf<ReserveResult> Reserve(const orders::Subscriber& found,
                                                  const DecisionContext& context) const;
  UseRequest request_;
  Asset asset_;
  std::int64_t amount_;
  Millis held_;
  Digest key_;
  Digest body_;
};

// `used` of what the session reserved is spent, the rest is there again; 0 only releases.
class CommitCredit final : public CommandOf<SpendResult> {
 public:
  static Result<std::unique_ptr<CommitCredit>, UseError> Check(UseRequest request,
                                                               std::int64_t used);
  [[nodiscard]] std::string_view Kind() const override { return "commit_credit"; }
  void AddNeeds(Needs& needs) const override;
  [[nodiscard]] DecisionOf<SpendResult> Decide(const ReadSet& read_set,
                                               const DecisionContext& context) const override;

 private:
  CommitCredit(UseRequest request, std::int64_t used);
  [[nodiscard]] DecisionOf<SpendResult> Commit(const orders::Subscriber& found,
                                               const DecisionContext& context) const;
  UseRequest request_;
  std::int64_t used_;
  Digest key_;
  Digest body_;
};

}  // namespace herlaad::engine
