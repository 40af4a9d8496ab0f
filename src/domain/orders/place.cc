#include "domain/orders/place.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/catalogue/quote.h"
#include "domain/orders/steps.h"
#include "domain/prepaid/topup.h"

namespace herlaad::orders {
namespace {

Refusal OfQuote(const catalogue::QuoteRefusal& refusal) {
  switch (refusal.reason) {
    case catalogue::QuoteRefusalReason::kUnknownOperator:
      return {PlaceOutcome::kUnknownOperator, 0, {}};
    case catalogue::QuoteRefusalReason::kOtherCurrency:
    case catalogue::QuoteRefusalReason::kAmountNotOnSale:
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

// The SIM of a hosted number is known. A number elsewhere is checked by its operator at delivery.
std::optional<Refusal> JudgeSubscriber(const Subscriber& number, const catalogue::Quote& quote,
                                       Instant now) {
  const bool hosted = quote.op->connection == catalogue::Connection::kHosted;
  if (!number.sim) {
    if (hosted) return Refusal{PlaceOutcome::kUnknownNumber, 0, {}};
    return std::nullopt;
  }
  const prepaid::Sim& sim = *number.sim;
  if (sim.operator_id != quote.op->id) {
    return Refusal{PlaceOutcome::kWrongOperator, 0, sim.operator_id};
  }
  const auto sim_after =
      prepaid::Topup(sim, GraceOf(*quote.op), {quote.credited_eur6, {}, quote.bonus_eur6, {}}, now);
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

Terms TermsOf(const catalogue::Quote& quote) {
  const catalogue::Product& product = *quote.product;
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

void WriteDown(const PlaceRequest& request, const catalogue::Quote& quote,
               OrderAggregate& aggregate) {
  Order& order = aggregate.order;
  order.operator_id = request.operator_id;
  order.hosted = quote.op->connection == catalogue::Connection::kHosted;
  order.terms = TermsOf(quote);
  order.payment_method = request.payment_method;
  order.payment_account = request.payment_account;
  order.client = request.client;
  order.language = request.language;
  order.contact = request.contact;
  // If the payer's contact is the topped-up number itself, one text with the link is enough.
  if (request.texts && request.contact.msisdn != request.msisdn) {
    order.texts.bits = Texts::kWanted;
  }
  order.created_at = aggregate.now;
  order.previous = aggregate.number.last_order;
  aggregate.number.last_order = order.id;
  Payment payment;
  payment.asked = order.terms.total();
  payment.created_at = aggregate.now;
  order.payments.push_back(std::move(payment));
}

// Latest first; the oldest one is dropped.
void KeepUnpaid(OrderAggregate& aggregate) {
  auto& unpaid = aggregate.number.unpaid;
  std::move_backward(unpaid.begin(), unpaid.end() - 1, unpaid.end());
  unpaid.front() = aggregate.order.id;
}

}  // namespace

limits::Limits LimitsOf(const catalogue::Operator& op) {
  return {op.limits.per_payment.minor, op.limits.per_month.minor,
          Millis(op.limits.seconds_between_topups * 1'000LL)};
}

prepaid::GracePeriod GraceOf(const catalogue::Operator& op) { return {op.grace_days}; }

prepaid::GracePeriod GraceOf(const catalogue::Catalogue& catalogue, std::string_view operator_id) {
  const catalogue::Operator* const op = catalogue.Find(operator_id);
  return op != nullptr ? GraceOf(*op) : prepaid::GracePeriod{};
}

Result<Nothing, Refusal> Place(const PlaceRequest& request, const catalogue::Catalogue& catalogue,
                               Millis payment_lifetime, OrderAggregate& aggregate) {
  const auto quote = catalogue::QuoteFor(catalogue, request.operator_id, request.amount);
  if (!quote.ok()) return Failure{OfQuote(quote.error())};
  if (request.expected_total != 0 && request.expected_total != quote->total.minor) {
    return Failure{Refusal{PlaceOutcome::kPriceChanged, quote->total.minor, {}}};
  }
  if (const auto refusal = JudgeSubscriber(aggregate.number, *quote, aggregate.now))
    return Failure{*refusal};
  aggregate.limits = LimitsOf(*quote->op);
  aggregate.grace = GraceOf(*quote->op);
  if (const auto refusal = OfLimits(JudgeLimits(aggregate, quote->amount.minor))) {
    return Failure{*refusal};
  }
  // Point of no return: nothing below may fail.
  WriteDown(request, *quote, aggregate);
  if (payments::PaymentExpires(request.payment_method)) {
    aggregate.order.expires_at = aggregate.now + payment_lifetime;
    KeepUnpaid(aggregate);
  } else {
    OnPaymentPaid(aggregate, 1, aggregate.order.terms.total(), request.payment_account);
  }
  return Nothing{};
}

}  // namespace herlaad::orders
