// StripeStore: the stand-in's database file, stripe.db: Stripe's objects as they are answered, what
// was answered under each Idempotency-Key, what is planned, and the webhooks to be sent.
//
// Members of an object whose names begin with '_' are the stand-in's own and never answered.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/callback_queue.h"
#include "adapters/sandbox/database.h"
#include "base/core/instant.h"

namespace herlaad::sandbox {

// Which objects of a kind to list, newest first.
struct StripeListQuery {
  std::string kind;  // the member `object`: "charge"
  std::size_t limit = 10;
  std::int64_t created_from = 0;  // seconds, both included
  std::int64_t created_to = INT64_MAX;
  std::int64_t before = INT64_MAX;  // the number of the object after which the page begins
  std::int64_t after = 0;           // or before which it ends: then the page next to it is read
  std::string payment_intent;       // empty: any; the same for the others
  std::string charge;
  std::string customer;
  std::string type;
  std::string source;
  std::string payout;
  std::string status;
};

struct StoredAnswer {
  std::string fingerprint;  // of the request: method, path and parameters
  std::string request_id;
  int status = 200;
  std::string body;
  Instant at{};
};

struct StripePlan {
  enum class Action : std::int8_t { kExpireSession = 1, kSettle = 2, kFail = 3 };
  std::string subject;  // the id of a session or of a payment intent
  Action action = Action::kExpireSession;
  Instant due{};
};

// Each method runs a few statements in the caller's transaction.
class StripeStore final : public CallbackQueue {
 public:
  static Result<std::unique_ptr<StripeStore>, std::string> Open(const std::string& folder,
                                                                Database::Use use);
  // Without a file: lost with the store.
  static Result<std::unique_ptr<StripeStore>, std::string> InMemory();
  [[nodiscard]] Database& database() override { return *database_; }

  // A new id: the prefix and 24 random characters.
  [[nodiscard]] std::string NewId(std::string_view prefix) const;
  // A text of so many random bytes, as in the address of a page.
  [[nodiscard]] std::string NewToken(std::size_t bytes) const { return draw_(bytes); }
  // Ids and tokens are drawn from the operating system until another source is set: a text of so
  // many random bytes, in lower-case Crockford base32.
  using DrawText = std::function<std::string(std::size_t bytes)>;
  void DrawFrom(DrawText draw) { draw_ = std::move(draw); }

  void Add(const nlohmann::json& object);  // its `id` must be new
  void Update(const nlohmann::json& object);
  // The object of that id, whatever its kind.
  std::optional<nlohmann::json> Find(std::string_view id);
  std::optional<nlohmann::json> Find(std::string_view id, std::string_view kind);
  std::optional<nlohmann::json> FindSessionByToken(std::string_view token);
  // The number of an object of that kind in the order of creation.
  std::optional<std::int64_t> NumberOf(std::string_view id, std::string_view kind);
  // Up to limit + 1 objects, so that the caller sees whether there are more.
  std::vector<nlohmann::json> List(const StripeListQuery& query);
  // What is not yet paid out, oldest first.
  std::vector<nlohmann::json> BalanceTransactionsWithoutPayout(std::size_t limit);

  void Keep(std::string_view key, const StoredAnswer& answer);
  std::optional<StoredAnswer> Kept(std::string_view key);
  void ForgetAnswersBefore(Instant at);

  void Set(const StripePlan& plan);  // replaces that of the same subject
  void DropPlan(std::string_view subject);
  std::optional<StripePlan> DuePlan(Instant now);
  std::optional<Instant> NextPlanDue();

  void AddWebhook(std::string_view body, Instant due);
  void HoldWebhook(std::string_view body);  // not sent before Release
  // Sends what is held, in the order of its creation or the reverse.
  void ReleaseWebhooks(Instant due, bool reversed);
  std::vector<Callback> DueCallbacks(Instant now, std::size_t limit) override;
  std::optional<Instant> NextCallbackDue() override;
  void DropCallback(std::int64_t id) override;
  void PostponeCallback(std::int64_t id, std::int64_t tries, Instant due) override;
  void GiveUpCallback(std::int64_t id, std::int64_t tries) override;

  void SetSetting(std::string_view name, std::string_view value);
  std::string Setting(std::string_view name);  // empty if never set

 private:
  explicit StripeStore(std::unique_ptr<Database> database);
  static Result<std::unique_ptr<StripeStore>, std::string> OpenAt(const std::string& path,
                                                                  Database::Use use);

  std::unique_ptr<Database> database_;
  DrawText draw_;
};

}  // namespace herlaad::sandbox
