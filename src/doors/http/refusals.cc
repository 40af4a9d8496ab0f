#include "doors/http/refusals.h"

#include "base/calendar/calendar.h"
#include "base/core/check.h"
#include "doors/http/json_writer.h"

namespace herlaad::http {
namespace {

using orders::PlaceOutcome;

Code CodeOf(PlaceOutcome outcome) {
  switch (outcome) {
    case PlaceOutcome::kAccepted:
      break;
    case PlaceOutcome::kUnknownOperator:
      return Code::kOperatorUnknown;
    case PlaceOutcome::kAmountNotOnSale:
      return Code::kAmountNotOnSale;
    case PlaceOutcome::kPriceChanged:
      return Code::kPriceChanged;
    case PlaceOutcome::kUnknownNumber:
      return Code::kNumberUnknown;
    case PlaceOutcome::kWrongOperator:
      return Code::kWrongOperator;
    case PlaceOutcome::kNumberTerminated:
      return Code::kNumberTerminated;
    case PlaceOutcome::kNumberSuspended:
      return Code::kNumberSuspended;
    case PlaceOutcome::kNumberNotActivated:
      return Code::kNumberNotActivated;
    case PlaceOutcome::kBalanceFull:
      return Code::kBalanceFull;
    case PlaceOutcome::kAbovePaymentLimit:
      return Code::kAbovePaymentLimit;
    case PlaceOutcome::kToppedUpRecently:
      return Code::kToppedUpRecently;
    case PlaceOutcome::kAboveMonthLimit:
      return Code::kAboveMonthLimit;
    case PlaceOutcome::kKeyReused:
      return Code::kIdempotencyKeyReused;
  }
  CHECK(false, "a top-up is refused with one of the listed outcomes");
}

std::string AmountsOnSale(const catalog::Catalog& catalog, const Wanted& wanted) {
  JsonWriter json;
  json.Begin('[');
  if (const catalog::Operator* const op = catalog.Find(wanted.operator_id)) {
    for (const catalog::Product& product : op->products) json.Amount(product.amount);
  }
  return json.End(']').Take();
}

}  // namespace

Problem OfPlaceOutcome(PlaceOutcome outcome, std::int64_t detail, const std::string& note,
                       const Wanted& wanted, const catalog::Catalog& catalog,
                       std::optional<Instant> now) {
  Problem problem(CodeOf(outcome));
  if (outcome == PlaceOutcome::kAmountNotOnSale) {
    problem.WithJson("on_sale", AmountsOnSale(catalog, wanted));
  } else if (outcome == PlaceOutcome::kPriceChanged) {
    problem.With("total", Money{detail, wanted.currency});
  } else if (outcome == PlaceOutcome::kWrongOperator) {
    problem.With("operator", note);
  } else if (outcome == PlaceOutcome::kAbovePaymentLimit ||
             outcome == PlaceOutcome::kAboveMonthLimit) {
    problem.With("most", Money{detail, wanted.currency});
    if (outcome == PlaceOutcome::kAboveMonthLimit && now)
      problem.With("frees_at", calendar::StartOfNextMonth(*now));
  } else if (outcome == PlaceOutcome::kToppedUpRecently) {
    problem.With("retry_at", Instant{detail});
  }
  return problem;
}

}  // namespace herlaad::http
