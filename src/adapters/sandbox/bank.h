// Bank: what a sandbox bank does with sessions, charges and refunds. Every method is called at its
// desk. What is told to the merchant goes through the store, so that it is told after a restart
// too.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/bank_store.h"

namespace herlaad::sandbox {

// What a payer can make the bank do.
enum class Deed {
  kApprove,
  kDecline,                // without a reason
  kDeclineFunds,           // the account has not enough money
  kDeclineExpired,         // the card has expired
  kDeclineLimit,           // above the card's limit
  kDeclineAuthentication,  // it was not clear that it was the payer
  kLeave,                  // nothing
  kSlow,                   // approve, some time later; closing it first prevents it
  kTwice,                  // approve; the merchant is told twice and out of order
  kDoubleCharge,           // two charges for one session
  kLoseReply,              // charge, and tell nobody
  kLate,                   // charge once the session is closed
  kWrongAmount,            // charge another sum than was asked
};
std::optional<Deed> ParseDeed(std::string_view name);  // "double_charge"

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
  // `told` is called after each commit that left something to tell the merchant.
  Bank(BankStore& store, Actor& actor, BankDelays delays, std::function<void()> told);

  // Takes up what was planned before a restart. Once, at the actor.
  void Resume();

  // Answers for the merchant. `pay_url` is put before the session's token.
  nlohmann::json Open(const SessionAsked& asked, const std::string& pay_url);
  nlohmann::json Describe(std::string_view reference, const std::string& pay_url);
  nlohmann::json Close(const std::string& reference, const std::string& pay_url);
  nlohmann::json Refund(const RefundAsked& asked);

  // The payer's deed; on a session that is no longer open only kLate does anything.
  void Do(const FullSession& session, Deed deed);

 private:
  void Charge(const FullSession& session, std::int64_t amount, bool tell);
  void Decline(const FullSession& session, std::string_view reason);
  void TellPaid(const BankCharge& charge);
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
