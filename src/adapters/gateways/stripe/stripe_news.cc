#include "adapters/gateways/stripe/stripe_news.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "adapters/gateways/stripe/stripe_api.h"
#include "adapters/gateways/stripe/stripe_objects.h"
#include "adapters/net/json.h"
#include "base/core/mutant.h"

namespace herlaad::gateways::stripe {
namespace {

using engine::Callback;
using engine::CallbackError;
using engine::GatewayAnswer;
using engine::PaymentNews;
using nlohmann::json;
using orders::CloseReason;
using Kind = GatewayAnswer::Kind;
using CallbackOrError = Result<Callback, CallbackError>;

NewsOrError NotForUs() { return Failure{CallbackError::kNotForUs}; }
NewsOrError Malformed() { return Failure{CallbackError::kMalformed}; }

// Our reference of that part in the object's metadata; empty if it has none.
std::string OurReference(const json& object, char part) {
  std::string text = MetadataOf(object, part == 'p' ? kPaymentKey : kRefundKey);
  const auto name = orders::ParsePartReference(text);
  return name && name->part == part ? text : "";
}

NewsOrError NewsOf(std::string part, const Reading& reading) {
  if (!reading.trouble.empty()) return Malformed();
  if (reading.answer.kind == Kind::kUnknown) return std::vector<PaymentNews>{};
  return std::vector<PaymentNews>{{std::move(part), reading.answer}};
}

NewsOrError OfIntent(const json& intent) {
  std::string part = OurReference(intent, 'p');
  if (part.empty()) return NotForUs();
  return NewsOf(std::move(part), ReadIntent(intent));
}

// A charge has the metadata of its payment intent, and is there only because of it.
NewsOrError OfCharge(const json& charge) {
  std::string part = OurReference(charge, 'p');
  if (part.empty()) return NotForUs();
  return NewsOf(std::move(part), ReadCharge(charge));
}

NewsOrError OfSession(const json& session) {
  std::string part = OurReference(session, 'p');
  if (part.empty()) return NotForUs();
  Reading reading = ReadSession(session);
  // That it is open is no news.
  if (reading.answer.kind == Kind::kOpen) reading = {};
  return NewsOf(std::move(part), reading);
}

NewsOrError OfRefund(const json& refund) {
  std::string part = OurReference(refund, 'r');
  if (part.empty()) return NotForUs();
  Reading reading = ReadRefund(refund);
  // Whoever is told, and did not ask, may have been told before that it was accepted or done.
  if (reading.answer.kind == Kind::kRefused) {
    if (MutantIs("stripe_failed_refund_ignored")) return std::vector<PaymentNews>{};
    reading.answer.kind = Kind::kFailed;
  }
  reading.answer.received = 0;
  return NewsOf(std::move(part), reading);
}

NewsOrError OfDispute(const json& dispute, Instant at) {
  const json* const intent = Expanded(dispute, "payment_intent");
  if (intent == nullptr) return NotForUs();
  std::string part = OurReference(*intent, 'p');
  if (part.empty()) return NotForUs();
  return NewsOf(std::move(part), ReadDispute(dispute, at));
}

enum class Telling {
  kObject,         // what the object tells
  kObjectWithout,  // what is only told with its payment intent: to be fetched
  kCompleted,      // a page: what it tells of its payment, without the payment intent
  kFailed,         // a page whose payment failed after it was complete
  kExpired,        // a page
};
struct TypeRow {
  std::string_view type;
  Telling telling;
};
// payment_intent.payment_failed is no news: on the page the payer may try again. Nor is
// charge.refunded: its refund tells the same, and which one it is.
constexpr std::array kTypes{
    TypeRow{"charge.succeeded", Telling::kObject},  // alone tells the card
    TypeRow{"payment_intent.succeeded", Telling::kObject},
    TypeRow{"payment_intent.processing", Telling::kObject},
    TypeRow{"payment_intent.canceled", Telling::kObject},
    TypeRow{"checkout.session.completed", Telling::kCompleted},
    TypeRow{"checkout.session.async_payment_succeeded", Telling::kCompleted},
    TypeRow{"checkout.session.async_payment_failed", Telling::kFailed},
    TypeRow{"checkout.session.expired", Telling::kExpired},
    TypeRow{"refund.created", Telling::kObject},
    TypeRow{"refund.updated", Telling::kObject},
    TypeRow{"refund.failed", Telling::kObject},
    TypeRow{"charge.refund.updated", Telling::kObject},
    TypeRow{"charge.dispute.created", Telling::kObjectWithout},
    TypeRow{"charge.dispute.updated", Telling::kObjectWithout},
    TypeRow{"charge.dispute.closed", Telling::kObjectWithout},
    TypeRow{"charge.dispute.funds_withdrawn", Telling::kObjectWithout},
    TypeRow{"charge.dispute.funds_reinstated", Telling::kObjectWithout},
};

std::optional<Telling> TellingOf(std::string_view type) {
  const auto* const row = std::find_if(kTypes.begin(), kTypes.end(),
                                       [type](const TypeRow& each) { return each.type == type; });
  return row == kTypes.end() ? std::nullopt : std::optional(row->telling);
}

CallbackOrError Named(std::string id) {
  if (PathOf(id).path.empty()) return Failure{CallbackError::kMalformed};
  return Callback{{}, std::move(id)};
}

CallbackOrError Told(NewsOrError news) {
  if (!news.ok()) return Failure{news.error()};
  if (news->empty()) return Failure{CallbackError::kMalformed};
  return Callback{*std::move(news), {}};
}

CallbackOrError OfPage(const json& session, Telling telling) {
  std::string part = OurReference(session, 'p');
  if (part.empty()) return Failure{CallbackError::kNotForUs};
  const auto status = net::TextField(session, "payment_status");
  GatewayAnswer answer;
  if (telling == Telling::kCompleted && status == "paid") {
    // Without the name of its payment intent it is fetched.
    if (!net::TextField(session, "payment_intent")) return Named(IdOf(session));
    return Told(NewsOf(std::move(part), ReadPaidPage(session)));
  }
  if (telling == Telling::kCompleted) {
    if (status != "unpaid") return Failure{CallbackError::kMalformed};
    answer.kind = Kind::kProcessing;
  } else {
    answer.kind = Kind::kClosed;
    answer.reason = telling == Telling::kFailed ? CloseReason::kDeclined : CloseReason::kExpired;
  }
  return Callback{{{std::move(part), answer}}, {}};
}

CallbackOrError OfSnapshot(const json& event, Telling telling, bool live) {
  const json* const data = Expanded(event, "data");
  const json* const object = data != nullptr ? Expanded(*data, "object") : nullptr;
  if (object == nullptr) return Failure{CallbackError::kMalformed};
  switch (telling) {
    case Telling::kObject:
      // A refund has no mode of its own, and no moment matters but that of a dispute.
      return Told(ReadObject(*object, live, {}));
    case Telling::kObjectWithout:
      return Named(IdOf(*object));
    case Telling::kCompleted:
    case Telling::kFailed:
    case Telling::kExpired:
      return OfPage(*object, telling);
  }
  CHECK(false, "an event tells in one of the listed ways");
}

CallbackOrError OfThin(const json& event) {
  const json* const related = Expanded(event, "related_object");
  if (related == nullptr) return Failure{CallbackError::kMalformed};
  return Named(IdOf(*related));
}

}  // namespace

NewsOrError ReadObject(const json& object, bool live, Instant at) {
  if (!object.is_object() || !IsOfMode(object, live)) return NotForUs();
  const std::string kind = net::TextField(object, "object").value_or("");
  if (kind == "payment_intent") return OfIntent(object);
  if (kind == "checkout.session") return OfSession(object);
  if (kind == "refund") return OfRefund(object);
  if (kind == "dispute") return OfDispute(object, at);
  if (kind != "charge") return NotForUs();
  const json* const intent = Expanded(object, "payment_intent");
  return intent != nullptr ? OfIntent(*intent) : OfCharge(object);
}

CallbackOrError ReadEvent(const json& event, bool live) {
  if (!event.is_object()) return Failure{CallbackError::kMalformed};
  const auto kind = net::TextField(event, "object");
  const std::string type = net::TextField(event, "type").value_or("");
  const bool thin = kind == "v2.core.event";
  if ((!thin && kind != "event") || type.empty() || !event.contains("livemode"))
    return Failure{CallbackError::kMalformed};
  if (!IsOfMode(event, live)) return Failure{CallbackError::kNotForUs};
  std::string_view name = type;
  if (thin && name.starts_with("v1.")) name.remove_prefix(3);
  const auto telling = TellingOf(name);
  if (!telling) return Failure{CallbackError::kNotForUs};
  return thin ? OfThin(event) : OfSnapshot(event, *telling, live);
}

CallbackOrError ParseEvent(std::string_view body, bool live) {
  const auto event = net::ParseStrict(body, kObjectLimits);
  if (!event.ok()) return Failure{CallbackError::kMalformed};
  return ReadEvent(*event, live);
}

ObjectPath PathOf(const std::string& id) {
  struct Row {
    std::string_view prefix;
    std::string_view path;
    std::string_view expand;
  };
  // Charges and refunds of what is no card begin with py: seen in answers, documented nowhere.
  static constexpr std::string_view kIntent = "payment_intent.latest_charge";
  static constexpr std::array kRows{
      Row{"pi_", kIntentsPath, "latest_charge"},
      Row{"cs_", kSessionsPath, kIntent},
      Row{"du_", kDisputesPath, kIntent},
      Row{"dp_", kDisputesPath, kIntent},
      Row{"re_", kRefundsPath, ""},
      Row{"pyr_", kRefundsPath, ""},
      Row{"ch_", kChargesPath, kIntent},
      Row{"py_", kChargesPath, kIntent},
      Row{"evt_", kEventsPath, ""},
  };
  const auto* const row = std::find_if(
      kRows.begin(), kRows.end(), [&](const Row& each) { return IsStripeId(id, each.prefix); });
  if (row == kRows.end()) return {};
  return {std::string(row->path) + "/" + id, row->expand};
}

}  // namespace herlaad::gateways::stripe
