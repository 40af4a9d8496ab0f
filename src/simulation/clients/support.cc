#include "simulation/clients/support.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/orders/refunds/refund_policy.h"
#include "engine/commands/orders/resolve_topup.h"

namespace herlaad::simulation {

using orders::Attention;
using orders::Order;
using orders::ReviewDecision;

namespace {

constexpr Millis kEvery{300'000};
constexpr int kTriesMax = 2'000;
// After this many looks at an unchanged list nothing will change any more.
constexpr int kIdleLooksMax = 50;
constexpr std::size_t kKindnessesMax = 8;

template <class Part, class State>
const Part* Last(const std::vector<Part>& parts, State state) {
  const auto at = std::find_if(parts.rbegin(), parts.rend(),
                               [state](const Part& part) { return part.state == state; });
  return at == parts.rend() ? nullptr : &*at;
}

// The last refund that the bank refused and that no later refund replaced.
const orders::Refund* LastRefused(const Order& order) {
  for (auto at = order.refunds.rbegin(); at != order.refunds.rend(); ++at) {
    if (at->state != orders::RefundState::kRefused) continue;
    const bool made_good =
        std::any_of(order.refunds.begin(), order.refunds.end(), [&at](const orders::Refund& r) {
          return r.payment == at->payment && r.state != orders::RefundState::kRefused &&
                 r.state != orders::RefundState::kWithdrawn;
        });
    if (!made_good) return &*at;
  }
  return nullptr;
}

// The number of the refund that OfRefund finds out about.
std::optional<std::int32_t> RefundInReview(const Order& order) {
  const orders::Refund* refund = nullptr;
  if (order.attention == Attention::kRefundUnknown) refund = orders::RefundForPerson(order);
  if (order.attention == Attention::kRefundRefused) refund = LastRefused(order);
  return refund != nullptr ? std::optional(refund->n) : std::nullopt;
}

}  // namespace

bool Support::IsLeft(const Order& order) const {
  return leaves_some_ && order.attention == Attention::kCashRefundDue &&
         order.attention_since.ms % 2 == 0;
}

void Support::HandleAll() {
  leaves_some_ = false;
  idle_looks_ = 0;
  LookAtList();
}

void Support::LookAtList() {
  engine::OrderFilter filter;
  filter.state = orders::State::kAttention;
  filter.limit = engine::kPageMax;
  const auto page = cluster_.queries->ListOrders(filter);
  const bool none_under_way = stage_.schedule.pending() == 0;
  // Now and then, while orders come and go.
  const bool is_troubled = stage_.rates().response_lost > 0;
  if (is_troubled && !none_under_way && cluster_.refunded_as_loss.size() < kKindnessesMax &&
      stage_.random.Chance(10)) {
    BeKind();
  }
  if (page.ok()) {
    for (const auto& record : page->orders) {
      if (IsLeft(record.order) || !in_hand_.insert(record.order.id).second) continue;
      const Millis wait = stage_.Between(60'000, stage_.honest() ? 300'000 : 3'600'000);
      stage_.schedule.After(wait, [this, id = record.order.id] { Handle(id, 0); });
    }
  }
  if (stage_.honest() && none_under_way) {
    const auto open = cluster_.queries->CountOpen();
    if ((open.ok() && open->empty()) || ++idle_looks_ > kIdleLooksMax) return;
  } else {
    idle_looks_ = 0;
  }
  stage_.schedule.After(kEvery, [this] { LookAtList(); });
}

void Support::Handle(OrderId id, int tries) {
  const auto found = cluster_.queries->FindOrder(id);
  const bool needs =
      found.ok() && *found && (*found)->order.attention != Attention::kNone && tries < kTriesMax;
  if (!needs) {
    in_hand_.erase(id);
    return;
  }
  if (const auto review_decision = FindOut((*found)->order)) {
    stage_.Tell(id, "support: " + std::string(orders::Name((*found)->order.attention)) +
                        " is resolved as " + std::string(orders::Name(*review_decision)));
    Decide(id, {*review_decision, RefundInReview((*found)->order)}, true);
  }
  stage_.schedule.After(stage_.Between(20'000, 60'000),
                        [this, id, tries] { Handle(id, tries + 1); });
}

void Support::Decide(OrderId id, engine::ReviewAct act, bool resolves) {
  auto command = engine::ResolveTopup::Check(id, act, "looked at the ledger", "support");
  CHECK(command.ok(), "support gives a reason");
  cluster_.asks.Asked(ResolvingOf(id));
  const bool taken = cluster_.Submit(
      *std::move(command),
      [this, id, resolves](const engine::Answered<engine::ResolveTopupResult>& answer,
                           const auto*) {
        cluster_.asks.Answered(ResolvingOf(id), answer, id);
        if (!answer.ok() && answer.fault() == engine::Fault::kRejected)
          stage_.Break("a review decision of support is rejected", id);
        const bool done = answer.ok() && answer->outcome == engine::ResolveTopupOutcome::kResolved;
        if (done && resolves) ++resolved_;
      });
  if (!taken) cluster_.asks.NotTaken(ResolvingOf(id));
}

void Support::BeKind() {
  engine::OrderFilter filter;
  filter.state = orders::State::kDelivered;
  const auto page = cluster_.queries->ListOrders(filter);
  if (!page.ok() || page->orders.empty()) return;
  const Order& order = page->orders.at(stage_.random.Below(page->orders.size())).order;
  const auto possible = orders::ReviewDecisionsFor(order);
  if (possible.empty()) return;
  stage_.Tell(order.id, "support: refunds it as a loss");
  cluster_.refunded_as_loss.insert(order.id);
  Decide(order.id, {ReviewDecision::kRefundAsLoss}, false);
}

std::optional<ReviewDecision> Support::FindOut(const Order& order) {
  switch (order.attention) {
    case Attention::kNone:
      return std::nullopt;
    case Attention::kDeliveryUnknown:
      return OfDelivery(order, false);
    case Attention::kPinInsteadOfCredit:
      return OfDelivery(order, true);
    case Attention::kRefundUnknown:
    case Attention::kRefundRefused:
      return OfRefund(order);
    case Attention::kPaymentUnknown:
      return OfPayment(order);
    case Attention::kCreditedAndRefunded:
    case Attention::kTooManyCharges:
    case Attention::kReturnedTwice:
    case Attention::kExtraRefund:
      return ReviewDecision::kAccepted;
    case Attention::kCashRefundDue:
      return HandOverCash(order);
    case Attention::kHeldByBrake:
      return ReviewDecision::kReleased;
  }
  return std::nullopt;
}

std::optional<ReviewDecision> Support::OfDelivery(const Order& order, bool pin) {
  const auto* const delivery = Last(order.deliveries, orders::DeliveryState::kUnknown);
  if (delivery == nullptr) return std::nullopt;
  SimulatedOperator& op = *cluster_.operators.at(order.operator_id());
  if (op.StillUnderWay(order.id, delivery->n)) return std::nullopt;
  if (pin && stage_.random.Chance(70)) op.EnterPin(order.id, delivery->n);
  if (!pin && stage_.random.Chance(20)) return ReviewDecision::kAskAgain;
  return op.WasCredited(order.id, delivery->n) ? ReviewDecision::kDelivered
                                               : ReviewDecision::kNotDelivered;
}

// A refused refund is retried, or the money is returned by bank transfer.
ReviewDecision Support::OfRefund(const Order& order) {
  const bool unknown = order.attention == Attention::kRefundUnknown;
  const auto* const refund = unknown ? orders::RefundForPerson(order) : LastRefused(order);
  if (refund == nullptr) return ReviewDecision::kAskAgain;
  Provider& bank = *cluster_.banks.at(order.payment_account);
  const auto known = bank.FindRefund(order.id, refund->n);
  if (known && known->done) return ReviewDecision::kRefunded;
  const auto& payment = order.payments.at(static_cast<std::size_t>(refund->payment - 1));
  if (unknown && !known && !bank.StillUnderWay(order.id, refund->n) && stage_.random.Chance(70)) {
    return ReviewDecision::kNotRefunded;
  }
  // The payer may get it from there.
  if (bank.IsDisputed(order.id, payment.reference)) return ReviewDecision::kAskAgain;
  if (unknown || stage_.random.Chance(50)) return ReviewDecision::kAskAgain;
  return bank.RefundByHand(order.id, refund->n, payment.reference, refund->amount)
             ? ReviewDecision::kRefunded
             : ReviewDecision::kAskAgain;
}

ReviewDecision Support::OfPayment(const Order& order) {
  if (stage_.random.Chance(30)) return ReviewDecision::kAskAgain;
  return cluster_.banks.at(order.payment_account)->CloseByHand(order.id)
             ? ReviewDecision::kNotPaid
             : ReviewDecision::kAskAgain;
}

ReviewDecision Support::HandOverCash(const Order& order) {
  const auto* const refund = Last(order.refunds, orders::RefundState::kDue);
  if (refund != nullptr) {
    auto& back = cluster_.tills[order.id].handed_back;
    if (back.emplace(refund->n, refund->amount).second) {
      stage_.Tell(order.id, order.payment_account + ": hands back " + EurosText(refund->amount));
    }
  }
  return ReviewDecision::kPaidOut;
}

}  // namespace herlaad::simulation
