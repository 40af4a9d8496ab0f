// BankStore: the bank's database file, bank.db.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/callback_queue.h"
#include "adapters/sandbox/database.h"
#include "adapters/sandbox/sandbox_entries.h"

namespace herlaad::sandbox {

// A session with the fields that only the bank knows.
struct FullSession : BankSession {
  std::string token;  // grants access to the payer's page; a secret
  std::string payment_method;
  std::string description;
  std::string return_url;
  std::string decline_reason;  // the reason the bank gives; empty: none
};

// A scheduled action on a session.
struct Plan {
  enum class Action : std::int8_t { kApprove = 1, kChargeLate = 2 };
  std::string session;
  Action action = Action::kApprove;
  Instant due{};  // 0: not before the session is closed
};

// Each method runs one or two statements in the caller's transaction.
class BankStore final : public CallbackQueue {
 public:
  static Result<std::unique_ptr<BankStore>, std::string> Open(const std::string& folder,
                                                              Database::Use use);
  [[nodiscard]] Database& database() override { return *database_; }

  std::optional<FullSession> FindSession(std::string_view reference);
  std::optional<FullSession> FindByToken(std::string_view token);
  void Add(const FullSession& session);  // assigns `n`, as every Add below does
  void SetState(std::string_view reference, SessionState state, std::string_view reason,
                std::string_view decline_reason = "");

  void Add(const BankCharge& charge);
  std::optional<BankCharge> FindCharge(std::string_view reference);
  std::optional<BankCharge> FirstChargeOf(std::string_view session);

  void Add(const BankRefund& refund);
  std::optional<BankRefund> FindRefund(std::string_view reference);
  std::int64_t RefundedOf(std::string_view charge);

  void Add(const Plan& plan);  // keeps an existing one
  void Set(const Plan& plan);
  std::optional<Plan> FindPlan(std::string_view session);
  std::vector<Plan> Plans();
  void DropPlan(std::string_view session);

  void AddCallback(std::string_view body, Instant due);
  std::vector<Callback> DueCallbacks(Instant now, std::size_t limit) override;
  std::optional<Instant> NextCallbackDue() override;
  void DropCallback(std::int64_t id) override;
  void PostponeCallback(std::int64_t id, std::int64_t tries, Instant due) override;
  void GiveUpCallback(std::int64_t id, std::int64_t tries) override;

  BankEntries Read(const EntriesPage& page);

 private:
  explicit BankStore(std::unique_ptr<Database> database);

  std::unique_ptr<Database> database_;
  std::int64_t last_n_ = 0;
};

}  // namespace herlaad::sandbox
