#include "engine/commands/orders/new_order.h"

#include <utility>

#include "base/core/check.h"
#include "engine/commands/idempotency.h"

namespace herlaad::engine {

namespace {

using orders::PlaceOutcome;
using orders::Refusal;

// What PlaceOutcome names with the outcome, in minor units or milliseconds; 0 if it names nothing.
std::int64_t PackedDetail(const Refusal& refusal) {
  switch (refusal.outcome) {
    case PlaceOutcome::kPriceChanged:
      return refusal.price.minor;
    case PlaceOutcome::kAbovePaymentLimit:
    case PlaceOutcome::kAboveMonthLimit:
    case PlaceOutcome::kAboveKeyTopupCap:
    case PlaceOutcome::kAboveKeyDayCap:
      return refusal.most.minor;
    case PlaceOutcome::kToppedUpRecently:
      return refusal.retry_at.ms;
    case PlaceOutcome::kVoucherExpired:
      return refusal.expired_at.ms;
    case PlaceOutcome::kVoucherOtherAmount:
      return refusal.face.minor;
    case PlaceOutcome::kFloatTooLow:
      return refusal.available.minor;
    case PlaceOutcome::kAccepted:
    case PlaceOutcome::kUnknownOperator:
    case PlaceOutcome::kAmountNotOnSale:
    case PlaceOutcome::kUnknownNumber:
    case PlaceOutcome::kWrongOperator:
    case PlaceOutcome::kNumberTerminated:
    case PlaceOutcome::kNumberSuspended:
    case PlaceOutcome::kNumberNotActivated:
    case PlaceOutcome::kBalanceFull:
    case PlaceOutcome::kKeyReused:
    case PlaceOutcome::kVoucherRefused:
    case PlaceOutcome::kVoucherUsed:
    case PlaceOutcome::kStoppedByBrake:
      return 0;
  }
  CHECK(false, "an order is placed or not with one of the listed outcomes");
}

Refusal UnpackRefusal(const IdempotencyRecord& record, Currency currency) {
  Refusal refusal;
  refusal.outcome = static_cast<PlaceOutcome>(record.outcome);
  const Money money{record.detail, currency};
  switch (refusal.outcome) {
    case PlaceOutcome::kPriceChanged:
      refusal.price = money;
      break;
    case PlaceOutcome::kAbovePaymentLimit:
    case PlaceOutcome::kAboveMonthLimit:
    case PlaceOutcome::kAboveKeyTopupCap:
    case PlaceOutcome::kAboveKeyDayCap:
      refusal.most = money;
      break;
    case PlaceOutcome::kToppedUpRecently:
      refusal.retry_at = {record.detail};
      break;
    case PlaceOutcome::kVoucherExpired:
      refusal.expired_at = {record.detail};
      break;
    case PlaceOutcome::kVoucherOtherAmount:
      refusal.face = money;
      break;
    case PlaceOutcome::kFloatTooLow:
      refusal.available = money;
      break;
    case PlaceOutcome::kWrongOperator:
      refusal.operator_id = record.note;
      break;
    case PlaceOutcome::kAccepted:
    case PlaceOutcome::kUnknownOperator:
    case PlaceOutcome::kAmountNotOnSale:
    case PlaceOutcome::kUnknownNumber:
    case PlaceOutcome::kNumberTerminated:
    case PlaceOutcome::kNumberSuspended:
    case PlaceOutcome::kNumberNotActivated:
    case PlaceOutcome::kBalanceFull:
    case PlaceOutcome::kKeyReused:
    case PlaceOutcome::kVoucherRefused:
    case PlaceOutcome::kVoucherUsed:
    case PlaceOutcome::kStoppedByBrake:
      break;
  }
  return refusal;
}

}  // namespace

IdempotencyRecord Pack(const PlaceResult& result) {
  IdempotencyRecord record;
  record.outcome = static_cast<std::uint8_t>(result.outcome());
  record.order = result.order;
  if (result.refusal) {
    record.detail = PackedDetail(*result.refusal);
    record.note = result.refusal->operator_id;
  }
  return record;
}

PlaceResult UnpackPlaced(const IdempotencyRecord& record, Currency currency) {
  if (record.outcome == static_cast<std::uint8_t>(PlaceOutcome::kAccepted)) return {record.order};
  return {record.order, UnpackRefusal(record, currency)};
}

DecisionOf<PlaceResult> RepeatedOrder(const IdempotencyRecord& record, const Digest& body,
                                      Currency currency) {
  if (record.body != body)
    return Repeated(PlaceResult{record.order, Refusal{PlaceOutcome::kKeyReused}});
  return Repeated(UnpackPlaced(record, currency));
}

DecisionOf<PlaceResult> NewOrder(const Result<Nothing, orders::Refusal>& placed,
                                 orders::OrderAggregate&& aggregate, const OrderRecord& blank,
                                 const Asking& asking, const ReadSet& read_set,
                                 const DecisionContext& context) {
  const orders::Terms& terms = aggregate.order.terms;
  const auto taken =
      placed.ok() ? TakeCash(asking.used, {terms.total(), terms.currency}, read_set, context.now)
                  : Result<std::optional<KeyCash>, Refusal>(Failure{placed.error()});
  if (!taken.ok()) {
    DecisionOf<PlaceResult> refused(PlaceResult{{}, taken.error()});
    Record(asking.key, asking.body, context.now, Pack(refused.result), refused);
    return refused;
  }
  DecisionOf<PlaceResult> decision(Keep(std::move(aggregate), blank, std::nullopt, context),
                                   PlaceResult{blank.order.id});
  decision.order_is_new = true;
  if (*taken) decision.rows.Put(**taken);
  Record(asking.key, asking.body, context.now, Pack(decision.result), decision);
  return decision;
}

}  // namespace herlaad::engine
