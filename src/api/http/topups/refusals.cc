#include "api/http/topups/refusals.h"

#include <algorithm>

#include "api/http/core/json/json_writer.h"
#include "base/calendar/calendar.h"
#include "base/core/check.h"

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
    case PlaceOutcome::kAboveKeyTopupCap:
      return Code::kAboveKeyTopupCap;
    case PlaceOutcome::kAboveKeyDayCap:
      return Code::kAboveKeyDayCap;
    case PlaceOutcome::kVoucherRefused:
      return Code::kVoucherRefused;
    case PlaceOutcome::kVoucherUsed:
      return Code::kVoucherUsed;
    case PlaceOutcome::kVoucherExpired:
      return Code::kVoucherExpired;
    case PlaceOutcome::kVoucherOtherAmount:
      return Code::kVoucherOtherAmount;
    case PlaceOutcome::kFloatTooLow:
      return Code::kFloatTooLow;
    case PlaceOutcome::kStoppedByBrake:
      return Code::kPaymentNotPossibleNow;
  }
  CHECK(false, "a top-up is refused with one of the listed outcomes");
}

// The code for clients that may not be told more.
Code NeutralCodeOf(PlaceOutcome outcome) {
  switch (outcome) {
    case PlaceOutcome::kUnknownNumber:
    case PlaceOutcome::kNumberTerminated:
    case PlaceOutcome::kNumberSuspended:
    case PlaceOutcome::kNumberNotActivated:
      return Code::kNumberNotPossible;
    case PlaceOutcome::kBalanceFull:
    case PlaceOutcome::kToppedUpRecently:
    case PlaceOutcome::kAboveMonthLimit:
      return Code::kAmountNotPossibleNow;
    case PlaceOutcome::kAccepted:
    case PlaceOutcome::kUnknownOperator:
    case PlaceOutcome::kAmountNotOnSale:
    case PlaceOutcome::kPriceChanged:
    case PlaceOutcome::kWrongOperator:
    case PlaceOutcome::kAbovePaymentLimit:
    case PlaceOutcome::kKeyReused:
    case PlaceOutcome::kAboveKeyTopupCap:
    case PlaceOutcome::kAboveKeyDayCap:
    case PlaceOutcome::kVoucherRefused:
    case PlaceOutcome::kVoucherUsed:
    case PlaceOutcome::kVoucherExpired:
    case PlaceOutcome::kVoucherOtherAmount:
    case PlaceOutcome::kFloatTooLow:
    case PlaceOutcome::kStoppedByBrake:
      break;
  }
  return CodeOf(outcome);
}

std::string AmountsOnSale(const catalogue::Catalogue& catalogue, const Wanted& wanted) {
  JsonWriter json;
  json.Begin('[');
  if (const catalogue::Operator* const op = catalogue.Find(wanted.operator_id)) {
    for (const catalogue::Product& product : op->products) json.Amount(product.amount);
  }
  return json.End(']').Take();
}

// Adds facts of the price list and of the request, for all clients.
void AddWhatIsPublic(const orders::Refusal& refusal, const Wanted& wanted,
                     const catalogue::Catalogue& catalogue, Problem& problem) {
  if (refusal.outcome == PlaceOutcome::kAmountNotOnSale) {
    problem.WithJson("on_sale", AmountsOnSale(catalogue, wanted));
  } else if (refusal.outcome == PlaceOutcome::kPriceChanged) {
    problem.With("total", refusal.price);
  } else if (refusal.outcome == PlaceOutcome::kWrongOperator) {
    problem.With("operator", refusal.operator_id);
  } else if (refusal.outcome == PlaceOutcome::kVoucherOtherAmount) {
    problem.With("amount", refusal.face);
  } else if (refusal.outcome == PlaceOutcome::kVoucherExpired) {
    problem.With("expired_at", refusal.expired_at);
  } else if (refusal.outcome == PlaceOutcome::kFloatTooLow) {
    problem.With("available", refusal.available);
  }
}

// 0 if nothing is sold.
std::int64_t SmallestOnSale(const catalogue::Catalogue& catalogue, const Wanted& wanted) {
  const catalogue::Operator* const op = catalogue.Find(wanted.operator_id);
  if (op == nullptr || op->products.empty()) return 0;
  const auto smaller = [](const auto& a, const auto& b) { return a.amount.minor < b.amount.minor; };
  return std::min_element(op->products.begin(), op->products.end(), smaller)->amount.minor;
}

// Without `now` the refusal is repeated, and its month may be over.
void AddWhatTheMonthLeaves(Money most, const Wanted& wanted, const catalogue::Catalogue& catalogue,
                           std::optional<Instant> now, Problem& problem) {
  const auto frees_at = now ? std::optional(calendar::StartOfNextMonth(*now)) : std::nullopt;
  if (most.minor > 0) problem.With("most", most);
  if (frees_at) problem.With("frees_at", *frees_at);
  if (most.minor <= 0) {
    problem.Say("problem.above_month_limit.none", {});
    return;
  }
  const std::int64_t smallest = SmallestOnSale(catalogue, wanted);
  if (smallest <= most.minor) return;
  const Problem::Put left{"most", most};
  const Problem::Put sold{"smallest", Money{smallest, wanted.currency}};
  if (frees_at) {
    problem.Say("problem.above_month_limit.too_little",
                {left, sold, {"date", Problem::DayOfYear{*frees_at}}});
    problem.CauseForCash("problem.above_month_limit.too_little_cash");
  } else {
    problem.Say("problem.above_month_limit.too_little_then", {left, sold});
  }
}

// Adds what the number's month and pause leave.
void AddWhatIsLeft(const orders::Refusal& refusal, const Wanted& wanted,
                   const catalogue::Catalogue& catalogue, std::optional<Instant> now,
                   Problem& problem) {
  if (refusal.outcome == PlaceOutcome::kToppedUpRecently) {
    problem.With("retry_at", refusal.retry_at);
    return;
  }
  if (refusal.outcome == PlaceOutcome::kAboveMonthLimit) {
    AddWhatTheMonthLeaves(refusal.most, wanted, catalogue, now, problem);
  } else if (refusal.outcome == PlaceOutcome::kAbovePaymentLimit && refusal.most.minor > 0) {
    problem.With("most", refusal.most);
  }
}

// Adds what the client's own key may take in cash. Without `now` the refusal is repeated, and its
// day may be over.
void AddWhatTheKeyMayTake(const orders::Refusal& refusal, std::optional<Instant> now,
                          Problem& problem) {
  const auto say = [&](messages::Key key) {
    problem.With("most", refusal.most);
    problem.Say(key, {{"most", refusal.most}}).CauseForCash(key);
  };
  if (refusal.outcome == PlaceOutcome::kAboveKeyTopupCap) {
    say("problem.above_key_topup_cap.cash");
  } else if (refusal.outcome == PlaceOutcome::kAboveKeyDayCap) {
    say(now ? messages::Key("problem.above_key_day_cap.cash")
            : messages::Key("problem.above_key_day_cap.cash_then"));
  }
}

}  // namespace

Problem OfRefusal(const orders::Refusal& refusal, const Wanted& wanted,
                  const catalogue::Catalogue& catalogue, std::optional<Instant> now,
                  const Client& client) {
  const bool everything = client.MayHearOfNumbers();
  Problem problem(everything ? CodeOf(refusal.outcome) : NeutralCodeOf(refusal.outcome));
  AddWhatIsPublic(refusal, wanted, catalogue, problem);
  AddWhatTheKeyMayTake(refusal, now, problem);
  if (everything) AddWhatIsLeft(refusal, wanted, catalogue, now, problem);
  return problem;
}

}  // namespace herlaad::http
