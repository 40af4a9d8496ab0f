#include "adapters/gateways/stripe/stripe_gateway.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "adapters/gateways/callback_signature.h"
#include "adapters/gateways/stripe/stripe_api.h"
#include "adapters/gateways/stripe/stripe_balance.h"
#include "adapters/gateways/stripe/stripe_list.h"
#include "adapters/gateways/stripe/stripe_news.h"
#include "adapters/gateways/stripe/stripe_requests.h"
#include "adapters/net/json.h"
#include "base/core/mutant.h"

namespace herlaad::gateways::stripe {
namespace {

using engine::CallbackError;
using engine::GatewayAnswer;
using nlohmann::json;
using Kind = GatewayAnswer::Kind;

constexpr std::string_view kIntentOf = "payment_intent";
// With its charge, which tells the card.
constexpr std::string_view kIntentAndCharge = "payment_intent.latest_charge";
// The part of the search that nearly every session is in: newer ones come first
// in a list, and a search through the rest of a day would pass all of them.
constexpr Millis kNear{300'000};
constexpr Millis kFar{24LL * 3'600'000};

StripeForm Expanding(std::string_view member) { return StripeForm().Add("expand[0]", member); }

// `answer` if its kind is possible for this request; otherwise unknown.
GatewayAnswer OneOf(std::initializer_list<Kind> kinds, GatewayAnswer answer) {
  if (std::find(kinds.begin(), kinds.end(), answer.kind) != kinds.end()) return answer;
  GatewayAnswer unknown;
  unknown.may_resend = answer.may_resend;
  return unknown;
}

GatewayAnswer Unknown(bool may_resend) {
  GatewayAnswer unknown;
  unknown.may_resend = may_resend;
  return unknown;
}

// Of every try of the request.
std::string KeyOf(const std::string& reference) {
  static std::atomic<int> tries{0};
  return MutantIs("stripe_key_changes_on_resend") ? reference + "-" + std::to_string(++tries)
                                                  : reference;
}

std::string SessionPath(const std::string& session) {
  return std::string(kSessionsPath) + "/" + session;
}

}  // namespace

StripeGateway::StripeGateway(StripeOptions options)
    : options_(std::move(options)), client_(options_.api) {}

void StripeGateway::Report(std::string_view reference, const StripeError& error,
                           std::string_view why) const {
  if (!options_.report) return;
  const std::string text = std::string(why) + (error.code.empty() ? "" : " (" + error.code + ")");
  const bool final = error.kind == StripeError::Kind::kRefused;
  options_.report({reference, final, error.status, text});
}

GatewayAnswer StripeGateway::Doubt(const std::string& reference, std::string_view why) const {
  Report(reference, {StripeError::Kind::kUnclear, 0, {}},
         "Stripe's answer counts as none: " + std::string(why));
  return Unknown(false);
}

GatewayAnswer StripeGateway::AnswerTo(const std::string& reference,
                                      const StripeError& error) const {
  GatewayAnswer answer;
  switch (error.kind) {
    case StripeError::Kind::kRefused:
      Report(reference, error, "Stripe refuses the request");
      answer.kind = Kind::kRefused;
      return answer;
    case StripeError::Kind::kNotAllowed:
      Report(reference, error, "Stripe refuses the API key, or the key lacks a right");
      return Unknown(true);
    case StripeError::Kind::kNotNow:
      return Unknown(true);
    case StripeError::Kind::kUnclear:
      Report(reference, error, "Stripe's answer is unclear");
      return Unknown(false);
  }
  CHECK(false, "an error is of one of the listed kinds");
}

GatewayAnswer StripeGateway::ReadPayment(const std::string& reference, const json& session) const {
  if (net::TextField(session, "client_reference_id") != reference)
    return Doubt(reference, "it is about another payment");
  if (!IsOfMode(session, options_.live))
    return Doubt(reference, "it is of the other mode, test or live");
  Reading reading = ReadSession(session);
  if (!reading.trouble.empty()) return Doubt(reference, reading.trouble);
  if (reading.answer.kind == Kind::kOpen && !IsSafePage(reading.answer.url, options_.api.base_url))
    return Doubt(reference, "its page is not encrypted");
  return reading.answer;
}

GatewayAnswer StripeGateway::Open(const engine::OpenRequest& request) {
  const StripeForm form = SessionForm(request, options_.descriptor_suffix);
  const auto created =
      client_.Post(client_.NewCall(), std::string(kSessionsPath), form, KeyOf(request.reference));
  if (!created.ok()) return AnswerTo(request.reference, created.error());
  if (net::IntegerField(created->object, "amount_total") != request.amount.minor)
    return Doubt(request.reference, "it is about another amount");
  return OneOf({Kind::kOpen, Kind::kPaid, Kind::kProcessing, Kind::kClosed},
               ReadPayment(request.reference, created->object));
}

StripeGateway::Found StripeGateway::FindSession(const StripeCall& call,
                                                const engine::PaymentRef& payment) {
  const std::int64_t from = (payment.created_at - kNear).ms / 1'000;
  const std::int64_t near = (payment.created_at + kNear).ms / 1'000;
  const std::int64_t to = (payment.created_at + kFar).ms / 1'000;
  const auto is_it = [&](const json& session) {
    return net::TextField(session, "client_reference_id") == payment.reference;
  };
  int pages = kPagesMax;
  for (const auto& [first, end] : {std::pair(from, near), std::pair(near, to)}) {
    const StripeForm query = Expanding("data.payment_intent.latest_charge")
                                 .Add("created[gte]", first)
                                 .Add("created[lt]", end);
    auto session = client_.Search(call, std::string(kSessionsPath), query, pages, is_it);
    if (!session.ok()) {
      (void)AnswerTo(payment.reference, session.error());
      return {};
    }
    if (*session) return {*std::move(session), true};
  }
  return {std::nullopt, true};
}

GatewayAnswer StripeGateway::AskSession(const StripeCall& call, const engine::PaymentRef& payment) {
  if (!IsStripeId(payment.session, "cs_")) return Unknown(true);
  const auto session = client_.Get(call, SessionPath(payment.session), Expanding(kIntentAndCharge));
  if (!session.ok()) return AnswerTo(payment.reference, session.error());
  return ReadPayment(payment.reference, session->object);
}

GatewayAnswer StripeGateway::Ask(const engine::PaymentRef& payment) {
  const StripeCall call = client_.NewCall();
  GatewayAnswer answer;
  if (!payment.session.empty()) {
    answer = AskSession(call, payment);
  } else if (const Found found = FindSession(call, payment); found.session) {
    answer = ReadPayment(payment.reference, *found.session);
  }
  return OneOf({Kind::kOpen, Kind::kPaid, Kind::kProcessing, Kind::kClosed}, std::move(answer));
}

GatewayAnswer StripeGateway::ExpireSession(const StripeCall& call,
                                           const engine::PaymentRef& payment) {
  if (!IsStripeId(payment.session, "cs_")) return Unknown(true);
  // Repeating it changes nothing, so it needs no key.
  const auto expired =
      client_.Post(call, SessionPath(payment.session) + "/expire", Expanding(kIntentAndCharge), "");
  if (expired.ok()) return ReadPayment(payment.reference, expired->object);
  // Only an open page can be closed; what it is instead must be asked.
  if (expired.error().kind == StripeError::Kind::kRefused) return AskSession(call, payment);
  return AnswerTo(payment.reference, expired.error());
}

GatewayAnswer StripeGateway::Close(const engine::PaymentRef& payment) {
  const StripeCall call = client_.NewCall();
  engine::PaymentRef known = payment;
  if (known.session.empty()) {
    const Found found = FindSession(call, payment);
    if (found.session) {
      known.session = IdOf(*found.session);
    } else if (found.complete) {
      GatewayAnswer closed;
      closed.kind = Kind::kClosed;
      closed.reason = orders::CloseReason::kCancelled;
      return closed;
    } else {
      return Unknown(true);
    }
  }
  return OneOf({Kind::kPaid, Kind::kProcessing, Kind::kClosed}, ExpireSession(call, known));
}

GatewayAnswer StripeGateway::ReadRefunded(const engine::RefundRequest& request,
                                          const json& refund) const {
  if (MetadataOf(refund, kRefundKey) != request.reference ||
      net::TextField(refund, kIntentOf) != request.charge)
    return Doubt(request.reference, "it is about another refund");
  Reading reading = ReadRefund(refund);
  if (!reading.trouble.empty()) return Doubt(request.reference, reading.trouble);
  if (reading.answer.received != request.amount.minor)
    return Doubt(request.reference, "it is about another amount");
  reading.answer.received = 0;
  return reading.answer;
}

std::optional<GatewayAnswer> StripeGateway::FindRefund(const StripeCall& call,
                                                       const engine::RefundRequest& request) {
  const StripeForm query = StripeForm().Add("payment_intent", request.charge);
  int pages = kPagesMax;
  const auto refund = client_.Search(
      call, std::string(kRefundsPath), query, pages,
      [&](const json& each) { return MetadataOf(each, kRefundKey) == request.reference; });
  if (!refund.ok()) {
    (void)AnswerTo(request.reference, refund.error());
    return Unknown(true);
  }
  if (!*refund) return std::nullopt;
  return ReadRefunded(request, **refund);
}

GatewayAnswer StripeGateway::Refund(const engine::RefundRequest& request) {
  GatewayAnswer refused;
  refused.kind = Kind::kRefused;
  if (!IsStripeId(request.charge, "pi_")) return refused;  // nothing of Stripe's
  const StripeCall call = client_.NewCall();
  // Stripe forgets keys after a day or more: an earlier try may be older.
  if (auto earlier = FindRefund(call, request)) return *std::move(earlier);
  const auto refund =
      client_.Post(call, std::string(kRefundsPath), RefundForm(request), KeyOf(request.reference));
  if (!refund.ok()) return AnswerTo(request.reference, refund.error());
  return ReadRefunded(request, refund->object);
}

GatewayAnswer StripeGateway::AskRefund(const engine::RefundRequest& request) {
  if (!IsStripeId(request.charge, "pi_")) return Unknown(true);
  return OneOf({Kind::kDone, Kind::kProcessing, Kind::kRefused},
               FindRefund(client_.NewCall(), request).value_or(Unknown(true)));
}

Result<engine::Callback, CallbackError> StripeGateway::ReadCallback(const Headers& headers,
                                                                    std::string_view body,
                                                                    Instant now) {
  if (body.size() > kCallbackMax || !IsSigned(headers, "stripe-signature", body,
                                              options_.webhook_secrets, now, kCallbackTolerance))
    return Failure{CallbackError::kBadSignature};
  return ParseEvent(body, options_.live);
}

CallbackError StripeGateway::ErrorOf(const StripeError& error) const {
  switch (error.kind) {
    case StripeError::Kind::kRefused:
      return CallbackError::kNotForUs;  // there is no such object
    case StripeError::Kind::kNotAllowed:
      Report("", error, "Stripe refuses the API key, or the key lacks a right");
      return CallbackError::kUnavailable;
    case StripeError::Kind::kNotNow:
      return CallbackError::kUnavailable;
    case StripeError::Kind::kUnclear:
      // A stored error is one of POST; a GET that failed may work the next time.
      return error.status == 200 ? CallbackError::kMalformed : CallbackError::kUnavailable;
  }
  CHECK(false, "an error is of one of the listed kinds");
}

Result<std::vector<engine::PaymentNews>, CallbackError> StripeGateway::Fetch(
    const std::string& object) {
  const StripeCall call = client_.NewCall();
  std::string id = object;
  // An event names one more object at most.
  for (int hop = 0; hop < 2; ++hop) {
    const ObjectPath at = PathOf(id);
    if (at.path.empty()) return Failure{CallbackError::kNotForUs};
    const auto got =
        client_.Get(call, at.path, at.expand.empty() ? StripeForm() : Expanding(at.expand));
    if (!got.ok()) return Failure{ErrorOf(got.error())};
    if (net::TextField(got->object, "object") != "event")
      return ReadObject(got->object, options_.live, got->at);
    auto event = ReadEvent(got->object, options_.live);
    if (!event.ok()) return Failure{event.error()};
    if (event->fetch.empty()) return std::move(event->news);
    id = event->fetch;
  }
  return Failure{CallbackError::kMalformed};
}

Result<engine::NewsPage, CallbackError> StripeGateway::List(Instant since,
                                                            const std::string& after) {
  const auto place = ListPlace::Parse(after);
  if (!place) return Failure{CallbackError::kMalformed};
  auto answer =
      client_.Get(client_.NewCall(), std::string(PathOf(place->stage)), FormOf(*place, since));
  if (!answer.ok()) {
    // There is a list, whatever is wrong with this request: it is begun anew.
    const CallbackError error = ErrorOf(answer.error());
    if (answer.error().kind == StripeError::Kind::kRefused)
      Report("", answer.error(), "Stripe refuses to list what happened");
    return Failure{error == CallbackError::kNotForUs ? CallbackError::kUnavailable : error};
  }
  const auto page = ReadPage(std::move(answer->object));
  if (!page) return Failure{CallbackError::kMalformed};
  engine::NewsPage told;
  if (MutantIs("stripe_list_ignored")) return told;
  for (const json& item : page->items) {
    auto news = ReadObject(item, options_.live, answer->at);
    if (!news.ok() && news.error() == CallbackError::kMalformed)
      Report("", {StripeError::Kind::kUnclear, 0, {}},
             "a listed " + std::string(NameOf(place->stage)) + " of ours cannot be read");
    if (!news.ok()) continue;
    for (auto& each : *news) {
      // That no money came is no news of a charge.
      if (each.answer.kind != Kind::kClosed) told.news.push_back(std::move(each));
    }
  }
  const auto next = place->Next(page->last);
  if (next) told.next = next->Text();
  return told;
}

Result<engine::BalancePage, CallbackError> StripeGateway::ListBalance(Instant from, Instant until,
                                                                      const std::string& after) {
  if (!after.empty() && !IsStripeId(after, "")) return Failure{CallbackError::kMalformed};
  auto answer =
      client_.Get(client_.NewCall(), std::string(kBalancePath), BalanceForm(from, until, after));
  if (!answer.ok()) {
    Report("", answer.error(), "Stripe does not list its balance");
    return Failure{CallbackError::kUnavailable};
  }
  const auto page = ReadPage(std::move(answer->object));
  if (!page) return Failure{CallbackError::kMalformed};
  engine::BalancePage balance;
  for (const json& item : page->items) {
    auto line = ReadBalanceLine(item);
    if (!line) {
      Report("", {StripeError::Kind::kUnclear, 0, {}},
             "a balance transaction is not in euros, or cannot be read");
      return Failure{CallbackError::kMalformed};
    }
    balance.lines.push_back(*std::move(line));
  }
  balance.next = page->last;
  return balance;
}

}  // namespace herlaad::gateways::stripe
