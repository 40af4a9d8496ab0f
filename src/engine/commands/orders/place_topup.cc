#include "engine/commands/orders/place_topup.h"

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/idempotency.h"
#include "engine/commands/orders/new_order.h"

namespace herlaad::engine {
namespace {

// Digest of the request in canonical form, so that formatting does not matter.
Digest BodyDigest(const orders::PlaceRequest& request, const std::optional<HeldPin>& pin) {
  std::string text = std::to_string(request.msisdn.value());
  for (const std::string& part :
       {request.operator_id, std::to_string(request.amount.minor),
        std::string(Text(request.amount.currency)), std::to_string(request.expected_total),
        std::string(payments::PaymentMethodName(request.payment_method)),
        request.payment_account}) {
    text += '\0';
    text += part;
  }
  if (pin) {
    // Of a PIN only what the server's key makes of it, so that nobody finds it by trying them all.
    text += '\0';
    text += pin->serial ? ToText(*pin->serial)
                        : std::to_string(pin->digest.high) + "." + std::to_string(pin->digest.low);
  }
  // Nothing is added without a contact, so that keys used by earlier versions still match.
  const orders::Contact& contact = request.contact;
  if (contact.email) (text += '\0') += contact.email->text();
  if (contact.msisdn) (text += '\0') += contact.msisdn->ToE164();
  // The same without details of the client.
  if (!request.details.IsEmpty()) (text += '\0') += orders::CanonicalText(request.details);
  return DigestOf(text);
}

}  // namespace

Result<std::unique_ptr<PlaceTopup>, PlaceTopupError> PlaceTopup::Check(
    orders::PlaceRequest request, std::string_view idempotency_key, std::optional<UsedKey> used,
    std::optional<HeldPin> pin, Braking braking) {
  if (idempotency_key.empty()) return Failure{PlaceTopupError::kKeyEmpty};
  if (idempotency_key.size() > kIdempotencyKeyMax) return Failure{PlaceTopupError::kKeyTooLong};
  const bool decided_by_voucher = pin && request.amount.minor == 0;
  if (request.amount.minor <= 0 && !decided_by_voucher)
    return Failure{PlaceTopupError::kAmountNotPositive};
  if (request.expected_total < 0) return Failure{PlaceTopupError::kTotalNotPositive};
  CHECK(pin.has_value() == payments::NeedsPin(request.payment_method),
        "a PIN is given exactly where the payment method needs one");
  const Digest key = used && MutantIs("idempotency_by_key")
                         ? IdempotencyKeyDigest(ToText(used->id), idempotency_key)
                         : IdempotencyKeyDigest(request.client, idempotency_key);
  const Digest body = BodyDigest(request, pin);
  if (braking.brakes && !brakes::Concerns(*braking.brakes, request.payment_method)) braking = {};
  return std::unique_ptr<PlaceTopup>(
      new PlaceTopup(std::move(request), key, body, used, pin, std::move(braking)));
}

void PlaceTopup::AddNeeds(Needs& needs) const {
  needs.Put<IdempotencyRecord>(key_);
  needs.Put<orders::Subscriber>(request_.msisdn);
  if (MayHaveWebhooks(request_.client)) needs.Put<ClientWebhooks>(request_.client);
  AddCashNeeds(used_, needs);
  if (pin_ && pin_->serial) needs.Put<vouchers::Voucher>(*pin_->serial);
  if (const auto account = Prepaid()) needs.Put<ledger::AccountBalance>(ledger::Name(*account));
  if (braking_.brakes)
    AddBrakeNeeds(braking_, brakes::Moment::kPlacing, request_.payment_method, needs);
}

DecisionOf<PlaceResult> PlaceTopup::Decide(const ReadSet& read_set,
                                           const DecisionContext& context) const {
  const IdempotencyRecord* const earlier = read_set.Find<IdempotencyRecord>(key_);
  if (earlier != nullptr && !MutantIs("no_unique_claim"))
    return RepeatedOrder(*earlier, body_, request_.amount.currency);

  const orders::Subscriber* const number = read_set.Find<orders::Subscriber>(request_.msisdn);
  const OrderId last = number != nullptr ? number->last_order : OrderId();
  // Ids must follow the number's chain of orders too.
  const OrderId id(context.ids.NextAfter(last.value(), context.now));
  const OrderRecord blank(orders::Order(id, request_.msisdn));
  orders::OrderAggregate aggregate(
      blank.order, number != nullptr ? *number : orders::Subscriber(request_.msisdn), context.now);
  if (const auto* const voucher = Voucher(read_set)) aggregate.voucher = *voucher;
  aggregate.prepaid = PrepaidIn(read_set, Prepaid());
  const bool is_first = IsFirstTopup(aggregate);
  auto placed =
      orders::Place(request_, context.catalogue, context.timings.payment_lifetime, aggregate);
  if (!braking_.brakes || !placed.ok())
    return NewOrder(placed, std::move(aggregate), blank, {used_, key_, body_}, read_set, context);

  const auto judged = Brake(aggregate.order, is_first, read_set, context.now);
  if (judged.stopped)
    placed = Failure{orders::Refusal{.outcome = orders::PlaceOutcome::kStoppedByBrake}};
  const orders::Order order = aggregate.order;
  auto decision =
      NewOrder(placed, std::move(aggregate), blank, {used_, key_, body_}, read_set, context);
  // What the caps of a key refuse was no payment.
  if (judged.stopped || decision.order) KeepBraked(judged, order, context.now, decision);
  return decision;
}

brakes::Judged PlaceTopup::Brake(const orders::Order& order, bool is_first, const ReadSet& read_set,
                                 Instant now) const {
  brakes::Facts facts;
  facts.now = now;
  facts.cents = order.terms.total();
  facts.method = order.payment_method;
  facts.stranger = IsByStranger(order);
  facts.first_of_number = is_first;
  facts.has_device = !braking_.subjects.device.empty();
  return JudgeBrakes(braking_, brakes::Moment::kPlacing, facts, read_set);
}

void PlaceTopup::KeepBraked(const brakes::Judged& judged, const orders::Order& order, Instant now,
                            Decision& decision) const {
  KeepJudged(judged, order, now, decision);
  if (payments::HasPaymentPage(order.payment_method))
    decision.rows.Put(BrakeTrace{order.id, now, braking_.subjects, {}});
}

// A digest that does not fit means that the voucher was found by another PIN.
const vouchers::Voucher* PlaceTopup::Voucher(const ReadSet& read_set) const {
  if (!pin_ || !pin_->serial) return nullptr;
  const auto* const voucher = read_set.Find<vouchers::Voucher>(*pin_->serial);
  return voucher != nullptr && voucher->pin == pin_->digest ? voucher : nullptr;
}

}  // namespace herlaad::engine
