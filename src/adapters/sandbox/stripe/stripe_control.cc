#include "adapters/sandbox/stripe/stripe_control.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/net/json.h"
#include "adapters/sandbox/checks.h"
#include "adapters/sandbox/stripe/book/balance.h"
#include "adapters/sandbox/stripe/book/disputes.h"
#include "adapters/sandbox/stripe/book/intents.h"
#include "adapters/sandbox/stripe/book/refunds.h"
#include "adapters/sandbox/stripe/book/sessions.h"
#include "adapters/sandbox/stripe/page/payer.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

constexpr std::int64_t kTimesMax = 10'000;
constexpr std::int64_t kDelayMax = 600'000;           // milliseconds
constexpr std::int64_t kAdvanceMax = 400LL * 86'400;  // seconds
constexpr std::int64_t kFeeMax = 100'000'000;         // cents

Failure<StripeError> Invalid(const std::string& field, const std::string& message) {
  return Failure{InvalidParameter(field, message)};
}

std::string TextOr(const json& asked, std::string_view name, const std::string& absent = "") {
  return net::TextField(asked, name).value_or(absent);
}

std::int64_t NumberOr(const json& asked, std::string_view name, std::int64_t absent) {
  return net::IntegerField(asked, name).value_or(absent);
}

// What the bodies hold. A word that is misspelt would otherwise be a fault that never comes.
struct ControlField {
  std::string_view noun;
  std::string_view name;
  bool is_number = false;
};
constexpr ControlField kFields[] = {
    {"faults", "fault"},
    {"faults", "method"},
    {"faults", "path"},
    {"faults", "times", true},
    {"faults", "delay_ms", true},
    {"faults", "retry_after_s", true},
    {"webhooks", "mode"},
    {"webhooks", "thin"},
    {"webhooks", "url"},
    {"webhooks", "order"},
    {"fees", "amount", true},
    {"refunds", "outcome"},
    {"refunds", "status"},
    {"clock", "advance_s", true},
    {"sessions", "action"},
    {"sessions", "method"},
    {"sessions", "card"},
    {"payment_intents", "outcome"},
    {"charges", "status"},
    {"charges", "reason"},
    {"charges", "amount", true},
    {"disputes", "status"},
    {"payment_methods", "behaviour"},
};

std::optional<StripeError> WrongField(std::string_view noun, const json& asked) {
  for (const auto& [name, value] : asked.items()) {
    const auto* const known = std::find_if(std::begin(kFields), std::end(kFields),
                                           [&, &field = name](const ControlField& each) {
                                             return each.noun == noun && each.name == field;
                                           });
    if (known == std::end(kFields))
      return InvalidParameter(name, "There is no such field; docs/stripe_stand_in.md lists them.");
    if (known->is_number ? !value.is_number_integer() : !value.is_string())
      return InvalidParameter(name, known->is_number ? "It is a whole number." : "It is a text.");
  }
  return std::nullopt;
}

bool IsWithin(std::int64_t value, std::int64_t low, std::int64_t high) {
  return value >= low && value <= high;
}

}  // namespace

StripeResult StripeControl::Do(const std::string& path, const std::string& body) {
  const auto parsed = net::ParseStrict(body.empty() ? "{}" : body);
  if (!parsed.ok() || !parsed->is_object()) {
    return Invalid("", "The body must be a JSON object.");
  }
  const std::string noun = path.substr(0, path.find('/'));
  const std::string id = noun.size() == path.size() ? "" : path.substr(noun.size() + 1);
  if (auto wrong = WrongField(noun, *parsed)) return Failure{*std::move(wrong)};
  return id.empty() ? DoAlone(noun, *parsed) : DoWith(noun, id, *parsed);
}

StripeResult StripeControl::DoAlone(const std::string& noun, const json& asked) {
  if (noun == "faults") return AddFault(asked);
  if (noun == "webhooks") return SetWebhooks(asked);
  if (noun == "payouts") return PayOut(book_);
  if (noun == "fees") {
    const std::int64_t amount = NumberOr(asked, "amount", 0);
    if (!IsWithin(amount, 1, kFeeMax)) return Invalid("amount", "The fee is a number of cents.");
    return TakeStripeFee(book_, amount);
  }
  if (noun == "refunds") {
    const std::string outcome = TextOr(asked, "outcome");
    if (!IsRefundOutcome(outcome)) {
      return Invalid("outcome", "It is succeeded, pending, requires_action or failed.");
    }
    book_.store.SetSetting("refunds", outcome);
    return json::object();
  }
  if (noun == "clock") {
    const std::int64_t seconds = NumberOr(asked, "advance_s", 0);
    if (!IsWithin(seconds, 1, kAdvanceMax)) {
      return Invalid("advance_s", "The clock can be advanced by 1 second to 400 days.");
    }
    acts_.advance_clock(Millis(seconds * 1'000));
    return json{{"now", book_.Seconds()}};
  }
  return Failure{NoSuchObject("control", noun, "")};
}

StripeResult StripeControl::DoWith(const std::string& noun, const std::string& id,
                                   const json& asked) {
  if (noun == "sessions") return PayAs(id, asked);
  if (noun == "payment_intents") return Settle(id, asked);
  if (noun == "charges") return DisputeOf(id, asked);
  if (noun == "disputes") return AdvanceDispute(book_, id, TextOr(asked, "status"));
  if (noun == "refunds") return SetRefundStatus(book_, id, TextOr(asked, "status"));
  if (noun == "payment_methods") return SetMeans(id, asked);
  if (noun == "reversals") return ReversePayment(book_, id);
  if (noun == "faults" && id == "clear") {
    faults_.Clear();
    return json::object();
  }
  if (noun == "webhooks" && id == "release") {
    book_.events.Release(TextOr(asked, "order") == "reverse");
    return json::object();
  }
  if (noun == "webhooks") {
    const auto event = book_.store.Find(id);
    if (!event || (event->at("object") != "event" && event->at("object") != "v2.core.event")) {
      return Failure{NoSuchObject("event", id, "id")};
    }
    book_.events.Resend(*event);
    return *event;
  }
  return Failure{NoSuchObject("control", noun, "")};
}

StripeResult StripeControl::AddFault(const json& asked) {
  const auto kind = ParseFaultKind(TextOr(asked, "fault"));
  if (!kind) {
    return Invalid("fault",
                   "It is timeout_before, timeout_after, error_500, error_500_after, conflict_409, "
                   "rate_limit_429, load_shedding_503 or slow.");
  }
  StripeFault fault;
  fault.kind = *kind;
  fault.method = TextOr(asked, "method");
  fault.path = TextOr(asked, "path", "/v");
  fault.times = NumberOr(asked, "times", 1);
  const std::int64_t delay_ms = NumberOr(asked, "delay_ms", 1'000);
  fault.retry_after_s = NumberOr(asked, "retry_after_s", 1);
  if (!IsWithin(fault.times, 1, kTimesMax) || !IsWithin(delay_ms, 0, kDelayMax) ||
      !IsWithin(fault.retry_after_s, 0, kDelayMax)) {
    return Invalid("times", "times is 1 to 10000, delay_ms and retry_after_s 0 to 600000.");
  }
  fault.delay = Millis(delay_ms);
  if (!faults_.Add(std::move(fault))) {
    return Invalid("fault", "There are 100 faults already. Clear them first.");
  }
  return json::object();
}

StripeResult StripeControl::PayAs(const std::string& id, const json& asked) {
  auto session = book_.store.Find(id, "checkout.session");
  if (!session) return Failure{NoSuchObject("checkout.session", id, "session")};
  const auto action = ParsePayerAction(TextOr(asked, "action", "approve"));
  const StripeMethod* const method = FindStripeMethod(
      TextOr(asked, "method", session->at("payment_method_types").at(0).get<std::string>()));
  if (!action || method == nullptr) {
    return Invalid(action ? "method" : "action", "There is no such button on the payer's page.");
  }
  if (asked.contains("card") && !UseTestCard(book_, *session, TextOr(asked, "card")))
    return Invalid("card", "It is a name of 1 to 40 bytes.");
  if (!ActOnSession(book_, *session, *action, *method)) {
    return Failure{RefusedByState("", "The session's state does not allow this action.")};
  }
  return *book_.store.Find(id);
}

StripeResult StripeControl::Settle(const std::string& id, const json& asked) {
  const std::string outcome = TextOr(asked, "outcome");
  if (outcome != "succeeded" && outcome != "failed") {
    return Invalid("outcome", "It is succeeded or failed.");
  }
  if (!book_.store.Find(id, "payment_intent")) {
    return Failure{NoSuchObject("payment_intent", id, "intent")};
  }
  if (!SettlePayment(book_, id, outcome == "succeeded")) {
    return Failure{RefusedByState("", "This payment intent is not processing.")};
  }
  return *book_.store.Find(id);
}

StripeResult StripeControl::DisputeOf(const std::string& charge, const json& asked) {
  return OpenDispute(book_, charge, TextOr(asked, "status", "needs_response"),
                     TextOr(asked, "reason", "fraudulent"), NumberOr(asked, "amount", 0));
}

StripeResult StripeControl::SetMeans(const std::string& id, const json& asked) {
  auto means = book_.store.Find(id, "payment_method");
  if (!means) return Failure{NoSuchObject("payment_method", id, "payment_method")};
  const std::string behaviour = TextOr(asked, "behaviour");
  if (std::find(std::begin(kMeansBehaviours), std::end(kMeansBehaviours), behaviour) ==
      std::end(kMeansBehaviours)) {
    return Invalid("behaviour",
                   "It is approve, decline, insufficient_funds, authentication_required or "
                   "processing.");
  }
  (*means)["_behaviour"] = behaviour;
  book_.store.Update(*means);
  return *means;
}

StripeResult StripeControl::SetWebhooks(const json& asked) {
  const auto mode = net::TextField(asked, "mode");
  const auto thin = net::TextField(asked, "thin");
  const auto url = net::TextField(asked, "url");
  const auto parsed = ParseWebhookMode(mode.value_or("normal"));
  if (!parsed) return Invalid("mode", "It is normal, repeat, reorder, drop or hold.");
  if (thin && !StripeEvents::IsThinMode(*thin)) {
    return Invalid("thin", "It is off, both or only.");
  }
  if (url && !IsReturnUrl(*url)) return Invalid("url", "It must be an http or https address.");
  if (mode) book_.events.SetMode(*parsed);
  if (thin) book_.events.SetThin(*thin);
  if (url) acts_.set_webhook_url(*url);
  return json::object();
}

}  // namespace herlaad::sandbox
