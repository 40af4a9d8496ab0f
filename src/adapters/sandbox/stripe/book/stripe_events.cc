#include "adapters/sandbox/stripe/book/stripe_events.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/net/json.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

constexpr const char* kModeSetting = "webhook_mode";
constexpr const char* kThinSetting = "thin_events";

struct ModeName {
  std::string_view name;
  WebhookMode mode;
};
constexpr ModeName kModes[] = {
    {"normal", WebhookMode::kNormal},   {"repeat", WebhookMode::kRepeat},
    {"reorder", WebhookMode::kReorder}, {"drop", WebhookMode::kDrop},
    {"hold", WebhookMode::kHold},
};

struct Place {
  std::string_view kind;
  std::string_view path;
};
constexpr Place kPlaces[] = {
    {"checkout.session", "/v1/checkout/sessions/"},
    {"payment_intent", "/v1/payment_intents/"},
    {"charge", "/v1/charges/"},
    {"refund", "/v1/refunds/"},
    {"dispute", "/v1/disputes/"},
    {"payout", "/v1/payouts/"},
    {"customer", "/v1/customers/"},
    {"payment_method", "/v1/payment_methods/"},
    {"event", "/v1/events/"},
    {"balance_transaction", "/v1/balance_transactions/"},
};

}  // namespace

std::optional<WebhookMode> ParseWebhookMode(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kModes), std::end(kModes),
                                         [&](const ModeName& mode) { return mode.name == name; });
  return found == std::end(kModes) ? std::nullopt : std::optional(found->mode);
}

std::string_view Name(WebhookMode mode) {
  const auto* const found = std::find_if(std::begin(kModes), std::end(kModes),
                                         [&](const ModeName& one) { return one.mode == mode; });
  return found->name;
}

json PublicObject(const json& object) {
  if (object.is_array()) {
    json shown = json::array();
    for (const json& each : object) shown.push_back(PublicObject(each));
    return shown;
  }
  if (!object.is_object()) return object;
  const bool is_ours = object.contains("object");  // any key may be in a merchant's metadata
  json shown = json::object();
  for (const auto& member : object.items()) {
    if (is_ours && member.key().starts_with('_')) continue;
    shown[member.key()] =
        member.key() == "metadata" ? member.value() : PublicObject(member.value());
  }
  return shown;
}

std::string StripePathOf(const json& object) {
  const auto kind = net::TextField(object, "object").value_or("");
  const auto* const found = std::find_if(std::begin(kPlaces), std::end(kPlaces),
                                         [&](const Place& place) { return place.kind == kind; });
  if (found == std::end(kPlaces)) return "";
  return std::string(found->path) + object.at("id").get<std::string>();
}

void StripeEvents::Begin(std::string request_id, std::string key) {
  request_id_ = std::move(request_id);
  key_ = std::move(key);
}

void StripeEvents::Raise(std::string_view type, const json& object) {
  const json request = {{"id", request_id_.empty() ? json() : json(request_id_)},
                        {"idempotency_key", key_.empty() ? json() : json(key_)}};
  const json event = {{"id", store_.NewId("evt_")},
                      {"object", "event"},
                      {"api_version", kNewestStripeVersion},
                      {"created", now_().ms / 1'000},
                      {"data", {{"object", PublicObject(object)}}},
                      {"livemode", false},
                      {"pending_webhooks", 1},
                      {"request", request},
                      {"type", type}};
  store_.Add(event);
  const std::string thin = store_.Setting(kThinSetting);
  if (thin != "only") raised_.push_back(net::WriteJson(event));
  if (thin == "both" || thin == "only") {
    const json notice = ThinEvent(type, object);
    store_.Add(notice);
    raised_.push_back(net::WriteJson(PublicObject(notice)));
  }
}

json StripeEvents::ThinEvent(std::string_view type, const json& object) {
  json notice = {
      {"id", store_.NewId("evt_test_")},
      {"object", "v2.core.event"},
      {"type", "v1." + std::string(type)},
      {"context", nullptr},
      {"created", ToRfc3339(now_())},
      {"livemode", false},
      {"reason", nullptr},
      {"related_object",
       {{"id", object.at("id")}, {"type", object.at("object")}, {"url", StripePathOf(object)}}},
      {"_created", now_().ms / 1'000}};
  if (!request_id_.empty()) {
    notice["reason"] = {
        {"type", "request"},
        {"request",
         {{"id", request_id_}, {"idempotency_key", key_.empty() ? json() : json(key_)}}}};
  }
  return notice;
}

void StripeEvents::Discard() {
  raised_.clear();
  once_.reset();
}

void StripeEvents::Flush() {
  std::vector<std::string> bodies = std::exchange(raised_, {});
  const auto set = ParseWebhookMode(store_.Setting(kModeSetting));
  const WebhookMode mode =
      std::exchange(once_, std::nullopt).value_or(set.value_or(WebhookMode::kNormal));
  if (bodies.empty() || mode == WebhookMode::kDrop) return;
  if (mode == WebhookMode::kReorder) std::reverse(bodies.begin(), bodies.end());
  const Instant now = sending_now_();
  const int times = mode == WebhookMode::kRepeat ? 2 : 1;
  for (int time = 0; time < times; ++time) {
    for (const std::string& body : bodies) {
      if (mode == WebhookMode::kHold) {
        store_.HoldWebhook(body);
      } else {
        store_.AddWebhook(body, now);
      }
    }
  }
  if (mode != WebhookMode::kHold) told_();
}

void StripeEvents::SetMode(WebhookMode mode) { store_.SetSetting(kModeSetting, Name(mode)); }

bool StripeEvents::IsThinMode(std::string_view mode) {
  return mode == "off" || mode == "both" || mode == "only";
}

void StripeEvents::SetThin(std::string_view mode) { store_.SetSetting(kThinSetting, mode); }

void StripeEvents::Release(bool reversed) {
  store_.ReleaseWebhooks(sending_now_(), reversed);
  told_();
}

void StripeEvents::Resend(const json& event) {
  store_.AddWebhook(net::WriteJson(PublicObject(event)), sending_now_());
  told_();
}

}  // namespace herlaad::sandbox
