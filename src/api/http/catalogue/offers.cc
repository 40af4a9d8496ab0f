#include "api/http/catalogue/offers.h"

#include <algorithm>
#include <limits>

#include "api/http/topups/refusals.h"
#include "base/money/asset.h"
#include "domain/catalogue/quote.h"
#include "domain/orders/placing/place.h"
#include "domain/payments/payment_method.h"

namespace herlaad::http {
namespace {

void RenderValidity(const catalogue::Validity& validity, JsonWriter& json) {
  const bool months = validity.unit == catalogue::Validity::Unit::kMonths;
  json.Begin('{').Name(months ? "months" : "days").Number(validity.count).End('}');
}

// Evaluates placing the order without storing anything.
std::optional<Problem> RefusalOf(const catalogue::Catalogue& catalogue,
                                 const catalogue::Operator& op, const catalogue::Product& product,
                                 const orders::Subscriber& number, Instant now,
                                 const Client& client) {
  constexpr Millis kAnyLifetime{60'000};
  orders::OrderAggregate paper(orders::Order(OrderId(1), number.msisdn), number, now);
  const auto placed = orders::Place(
      {number.msisdn, op.id, product.amount, 0, payments::PaymentMethod::kCard, "nobody", "nobody"},
      catalogue, kAnyLifetime, paper);
  if (placed.ok()) return std::nullopt;
  return OfRefusal(placed.error(), {op.id, product.amount.currency}, catalogue, now, client);
}

void RenderRefusal(const std::optional<Problem>& refusal, messages::Language language,
                   JsonWriter& json) {
  json.Name("refusal");
  if (refusal) {
    refusal->RenderReason(language, json);
  } else {
    json.Null();
  }
}

void RenderLimits(const catalogue::Operator& op, JsonWriter& json) {
  json.Name("per_payment").Amount(op.limits.per_payment);
  json.Name("per_month").Amount(op.limits.per_month);
  json.Name("seconds_between_topups").Number(op.limits.seconds_between_topups);
}

// The greatest amount that would be accepted now, for a refused amount.
void RenderMostNow(const catalogue::Operator& op, const orders::Subscriber& number, Instant now,
                   JsonWriter& json) {
  const limits::Limits limits{op.limits.per_payment.minor, op.limits.per_month.minor, Millis(0)};
  const auto ruling = limits::Judge(limits, number.usage, calendar::MonthOf(now), now,
                                    std::numeric_limits<std::int64_t>::max());
  json.Name("most_now");
  if (ruling.verdict == limits::Verdict::kWithin) {
    json.Null();
  } else {
    json.Amount({ruling.remaining, op.limits.per_payment.currency});
  }
}

struct Choice {
  const catalogue::Product* product;
  std::optional<Problem> refusal;
};

// The reason why no product of this operator can be bought, if it is the same for all.
std::optional<Problem> CommonRefusal(const std::vector<Choice>& choices) {
  if (choices.empty()) return std::nullopt;
  const auto& first = choices.front().refusal;
  for (const Choice& choice : choices) {
    if (!choice.refusal || choice.refusal->name() != first->name()) return std::nullopt;
  }
  return first;
}

// No smaller amount can be advised if every amount is refused.
void SayIfNoneIsPossible(std::vector<Choice>& choices) {
  constexpr std::string_view kNotNow = "amount_not_possible_now";
  const auto refused = [](const Choice& choice) { return choice.refusal.has_value(); };
  if (!std::all_of(choices.begin(), choices.end(), refused)) return;
  for (Choice& choice : choices) {
    if (choice.refusal->name() == kNotNow)
      choice.refusal->Say("problem.amount_not_possible_now.none", {});
  }
}

}  // namespace

void RenderOperator(const catalogue::Operator& op, JsonWriter& json) {
  json.Begin('{').Name("id").Text(op.id).Name("name").Text(op.name);
  json.Name("limits").Begin('{');
  RenderLimits(op, json);
  json.End('}').Name("support").Begin('{').Name("phone").Text(op.support.phone);
  json.Name("url").Text(op.support.url).Name("text").Text(op.support.text).End('}').End('}');
}

void RenderProduct(const catalogue::Catalogue& catalogue, const catalogue::Operator& op,
                   const catalogue::Product& product, Instant now, JsonWriter& json) {
  const auto quote = catalogue::QuoteFor(catalogue, op.id, product.amount);
  CHECK(quote.ok(), "what stands in the catalogue is on sale");
  json.Name("operator").Text(op.id).Name("amount").Amount(quote->amount);
  json.Name("fee").Amount(quote->fee).Name("total").Amount(quote->total);
  json.Name("vat").Amount(quote->vat);
  json.Name("credited").Amount(money::MoneyFromEur6(quote->credited_eur6).amount);
  json.Name("validity");
  RenderValidity(product.validity, json);
  json.Name("valid_until").At(catalogue::ValidUntil(product, now));
  if (quote->bonus_eur6 == 0) return;
  json.Name("bonus").Amount(money::MoneyFromEur6(quote->bonus_eur6).amount);
  json.Name("bonus_valid_until").At(catalogue::ValidUntil(product.bonus.validity, now));
}

void RenderOffer(const catalogue::Catalogue& catalogue, const catalogue::Operator& op,
                 const orders::Subscriber& number, std::optional<Money> only, Instant now,
                 const Hearer& hearer, JsonWriter& json) {
  std::vector<Choice> choices;
  for (const catalogue::Product& product : op.products) {
    if (only && !(product.amount == *only)) continue;
    choices.push_back({&product, RefusalOf(catalogue, op, product, number, now, hearer.client)});
  }
  if (!only) SayIfNoneIsPossible(choices);
  json.Begin('{').Name("operator").Text(op.id).Name("name").Text(op.name);
  json.Name("limits").Begin('{');
  RenderLimits(op, json);
  if (hearer.client.MayHearOfNumbers()) RenderMostNow(op, number, now, json);
  json.End('}');
  RenderRefusal(CommonRefusal(choices), hearer.language, json);
  json.Name("products").Begin('[');
  for (const Choice& choice : choices) {
    json.Begin('{');
    RenderProduct(catalogue, op, *choice.product, now, json);
    RenderRefusal(choice.refusal, hearer.language, json);
    json.End('}');
  }
  json.End(']').End('}');
}

}  // namespace herlaad::http
