#include "api/http/topups/placing/placing.h"

#include <algorithm>
#include <string>

#include "adapters/net/addresses/addresses.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/topups/placing/client_details.h"
#include "api/http/topups/status/render_topup.h"
#include "base/core/check.h"
#include "domain/payments/payment_method.h"

namespace herlaad::http {
namespace {

using orders::PlaceOutcome;

// The key to store: with an API key the one that was sent, without one a key scoped to the client's
// session. A problem if there is no valid session.
Result<std::string, Problem> KeyToRemember(const Shared& shared, const Exchange& exchange,
                                           std::string_view idempotency_key) {
  if (!exchange.client->IsAnonymous()) return std::string(idempotency_key);
  const auto session = exchange.request.Find(kSessionHeader);
  if (!session || !shared.sessions.IsOne(*session)) return Failure{Problem(Code::kSessionRequired)};
  return Sessions::KeyIn(*session, idempotency_key);
}

Problem OfCheck(engine::PlaceTopupError error) {
  switch (error) {
    case engine::PlaceTopupError::kKeyEmpty:
    case engine::PlaceTopupError::kKeyTooLong:
      return Problem(Code::kIdempotencyKeyInvalid);
    case engine::PlaceTopupError::kAmountNotPositive:
    case engine::PlaceTopupError::kTotalNotPositive:
      return Problem(Code::kAmountNotPositive);
  }
  CHECK(false, "a request is refused for one of the listed reasons");
}

// What is not recorded may have been handed over all the same.
bool IsPaidBefore(payments::PaymentMethod payment_method) {
  return payments::FlowOf(payment_method) == payments::Flow::kImmediate;
}

// The problem if the client may not place orders that are paid like this.
std::optional<Problem> WhyNotPaidLikeThis(const Client& client,
                                          payments::PaymentMethod payment_method) {
  const std::string_view scope = payments::ScopeToPlace(payment_method);
  if (scope.empty()) return std::nullopt;
  if (client.IsAnonymous() && !IsPaidBefore(payment_method)) {
    return KeyRequired().Detail(
        "A float is spent with an API key of the client that owns it: send one "
        "with the scope " +
        std::string(scope) + ". Nothing was done.");
  }
  if (client.IsAnonymous()) {
    return KeyRequired().Detail(
        "Only a till or a kiosk takes " + std::string(payments::PaymentMethodName(payment_method)) +
        ": send its API key with the scope " + std::string(scope) + ". Nothing was done.");
  }
  if (!client.May(scope)) return Problem(Code::kScopeMissing).With("scope", scope);
  return std::nullopt;
}

// What was paid earlier: the vouchers' account, or the owner of a float. Empty if there is none.
std::string StoredAccount(const Shared& shared, const Client& client,
                          payments::PaymentMethod payment_method) {
  if (!payments::NeedsPin(payment_method)) return client.float_owner();
  return shared.options.vouchers.keys.current.empty() ? "" : std::string(payments::kSoldVouchers);
}

// The till or gateway that receives the money, or whoever has it already; a problem if this client
// has none.
Result<std::string, Problem> PaymentAccount(const Shared& shared, const Client& client,
                                            payments::PaymentMethod payment_method) {
  if (const auto problem = WhyNotPaidLikeThis(client, payment_method)) return Failure{*problem};
  switch (payments::FlowOf(payment_method)) {
    case payments::Flow::kImmediate:
      return client.till;
    case payments::Flow::kRedirect:
      if (const auto gateway = shared.options.gateways.find(payment_method);
          gateway != shared.options.gateways.end()) {
        return gateway->second;
      }
      break;
    case payments::Flow::kStoredValue:
      if (auto account = StoredAccount(shared, client, payment_method); !account.empty())
        return account;
      break;
  }
  return Failure{Problem(Code::kTenderNotOffered).With("field", "tender")};
}

// A contact that has been deleted, or was left out this time, is no difference.
bool IsOtherContact(const orders::Contact& wanted, const orders::Contact& kept) {
  if (wanted.IsEmpty() || kept.IsEmpty()) return false;
  return wanted.email != kept.email || wanted.msisdn != kept.msisdn;
}

// The first field that differs from the order; empty if none does.
std::string_view DifferentField(const Asked& asked, const orders::Order& order) {
  if (!order.IsTopup()) return "msisdn";  // a voucher sold under the same key
  const PlaceBody& body = asked.body;
  const orders::Terms& terms = order.terms;
  if (body.msisdn != order.msisdn()) return "msisdn";
  if (body.operator_id != order.operator_id()) return "operator";
  const bool any_amount = asked.pin && body.amount.minor == 0;
  if (!any_amount && body.amount != Money{terms.amount, terms.currency}) return "amount";
  if (body.payment_method != order.payment_method) return "tender";
  if (asked.pin && asked.pin->serial != orders::VoucherOf(order)) return "pin";
  if (body.expected_total != 0 && body.expected_total != terms.total()) return "total";
  if (IsOtherContact(body.contact, order.contact)) return "notify";
  if (body.details.reference != order.details.reference) return "client_reference";
  if (body.details.return_url != order.details.return_url) return "return_url";
  if (body.details.metadata != order.details.metadata) return "metadata";
  return body.language && *body.language != order.language ? "language" : "";
}

// What is known of an order's money, and its sentence.
struct Known {
  MoneyTaken money;
  messages::Key sentence;
};

Known WhatIsKnown(const orders::Order& order) {
  const bool is_paid = IsPaid(order);
  switch (orders::StateOf(order)) {
    case orders::State::kRefunded:
      return {MoneyTaken::kTaken, "problem.idempotency_key_reused.money_returned"};
    case orders::State::kRefunding:
      return {MoneyTaken::kTaken, "problem.idempotency_key_reused.money_returning"};
    case orders::State::kDelivered:
      return {MoneyTaken::kTaken, "problem.idempotency_key_reused.money_delivered"};
    case orders::State::kPaid:
    case orders::State::kDelivering:
    case orders::State::kDeliveryUnknown:
      return {MoneyTaken::kTaken, "problem.idempotency_key_reused.money_taken"};
    case orders::State::kCancelled:
    case orders::State::kExpired:
      return {MoneyTaken::kNotTaken, "problem.idempotency_key_reused.money_not_taken"};
    case orders::State::kAwaitingPayment:
      return {MoneyTaken::kUnknown, "problem.idempotency_key_reused.money_open"};
    case orders::State::kAttention:
      return {is_paid ? MoneyTaken::kTaken : MoneyTaken::kUnknown,
              is_paid ? messages::Key("problem.idempotency_key_reused.money_attention")
                      : messages::Key("problem.idempotency_key_reused.money_unknown")};
  }
  CHECK(false, "an order is in one of the listed states");
}

constexpr std::size_t kDeviceIdMax = 64;
constexpr std::string_view kDeviceHeader = "herlaad-device";

// The random id that the web app keeps; empty if there is none, or it is no such id.
std::string_view DeviceOf(const Exchange& exchange) {
  const auto id = exchange.request.Find(kDeviceHeader);
  if (!id || id->size() < 16 || id->size() > kDeviceIdMax) return {};
  const bool fits = std::all_of(id->begin(), id->end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
  return fits ? *id : std::string_view();
}

// The address of a client with a key is that of its server, not of a payer.
engine::Braking BrakingOf(const Shared& shared, const Exchange& exchange, const PlaceBody& body) {
  const brakes::BrakesPtr brakes = shared.services.brakes.Get();
  if (!brakes || !brakes::Concerns(*brakes, body.payment_method)) return {};
  engine::Braking braking{brakes, {}};
  const auto of = [&](brakes::By by, std::string_view value) {
    return brakes::SubjectOf(brakes->key, by, value);
  };
  braking.subjects.number = of(brakes::By::kNumber, body.msisdn.ToE164());
  braking.subjects.device = of(brakes::By::kDevice, DeviceOf(exchange));
  // One that only this machine reaches is a proxy's that is not told, or a test's.
  const std::string& peer = exchange.request.peer;
  if (exchange.client->IsAnonymous() && !net::IsLoopback(peer)) {
    braking.subjects.address = of(brakes::By::kAddress, net::CustomerOf(peer));
    braking.subjects.neighbourhood = of(brakes::By::kAddress, net::BlockOf(peer));
  }
  return braking;
}

}  // namespace

Result<Placing, Problem> PreparePlacing(const Shared& shared, const Exchange& exchange,
                                        PlaceBody body, std::string_view idempotency_key,
                                        std::optional<engine::HeldPin> pin) {
  auto payment_account = PaymentAccount(shared, *exchange.client, body.payment_method);
  if (!payment_account.ok()) return Failure{payment_account.error()};
  const bool by_mail = body.contact.email.has_value();
  if (!body.contact.IsEmpty() && !(by_mail ? shared.options.mails : shared.options.texts)) {
    Problem problem(Code::kNotifyNotOffered);
    problem.PaidBy(body.payment_method);
    return Failure{problem.With("field", by_mail ? "notify.email" : "notify.msisdn")};
  }
  const auto key = KeyToRemember(shared, exchange, idempotency_key);
  if (!key.ok()) return Failure{key.error()};
  if (auto problem =
          WhyNotSaid(body.details, *exchange.client, shared.options.webhooks.allow_private)) {
    problem->PaidBy(body.payment_method);
    return Failure{*problem};
  }
  auto used = exchange.client->key;
  if (used && !IsPaidBefore(body.payment_method)) used->caps = {};
  auto command =
      engine::PlaceTopup::Check({body.msisdn, body.operator_id, body.amount, body.expected_total,
                                 body.payment_method, *std::move(payment_account),
                                 exchange.client->name, body.language.value_or(exchange.language()),
                                 shared.options.texts, body.contact, body.details},
                                *key, used, pin, BrakingOf(shared, exchange, body));
  if (!command.ok()) return Failure{OfCheck(command.error())};
  body.pin.reset();
  return Placing{{std::move(body), pin}, *std::move(command)};
}

std::optional<Problem> WhyNotPlaced(const Shared& shared, const Asked& asked, const Client& client,
                                    const PlaceAnswer& answer) {
  if (!answer.ok()) {
    Problem problem = OfFault(answer.fault());
    // The outcome is decided by the key: an order placed earlier would have been returned.
    if (answer.fault() == engine::Fault::kRejected) problem.Taken(MoneyTaken::kNotTaken);
    return problem;
  }
  const auto& refusal = answer->refusal;
  if (!refusal) return std::nullopt;
  // The earlier request was refused: there is no order, and no money was taken.
  if (refusal->outcome == PlaceOutcome::kKeyReused) {
    return Problem(Code::kIdempotencyKeyReused)
        .Say(IsPaidBefore(asked.body.payment_method)
                 ? messages::Key("problem.idempotency_key_reused.refused_cash")
                 : messages::Key("problem.idempotency_key_reused.refused"),
             {})
        .Taken(MoneyTaken::kNotTaken);
  }
  // For a refusal of an earlier month, the end of this month changes nothing.
  const auto now = answer.replayed() ? std::nullopt : std::optional(shared.services.clock.Now());
  Problem problem = OfRefusal(*refusal, asked.wanted(), shared.services.catalogue, now, client);
  problem.PaidBy(asked.body.payment_method);
  if (answer.replayed()) problem.Header("Idempotency-Replayed", "true");
  return problem;
}

OrderId EarlierOrder(const PlaceAnswer& answer) {
  if (!answer.ok() || !answer.replayed()) return {};
  return answer->order;
}

std::optional<Problem> WhyNotTheSame(const Shared& shared, const Asked& asked, const Client& client,
                                     const orders::Order& earlier) {
  const std::string_view field = DifferentField(asked, earlier);
  if (field.empty()) return std::nullopt;
  const Known known = WhatIsKnown(earlier);
  Problem problem(Code::kIdempotencyKeyReused);
  problem.With("field", field).Taken(known.money);
  problem.Say("problem.idempotency_key_reused.order", {{"reference", ToText(earlier.id)},
                                                       {"field", std::string(field)},
                                                       {"money", known.sentence}});
  JsonWriter json(160);
  json.Begin('{').Name("id").Text(IdFor(client, earlier.id, shared.links));
  json.Name("reference").Text(ToText(earlier.id));
  json.Name("state").Text(orders::Name(orders::StateOf(earlier))).End('}');
  problem.WithJson("topup", json.Take());
  return problem;
}

}  // namespace herlaad::http
