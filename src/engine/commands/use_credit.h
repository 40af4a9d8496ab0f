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
  kDone = 1,       // detail: what was reserved, or what was spent
  kKeyReused = 2,  // this number of the session was another request
  kUnknownNumber = 3,
  kNotActive = 4,
  kTooLittle = 5,          // detail: what could be reserved
  kTooMany = 6,            // prepaid::kReservationsMax of this SIM are open
  kOpenAlready = 7,        // the session has a reservation that was not ended
  kNoSuchReservation = 8,  // never made, ended, or over by time
  kMoreThanReserved = 9,   // detail: what was reserved; the reservation stays open
};

class ReserveCredit final : public Command {
 public:
  // Of the asset, above zero; `held` is how long it stays set aside if it is not ended.
  static Result<std::unique_ptr<ReserveCredit>, UseError> Check(UseRequest request, Asset asset,
                                                                std::int64_t amount, Millis held);
  [[nodiscard]] std::string_view Kind() const override { return "reserve_credit"; }
  void AddNeeds(Needs& needs) const override;
  // outcome: UseOutcome
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  ReserveCredit(UseRequest request, Asset asset, std::int64_t amount, Millis held);
  [[nodiscard]] Decision Reserve(const orders::Subscriber& found,
                                 const DecisionContext& context) const;
  UseRequest request_;
  Asset asset_;
  std::int64_t amount_;
  Millis held_;
  Digest key_;
  Digest body_;
};

// `used` of what the session reserved is spent, the rest is there again; 0 only releases.
class CommitCredit final : public Command {
 public:
  static Result<std::unique_ptr<CommitCredit>, UseError> Check(UseRequest request,
                                                               std::int64_t used);
  [[nodiscard]] std::string_view Kind() const override { return "commit_credit"; }
  void AddNeeds(Needs& needs) const override;
  // outcome: UseOutcome
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  CommitCredit(UseRequest request, std::int64_t used);
  [[nodiscard]] Decision Commit(const orders::Subscriber& found,
                                const DecisionContext& context) const;
  UseRequest request_;
  std::int64_t used_;
  Digest key_;
  Digest body_;
};

}  // namespace herlaad::engine
