#include "rules/orders/place.h"

#include <algorithm>

#include "base/core/check.h"
#include "rules/catalog/quote.h"
#include "rules/orders/steps.h"

namespace herlaad::orders {
namespace {

Refusal OfQuote(const catalog::QuoteRefusal& refusal) {
  switch (refusal.reason) {
    case catalog::QuoteRefusalReason::kUnknownOperator:
      return {PlaceOutcome::kUnknownOperator, 0, {}};
    case catalog::QuoteRefusalReason::kOtherCurrency:
    case catalog::QuoteRefusalReason::kAmountNotOnSale:
      return {PlaceOutcome::kAmountNotOnSale, 0, {}};
  }
  CHECK(false, "a quote is refused for one of the listed reasons");
}

PlaceOutcome OutcomeOf(prepaid::SimRefusal refusal) {
  switch (refusal) {
    case prepaid::SimRefusal::kTerminated:
      return PlaceOutcome::kNumberTerminated;
    case prepaid::SimRefusal::kSuspended:
      return PlaceOutcome::kNumberSuspended;
    case prepaid::SimRefusal::kNotActivated:
      return PlaceOutcome::kNumberNotActivated;
    case prepaid::SimRefusal::kBalanceFull:
      return PlaceOutcome::kBalanceFull;
  }
  CHECK(false, "a SIM refuses for one of the listed reasons");
}

// A number in the house is known for certain; one elsewhere is its operator's to judge, at
// delivery.
std::optional<Refusal> JudgeNumber(const Number& number, const catalog::Quote& quote) {
  const bool house = quote.op->connection == catalog::Connection::kHouse;
  if (!number.sim) {
    if (house) return Refusal{PlaceOutcome::kUnknownNumber, 0, {}};
    return std::nullopt;
  }
  const prepaid::Sim& sim = *number.sim;
  if (sim.operator_id != quote.op->id) {
    return Refusal{PlaceOutcome::kWrongOperator, 0, sim.operator_id};
  }
  const auto sim_after = prepaid::Topup(sim, {quote.credited_eur6, {}, quote.bonus_eur6, {}});
  if (!sim_after.ok()) return Refusal{OutcomeOf(sim_after.error()), 0, {}};
  return std::nullopt;
}

std::optional<Refusal> OfLimits(const limits::Ruling& ruling) {
  switch (ruling.verdict) {
    case limits::Verdict::kWithin:
      return std::nullopt;
    case limits::Verdict::kAbovePayment:
      return Refusal{PlaceOutcome::kAbovePaymentLimit, ruling.remaining, {}};
    case limits::Verdict::kTooSoon:
      return Refusal{PlaceOutcome::kToppedUpRecently, ruling.retry_at.ms, {}};
    case limits::Verdict::kAboveMonth:
      return Refusal{PlaceOutcome::kAboveMonthLimit, ruling.remaining, {}};
  }
  CHECK(false, "a limit is judged with one of the listed verdicts");
}

Terms TermsOf(const catalog::Quote& quote) {
  const catalog::Product& product = *quote.product;
  Terms terms;
  terms.currency = quote.amount.currency;
  terms.amount = quote.amount.minor;
  terms.fee = quote.fee.minor;
  terms.fee_vat = money::VatIncluded(quote.fee, quote.vat_rate).vat.minor;
  terms.vat = quote.vat.minor;
  terms.credit = quote.credited_eur6;
  terms.bonus = quote.bonus_eur6;
  terms.validity = product.validity;
  terms.bonus_validity = product.bonus.validity;
  return terms;
}

void WriteDown(const PlaceRequest& request, const catalog::Quote& quote, Scene& scene) {
  Order& order = scene.order;
  order.operator_id = request.operator_id;
  order.house = quote.op->connection == catalog::Connection::kHouse;
  order.terms = TermsOf(quote);
  order.tender = request.tender;
  order.collector = request.collector;
  order.caller = request.caller;
  order.language = request.language;
  order.contact = request.contact;
  // Who gave that very number for the link hears all of it in one text.
  if (request.texts && request.contact.msisdn != request.msisdn) {
    order.texts.bits = Texts::kWanted;
  }
  order.created_at = scene.now;
  order.previous = scene.number.last_order;
  scene.number.last_order = order.id;
  Payment payment;
  payment.asked = order.terms.total();
  payment.created_at = scene.now;
  order.payments.push_back(std::move(payment));
}

// The latest first; the oldest makes room.
void KeepUnpaid(Scene& scene) {
  auto& unpaid = scene.number.unpaid;
  std::move_backward(unpaid.begin(), unpaid.end() - 1, unpaid.end());
  unpaid.front() = scene.order.id;
}

}  // namespace

limits::Limits LimitsOf(const catalog::Operator& op) {
  return {op.limits.per_payment.minor, op.limits.per_month.minor,
          Millis(op.limits.seconds_between_topups * 1'000LL)};
}

Result<Nothing, Refusal> Place(const PlaceRequest& request, const catalog::Catalog& catalog,
                               Millis payment_lifetime, Scene& scene) {
  const auto quote = catalog::QuoteFor(catalog, request.operator_id, request.amount);
  if (!quote.ok()) return Failure{OfQuote(quote.error())};
  if (request.expected_total != 0 && request.expected_total != quote->total.minor) {
    return Failure{Refusal{PlaceOutcome::kPriceChanged, quote->total.minor, {}}};
  }
  if (const auto refusal = JudgeNumber(scene.number, *quote)) return Failure{*refusal};
  scene.limits = LimitsOf(*quote->op);
  if (const auto refusal = OfLimits(JudgeLimits(scene, quote->amount.minor))) {
    return Failure{*refusal};
  }
  // Point of no return: nothing below may fail.
  WriteDown(request, *quote, scene);
  if (IsOnline(request.tender)) {
    scene.order.expires_at = scene.now + payment_lifetime;
    KeepUnpaid(scene);
  } else {
    OnPaymentPaid(scene, 1, scene.order.terms.total(), request.collector);
  }
  return Nothing{};
}

}  // namespace herlaad::orders
