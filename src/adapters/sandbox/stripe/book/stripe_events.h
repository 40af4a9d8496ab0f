// StripeEvents: records what happened as Stripe's events and puts their webhooks into the store:
// classic events, which contain the object, and, when switched on, thin ones, which only name it.
// Webhooks can be repeated, reordered, held back and left out; the events can always be read.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/stripe/book/stripe_store.h"

namespace herlaad::sandbox {

inline constexpr std::string_view kNewestStripeVersion = "2026-10-28.endive";

// What becomes of the webhooks of the events that are recorded together.
enum class WebhookMode {
  kNormal,
  kRepeat,   // all are sent, then all once more
  kReorder,  // the last is sent first
  kDrop,     // none is sent
  kHold,     // they wait until they are released
};
std::optional<WebhookMode> ParseWebhookMode(std::string_view name);  // "repeat"
std::string_view Name(WebhookMode mode);

class StripeEvents {
 public:
  // `told` is called for each webhook that is to be sent. Webhooks are due by `sending_now`, which
  // is not ahead when a test has advanced `now`.
  StripeEvents(
      StripeStore& store, std::function<Instant()> now, std::function<void()> told,
      std::function<Instant()> sending_now = [] { return SystemClock().Now(); })
      : store_(store),
        now_(std::move(now)),
        told_(std::move(told)),
        sending_now_(std::move(sending_now)) {}

  // Names the request that causes the next events.
  void Begin(std::string request_id, std::string key);
  // Records an event about the object as it is now.
  void Raise(std::string_view type, const nlohmann::json& object);
  // Sends no webhooks of the events since the last Flush: what they tell was undone.
  void Discard();
  // The mode of the events since the last Flush, in place of the one that is set.
  void UseOnce(WebhookMode mode) { once_ = mode; }
  // Puts the webhooks of the events since the last Flush into the store.
  void Flush();

  // Until it is set again; also after a restart.
  void SetMode(WebhookMode mode);
  // "off", "both" (thin events besides the classic ones) or "only".
  [[nodiscard]] static bool IsThinMode(std::string_view mode);
  void SetThin(std::string_view mode);
  void Release(bool reversed);
  // Sends the webhooks of a recorded event again.
  void Resend(const nlohmann::json& event);

 private:
  nlohmann::json ThinEvent(std::string_view type, const nlohmann::json& object);

  StripeStore& store_;
  const std::function<Instant()> now_;
  const std::function<void()> told_;
  const std::function<Instant()> sending_now_;
  std::string request_id_;
  std::string key_;
  std::vector<std::string> raised_;  // the bodies of webhooks
  std::optional<WebhookMode> once_;
};

// What an answer and a webhook show of a stored object, of a list, or of an answer with objects.
nlohmann::json PublicObject(const nlohmann::json& object);

// The path of an object in the first API: "/v1/refunds/re_1".
std::string StripePathOf(const nlohmann::json& object);

}  // namespace herlaad::sandbox
