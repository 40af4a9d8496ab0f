#include "domain/orders/fulfilment/credit.h"

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/catalogue/quote.h"
#include "domain/orders/events/steps.h"
#include "domain/orders/refunds/credited_refund.h"
#include "domain/prepaid/breakage.h"
#include "domain/prepaid/topup.h"

namespace herlaad::orders {
namespace {

using ledger::AccountKind;
using ledger::Move;

Refusal OfQuote(const catalogue::QuoteRefusal& refusal) {
  switch (refusal.reason) {
    case catalogue::QuoteRefusalReason::kUnknownOperator:
      return {PlaceOutcome::kUnknownOperator};
    case catalogue::QuoteRefusalReason::kOtherCurrency:
    case catalogue::QuoteRefusalReason::kAmountNotOnSale:
      return {PlaceOutcome::kAmountNotOnSale};
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
    if (hosted) return Refusal{PlaceOutcome::kUnknownNumber};
    return std::nullopt;
  }
  const prepaid::Sim& sim = *number.sim;
  if (sim.operator_id != quote.op->id) {
    return Refusal{.outcome = PlaceOutcome::kWrongOperator, .operator_id = sim.operator_id};
  }
  const auto sim_after =
      prepaid::Topup(sim, GraceOf(*quote.op), {quote.credited_eur6, {}, quote.bonus_eur6, {}}, now);
  if (!sim_after.ok()) return Refusal{OutcomeOf(sim_after.error())};
  return std::nullopt;
}

std::optional<Refusal> OfLimits(const limits::Ruling& ruling, Currency currency) {
  switch (ruling.verdict) {
    case limits::Verdict::kWithin:
      return std::nullopt;
    case limits::Verdict::kAbovePayment:
      return Refusal{.outcome = PlaceOutcome::kAbovePaymentLimit,
                     .most = {ruling.remaining, currency}};
    case limits::Verdict::kTooSoon:
      return Refusal{.outcome = PlaceOutcome::kToppedUpRecently, .retry_at = ruling.retry_at};
    case limits::Verdict::kAboveMonth:
      return Refusal{.outcome = PlaceOutcome::kAboveMonthLimit,
                     .most = {ruling.remaining, currency}};
  }
  CHECK(false, "a limit is judged with one of the listed verdicts");
}

Terms TermsOf(const catalogue::Quote& quote) {
  const catalogue::Product& product = *quote.product;
  Terms terms;
  terms.currency = quote.amount.currency;
  terms.amount = quote.amount.minor;
  terms.fee = quote.fee.minor;
  terms.fee_vat = quote.fee_vat.minor;
  terms.vat = quote.vat.minor;
  terms.credit = quote.credited_eur6;
  terms.bonus = quote.bonus_eur6;
  terms.validity = product.validity;
  terms.bonus_validity = product.bonus.validity;
  return terms;
}

void Pay(OrderAggregate& aggregate, std::int64_t amount, ledger::Account to) {
  if (amount == 0) return;
  aggregate.transfers.push_back(Move(amount, ledger::Of(AccountKind::kSuspense), std::move(to)));
}

void PostHostedCredit(OrderAggregate& aggregate, const prepaid::Portions& lapsed) {
  prepaid::AppendBreakage(lapsed, aggregate.order.msisdn(), aggregate.order.operator_id(),
                          aggregate.transfers);
  const Terms& terms = aggregate.order.terms;
  const std::int64_t msisdn = aggregate.order.msisdn().value();
  aggregate.transfers.push_back(
      Move(terms.credit, ledger::Of(AccountKind::kIssued, aggregate.order.operator_id()),
           ledger::OfBucket(msisdn, prepaid::kCreditBucket, Asset::kEur6)));
  if (terms.bonus == 0) return;
  aggregate.transfers.push_back(
      Move(terms.bonus, ledger::Of(AccountKind::kPromo, aggregate.order.operator_id()),
           ledger::OfBucket(msisdn, prepaid::kBonusBucket, Asset::kEur6)));
}

RefusalReason ReasonOf(prepaid::SimRefusal refusal) {
  switch (refusal) {
    case prepaid::SimRefusal::kTerminated:
      return RefusalReason::kUnknownNumber;
    case prepaid::SimRefusal::kSuspended:
      return RefusalReason::kBarred;
    case prepaid::SimRefusal::kNotActivated:
      return RefusalReason::kNotActivated;
    case prepaid::SimRefusal::kBalanceFull:
      return RefusalReason::kBalanceFull;
  }
  CHECK(false, "a SIM refuses for one of the listed reasons");
}

// An order placed when limits were still taken at placing has already taken its limit.
bool TakeLimit(OrderAggregate& aggregate) {
  Order& order = aggregate.order;
  if (order.limit_month.number != 0) return true;
  const auto ruling = JudgeLimits(aggregate, order.terms.amount);
  if (ruling.verdict != limits::Verdict::kWithin && !MutantIs("limit_not_judged_again"))
    return false;
  const calendar::Month month = calendar::MonthOf(aggregate.now);
  order.topup_before = aggregate.number->usage.last_topup;
  aggregate.number->usage =
      limits::Take(aggregate.number->usage, month, aggregate.now, order.terms.amount);
  if (limits::IsKept(aggregate.number->usage, month)) order.limit_month = month;
  return true;
}

// The number may have been ported or terminated since the order was placed; then the money is
// refunded.
void FulfilHosted(OrderAggregate& aggregate) {
  Delivery& delivery = AddDelivery(aggregate);
  const Terms& terms = aggregate.order.terms;
  auto refusal = RefusalReason::kUnknownNumber;
  if (aggregate.number->sim &&
      aggregate.number->sim->operator_id == aggregate.order.operator_id()) {
    const prepaid::Credit credit{
        terms.credit, catalogue::ValidUntil(terms.validity, aggregate.now), terms.bonus,
        terms.bonus > 0 ? catalogue::ValidUntil(terms.bonus_validity, aggregate.now) : Instant{}};
    auto topped = prepaid::Topup(*aggregate.number->sim, aggregate.grace, credit, aggregate.now);
    if (topped.ok()) {
      Confirm(aggregate, delivery, {{}, terms.credit, topped->sim.credit.valid_until});
      PostHostedCredit(aggregate, topped->lapsed);
      aggregate.number->sim = std::move(topped->sim);
      return;
    }
    refusal = ReasonOf(topped.error());
  }
  RefuseDelivery(aggregate, delivery, refusal);
}

}  // namespace

Result<Terms, Refusal> ValidateCredit(const PlaceRequest& request, Money amount,
                                      const catalogue::Catalogue& catalogue,
                                      OrderAggregate& aggregate) {
  const auto quote = catalogue::QuoteFor(catalogue, request.operator_id, amount);
  if (!quote.ok()) return Failure{OfQuote(quote.error())};
  const Terms terms = TermsOf(
      payments::ChargesFee(request.payment_method) ? *quote : catalogue::WithoutFee(*quote));
  if (request.expected_total != 0 && request.expected_total != terms.total()) {
    return Failure{
        Refusal{.outcome = PlaceOutcome::kPriceChanged, .price = {terms.total(), terms.currency}}};
  }
  if (const auto refusal = JudgeSubscriber(*aggregate.number, *quote, aggregate.now))
    return Failure{*refusal};
  aggregate.limits = LimitsOf(*quote->op);
  aggregate.grace = GraceOf(*quote->op);
  if (const auto refusal = OfLimits(JudgeLimits(aggregate, quote->amount.minor), amount.currency)) {
    return Failure{*refusal};
  }
  return terms;
}

limits::Ruling JudgeLimits(const OrderAggregate& aggregate, std::int64_t amount) {
  if (MutantIs("limit_not_judged")) return {};
  return limits::Judge(aggregate.limits, aggregate.number->usage, calendar::MonthOf(aggregate.now),
                       aggregate.now, amount);
}

void FulfilCredit(OrderAggregate& aggregate) {
  if (aggregate.stopped == brakes::Act::kHold) return Raise(aggregate, Attention::kHeldByBrake);
  if (aggregate.stopped) {
    return RefuseDelivery(aggregate, AddDelivery(aggregate), RefusalReason::kStoppedByBrake);
  }
  if (!TakeLimit(aggregate)) {
    return RefuseDelivery(aggregate, AddDelivery(aggregate), RefusalReason::kLimitReached);
  }
  if (aggregate.order.hosted()) {
    FulfilHosted(aggregate);
  } else {
    AddDelivery(aggregate);
  }
}

void ReverseCredit(OrderAggregate& aggregate) {
  Order& order = aggregate.order;
  if (order.limit_month.number == 0) return;
  if (MutantIs("limit_not_given_back")) return;
  const State state = StateOf(order);
  if (state != State::kRefunded && state != State::kCancelled && state != State::kExpired) return;
  if (IsCreditedRefund(order) && order.deliveries.back().at_a_loss) return;  // the number keeps it
  // Only the first payment can pay for a delivery, and the limit was taken with it.
  aggregate.number->usage = limits::GiveBack(
      aggregate.number->usage, {order.limit_month, order.terms.amount,
                                order.payments.front().settled_at, order.topup_before});
  order.limit_month = {};
}

void PostCredit(OrderAggregate& aggregate) {
  const Terms& terms = aggregate.order.terms;
  Pay(aggregate, terms.amount, ledger::Of(AccountKind::kPayable, aggregate.order.operator_id()));
  Pay(aggregate, terms.fee - terms.fee_vat, ledger::Of(AccountKind::kFees));
  Pay(aggregate, terms.fee_vat, ledger::Of(AccountKind::kVat));
}

std::optional<NotificationKind> TextAboutCredit(const Order& order) {
  if (!order.texts.Has(Texts::kWanted)) return std::nullopt;
  const State state = StateOf(order);
  if (state == State::kDelivered && !order.texts.Has(Texts::kDelivered)) {
    return NotificationKind::kDelivered;
  }
  if (state == State::kRefunded && !order.texts.Has(Texts::kRefunded) && !IsCreditedRefund(order) &&
      payments::SendsRefundText(order.payment_method)) {
    return NotificationKind::kRefunded;
  }
  return std::nullopt;
}

}  // namespace herlaad::orders
