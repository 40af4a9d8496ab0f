#include "sim/support.h"

#include <algorithm>

#include "base/core/check.h"
#include "engine/kinds/resolve_topup.h"

namespace herlaad::sim {

using orders::Attention;
using orders::Order;
using orders::Resolution;

namespace {

constexpr Millis kEvery{300'000};
constexpr int kTriesMax = 2'000;
// After so many looks at a list that stays as it is nothing will change any more.
constexpr int kIdleLooksMax = 50;

template <class Part, class State>
const Part* Last(const std::vector<Part>& parts, State state) {
  const auto at = std::find_if(parts.rbegin(), parts.rend(),
                               [state](const Part& part) { return part.state == state; });
  return at == parts.rend() ? nullptr : &*at;
}

// The last one the bank refused that was not made good since.
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

}  // namespace

void Support::LookAtList() {
  engine::OrderFilter filter;
  filter.state = orders::State::kAttention;
  filter.limit = engine::kPageMax;
  const auto page = town_.queries->ListOrders(filter);
  const bool none_under_way = stage_.schedule.pending() == 0;
  if (page.ok()) {
    for (const auto& record : page->orders) {
      if (!in_hand_.insert(record.order.id).second) continue;
      const Millis wait = stage_.Between(60'000, stage_.honest() ? 300'000 : 3'600'000);
      stage_.schedule.After(wait, [this, id = record.order.id] { Handle(id, 0); });
    }
  }
  if (stage_.honest() && none_under_way) {
    const auto open = town_.queries->CountOpen();
    if ((open.ok() && open->empty()) || ++idle_looks_ > kIdleLooksMax) return;
  } else {
    idle_looks_ = 0;
  }
  stage_.schedule.After(kEvery, [this] { LookAtList(); });
}

void Support::Handle(OrderId id, int tries) {
  const auto found = town_.queries->FindOrder(id);
  const bool needs =
      found.ok() && *found && (*found)->order.attention != Attention::kNone && tries < kTriesMax;
  if (!needs) {
    in_hand_.erase(id);
    return;
  }
  if (const auto resolution = FindOut((*found)->order)) {
    stage_.Tell(id, "support: " + std::string(orders::Name((*found)->order.attention)) +
                        " is resolved as " + std::string(orders::Name(*resolution)));
    auto command = engine::ResolveTopup::Check(id, *resolution, "looked at the books", "support");
    CHECK(command.ok(), "support gives a reason");
    town_.asks.Asked(ResolvingOf(id));
    const bool taken = town_.submit(
        *std::move(command), [this, id](const engine::Answer& answer, const engine::OrderRecord*) {
          town_.asks.Answered(ResolvingOf(id), answer.fault, id);
          if (answer.fault == engine::Answer::Fault::kRejected) {
            stage_.Break("what support found out is rejected", id);
          }
          const auto outcome = static_cast<orders::ResolveOutcome>(answer.outcome);
          if (outcome == orders::ResolveOutcome::kResolved) ++resolved_;
        });
    if (!taken) town_.asks.NotTaken(ResolvingOf(id));
  }
  stage_.schedule.After(stage_.Between(20'000, 60'000),
                        [this, id, tries] { Handle(id, tries + 1); });
}

std::optional<Resolution> Support::FindOut(const Order& order) {
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
      return Resolution::kAccepted;
    case Attention::kCashRefundDue:
      return HandOverCash(order);
  }
  return std::nullopt;
}

std::optional<Resolution> Support::OfDelivery(const Order& order, bool pin) {
  const auto* const delivery = Last(order.deliveries, orders::DeliveryState::kUnknown);
  if (delivery == nullptr) return std::nullopt;
  Mobile& mobile = *town_.mobiles.at(order.operator_id);
  if (mobile.StillUnderWay(order.id, delivery->n)) return std::nullopt;
  if (pin && stage_.random.Chance(70)) mobile.EnterPin(order.id, delivery->n);
  if (!pin && stage_.random.Chance(20)) return Resolution::kAskAgain;
  return mobile.WasCredited(order.id, delivery->n) ? Resolution::kDelivered
                                                   : Resolution::kNotDelivered;
}

// A refused refund is tried once more, or the money goes back by an ordinary transfer.
Resolution Support::OfRefund(const Order& order) {
  const bool unknown = order.attention == Attention::kRefundUnknown;
  const auto* const refund =
      unknown ? Last(order.refunds, orders::RefundState::kUnknown) : LastRefused(order);
  if (refund == nullptr) return Resolution::kAskAgain;
  Bank& bank = *town_.banks.at(order.collector);
  const BankRefund* const known = bank.FindRefund(order.id, refund->n);
  if (known != nullptr && known->done) return Resolution::kRefunded;
  if (unknown || stage_.random.Chance(50)) return Resolution::kAskAgain;
  const auto& payment = order.payments.at(static_cast<std::size_t>(refund->payment - 1));
  bank.RefundByHand(order.id, refund->n, payment.reference, refund->amount);
  return Resolution::kRefunded;
}

Resolution Support::OfPayment(const Order& order) {
  if (stage_.random.Chance(30)) return Resolution::kAskAgain;
  return town_.banks.at(order.collector)->CloseByHand(order.id) ? Resolution::kNotPaid
                                                                : Resolution::kAskAgain;
}

Resolution Support::HandOverCash(const Order& order) {
  const auto* const refund = Last(order.refunds, orders::RefundState::kDue);
  if (refund != nullptr) {
    auto& back = town_.tills[order.id].handed_back;
    if (back.emplace(refund->n, refund->amount).second) {
      stage_.Tell(order.id, order.collector + ": hands back " + EurosText(refund->amount));
    }
  }
  return Resolution::kPaidOut;
}

}  // namespace herlaad::sim
