#include "engine/commands/place_topup.h"

#include "base/core/mutant.h"
#include "domain/payments/payment_method.h"

namespace herlaad::engine {
namespace {

using orders::PlaceOutcome;

Digest KeyDigest(std::string_view client, std::string_view key) {
  std::string text;
  text.reserve(client.size() + key.size() + 1);
  text += client;
  text += '\0';
  text += key;
  return DigestOf(text);
}

// Digest of the request in canonical form, so that formatting does not matter.
Digest BodyDigest(const orders::PlaceRequest& request) {
  std::string text = std::to_string(request.msisdn.value());
  for (const std::string& part :
       {request.operator_id, std::to_string(request.amount.minor),
        std::string(Text(request.amount.currency)), std::to_string(request.expected_total),
        std::string(payments::PaymentMethodName(request.payment_method)),
        request.payment_account}) {
    text += '\0';
    text += part;
  }
  // Nothing is added without a contact, so that keys used by earlier versions still match.
  const orders::Contact& contact = request.contact;
  if (contact.email) (text += '\0') += contact.email->text();
  if (contact.msisdn) (text += '\0') += contact.msisdn->ToE164();
  return DigestOf(text);
}

}  // namespace

Result<std::unique_ptr<PlaceTopup>, PlaceTopupError> PlaceTopup::Check(
    orders::PlaceRequest request, std::string_view idempotency_key, std::optional<UsedKey> used) {
  if (idempotency_key.empty()) return Failure{PlaceTopupError::kKeyEmpty};
  if (idempotency_key.size() > kIdempotencyKeyMax) return Failure{PlaceTopupError::kKeyTooLong};
  if (request.amount.minor <= 0) return Failure{PlaceTopupError::kAmountNotPositive};
  if (request.expected_total < 0) return Failure{PlaceTopupError::kTotalNotPositive};
  const Digest key = used && MutantIs("idempotency_by_key")
                         ? KeyDigest(ToText(used->id), idempotency_key)
                         : KeyDigest(request.client, idempotency_key);
  const Digest body = BodyDigest(request);
  return std::unique_ptr<PlaceTopup>(new PlaceTopup(std::move(request), key, body, used));
}

void PlaceTopup::AddNeeds(Needs& needs) const {
  needs.idempotency_records.push_back(key_);
  needs.subscribers.push_back(request_.msisdn);
  if (IsCapped()) needs.plain.Of<KeyCash>().push_back(used_->caps_of);
}

Result<std::optional<KeyCash>, orders::Refusal> PlaceTopup::TakeCash(std::int64_t total,
                                                                     const ReadSet& read_set,
                                                                     Instant now) const {
  if (!IsCapped()) return std::optional<KeyCash>();
  const KeyCash* const before = read_set.FindPlain<KeyCash>(used_->caps_of);
  const limits::CashDay day = before != nullptr ? before->day : limits::CashDay{};
  const limits::CapRuling ruling = limits::JudgeCash(used_->caps, day, now, total);
  switch (ruling.verdict) {
    case limits::CapVerdict::kAboveTopup:
      return Failure{orders::Refusal{PlaceOutcome::kAboveKeyTopupCap, ruling.most, {}}};
    case limits::CapVerdict::kAboveDay:
      return Failure{orders::Refusal{PlaceOutcome::kAboveKeyDayCap, ruling.most, {}}};
    case limits::CapVerdict::kWithin:
      break;
  }
  return std::optional(KeyCash{used_->caps_of, limits::TakeCash(day, now, total)});
}

Decision PlaceTopup::Repeat(const IdempotencyRecord& idempotency_record) const {
  Decision decision;
  decision.answer.replayed = true;
  if (idempotency_record.body != body_) {
    decision.answer.outcome = static_cast<std::uint8_t>(PlaceOutcome::kKeyReused);
    decision.answer.order = idempotency_record.order;
    return decision;
  }
  decision.answer.outcome = idempotency_record.outcome;
  decision.answer.detail = idempotency_record.detail;
  decision.answer.note = idempotency_record.note;
  decision.answer.order = idempotency_record.order;
  return decision;
}

Decision PlaceTopup::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  const IdempotencyRecord* const earlier = read_set.Find(key_);
  if (earlier != nullptr && !MutantIs("no_unique_claim")) return Repeat(*earlier);

  const orders::Subscriber* const number = read_set.Find(request_.msisdn);
  const OrderId last = number != nullptr ? number->last_order : OrderId();
  // Ids must follow the number's chain of orders too.
  const OrderId id(context.ids.NextAfter(last.value(), context.now));
  const OrderRecord blank(orders::Order(id, request_.msisdn));
  orders::OrderAggregate aggregate(
      blank.order, number != nullptr ? *number : orders::Subscriber(request_.msisdn), context.now);
  const auto placed =
      orders::Place(request_, context.catalogue, context.timings.payment_lifetime, aggregate);
  const auto taken = placed.ok()
                         ? TakeCash(aggregate.order.terms.total(), read_set, context.now)
                         : Result<std::optional<KeyCash>, orders::Refusal>(Failure{placed.error()});

  Decision decision;
  IdempotencyRecord idempotency_record;
  if (taken.ok()) {
    decision = Keep(std::move(aggregate), blank, std::nullopt, context);
    decision.order_is_new = true;
    if (*taken) decision.plain.Put(**taken);
    idempotency_record.outcome = static_cast<std::uint8_t>(PlaceOutcome::kAccepted);
    idempotency_record.order = decision.answer.order;
  } else {
    idempotency_record.outcome = static_cast<std::uint8_t>(taken.error().outcome);
    idempotency_record.detail = taken.error().detail;
    idempotency_record.note = taken.error().note;
  }
  decision.answer.outcome = idempotency_record.outcome;
  decision.answer.detail = idempotency_record.detail;
  decision.answer.note = idempotency_record.note;
  idempotency_record.key = key_;
  idempotency_record.body = body_;
  idempotency_record.at = context.now;
  decision.idempotency_record = std::move(idempotency_record);
  return decision;
}

}  // namespace herlaad::engine
