// Bank: sessions, charges and refunds of the sandbox bank. Every method must be called on its
// actor's thread. Callbacks to the merchant go through the store, so that they are also sent after
// a restart.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/bank/bank_store.h"

namespace herlaad::sandbox {

// What a payer can make the bank do.
enum class Action {
  kApprove,
  kDecline,                // without a reason
  kDeclineFunds,           // insufficient funds
  kDeclineExpired,         // the card has expired
  kDeclineLimit,           // above the card's limit
  kDeclineAuthentication,  // the payer was not authenticated
  kLeave,                  // do nothing
  kSlow,                   // approve after a delay, unless the session is closed before
  kTwice,                  // approve; the callbacks are duplicated and out of order
  kDoubleCharge,           // two charges for one session
  kLoseReply,              // charge without a callback
  kLate,                   // charge once the session is closed
  kWrongAmount,            // charge another amount than requested
  kDispute,                // once it is paid: the payer disputes the first charge
  kDisputeWon,             // and the shop keeps the money
  kDisputeLost,            // or the payer gets it back
};
std::optional<Action> ParseAction(std::string_view name);  // "double_charge"

struct BankDelays {
  Millis slow{30'000};
  Millis late{5'000};  // after closing
};

struct SessionAsked {
  std::string reference;
  std::int64_t amount = 0;
  std::string payment_method;
  std::string description;
  std::string return_url;
};

struct RefundAsked {
  std::string reference;
  std::string session;
  std::string charge;
  std::int64_t amount = 0;
};

class Bank {
 public:
  // `told` is called after each commit that added a callback for the merchant.
  Bank(BankStore& store, Actor& actor, BankDelays delays, std::function<void()> told);

  // Schedules the plans that a previous process left. Call once, on the actor's thread.
  void Resume();

  // Answers for the merchant. `pay_url` is the prefix of the session's token.
  nlohmann::json Open(const SessionAsked& asked, const std::string& pay_url);
  nlohmann::json Describe(std::string_view reference, const std::string& pay_url);
  nlohmann::json Close(const std::string& reference, const std::string& pay_url);
  nlohmann::json Refund(const RefundAsked& asked);

  // Does what the payer chose. On a session that is no longer open only kLate has an effect, and
  // disputes once it is paid.
  void Do(const FullSession& session, Action action);

 private:
  void Charge(const FullSession& session, std::int64_t amount, bool tell);
  void Decline(const FullSession& session, std::string_view reason);
  void TellPaid(const BankCharge& charge);
  void TellDisputed(const FullSession& session, std::string_view state);
  void TellProcessing(const FullSession& session);
  void Tell(nlohmann::json event);
  void PlanLate(const FullSession& session);
  void Schedule(const Plan& plan);
  void RunPlan(const std::string& reference);

  BankStore& store_;
  Actor& actor_;
  const BankDelays delays_;
  const std::function<void()> told_;
};

}  // namespace herlaad::sandbox
