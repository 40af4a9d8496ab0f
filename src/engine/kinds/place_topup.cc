#include "engine/kinds/place_topup.h"

#include "base/core/mutant.h"

namespace herlaad::engine {
namespace {

using orders::PlaceOutcome;

Digest KeyDigest(std::string_view caller, std::string_view key) {
  std::string text;
  text.reserve(caller.size() + key.size() + 1);
  text += caller;
  text += '\0';
  text += key;
  return DigestOf(text);
}

// What was asked for, in one canonical form: the same request with other spacing is the same
// request.
Digest BodyDigest(const orders::PlaceRequest& request) {
  std::string text = std::to_string(request.msisdn.value());
  for (const std::string& part :
       {request.operator_id, std::to_string(request.amount.minor),
        std::string(Text(request.amount.currency)), std::to_string(request.expected_total),
        std::string(orders::Name(request.tender)), request.collector}) {
    text += '\0';
    text += part;
  }
  // Keys that were used before there were contacts stay what they are.
  const orders::Contact& contact = request.contact;
  if (contact.email) (text += '\0') += contact.email->text();
  if (contact.msisdn) (text += '\0') += contact.msisdn->ToE164();
  return DigestOf(text);
}

// The orders of a number follow each other by their ids too: another node's clock, or what it
// decided while we waited for the number, may be ahead of ours.
OrderId NewId(const Moment& moment, OrderId last) {
  const OrderId id(moment.ids.Next(moment.now));
  if (id > last) return id;
  return OrderId(moment.ids.Next(InstantOfId(last.value()) + Millis(1)));
}

}  // namespace

Result<std::unique_ptr<PlaceTopup>, PlaceTopupError> PlaceTopup::Check(
    orders::PlaceRequest request, std::string_view idempotency_key) {
  if (idempotency_key.empty()) return Failure{PlaceTopupError::kKeyEmpty};
  if (idempotency_key.size() > kIdempotencyKeyMax) return Failure{PlaceTopupError::kKeyTooLong};
  if (request.amount.minor <= 0) return Failure{PlaceTopupError::kAmountNotPositive};
  if (request.expected_total < 0) return Failure{PlaceTopupError::kTotalNotPositive};
  const Digest key = KeyDigest(request.caller, idempotency_key);
  const Digest body = BodyDigest(request);
  return std::unique_ptr<PlaceTopup>(new PlaceTopup(std::move(request), key, body));
}

void PlaceTopup::AddNeeds(Needs& needs) const {
  needs.claims.push_back(key_);
  needs.numbers.push_back(request_.msisdn);
}

Decision PlaceTopup::Repeat(const Claim& claim) const {
  Decision decision;
  decision.answer.replayed = true;
  if (claim.body != body_) {
    decision.answer.outcome = static_cast<std::uint8_t>(PlaceOutcome::kKeyReused);
    decision.answer.order = claim.order;
    return decision;
  }
  decision.answer.outcome = claim.outcome;
  decision.answer.detail = claim.detail;
  decision.answer.note = claim.note;
  decision.answer.order = claim.order;
  return decision;
}

Decision PlaceTopup::Decide(const Workspace& workspace, const Moment& moment) const {
  const Claim* const earlier = workspace.Find(key_);
  if (earlier != nullptr && !MutantIs("no_unique_claim")) return Repeat(*earlier);

  const orders::Number* const number = workspace.Find(request_.msisdn);
  const OrderId last = number != nullptr ? number->last_order : OrderId();
  const OrderRecord blank(orders::Order(NewId(moment, last), request_.msisdn));
  orders::Scene scene(blank.order, number != nullptr ? *number : orders::Number(request_.msisdn),
                      moment.now);
  const auto placed =
      orders::Place(request_, moment.catalog, moment.timings.payment_lifetime, scene);

  Decision decision;
  Claim claim;
  if (placed.ok()) {
    decision = Keep(std::move(scene), blank, std::nullopt, moment);
    decision.order_is_new = true;
    claim.outcome = static_cast<std::uint8_t>(PlaceOutcome::kAccepted);
    claim.order = decision.answer.order;
  } else {
    claim.outcome = static_cast<std::uint8_t>(placed.error().outcome);
    claim.detail = placed.error().detail;
    claim.note = placed.error().note;
  }
  decision.answer.outcome = claim.outcome;
  decision.answer.detail = claim.detail;
  decision.answer.note = claim.note;
  claim.key = key_;
  claim.body = body_;
  claim.at = moment.now;
  decision.claim = std::move(claim);
  return decision;
}

}  // namespace herlaad::engine
