#include "simulation/bank.h"

#include <algorithm>
#include <memory>

#include "base/core/check.h"

namespace herlaad::simulation {

using engine::GatewayAnswer;
using orders::CloseReason;

namespace {

orders::PartName Read(std::string_view reference) {
  const auto name = orders::ParsePartReference(reference);
  CHECK(name.has_value(), "the engine names its own parts");
  return *name;
}

GatewayAnswer Paid(const BankCharge& charge) {
  GatewayAnswer answer;
  answer.kind = GatewayAnswer::Kind::kPaid;
  answer.reference = charge.reference;
  answer.received = charge.amount;
  return answer;
}

GatewayAnswer Closed(CloseReason reason) {
  GatewayAnswer answer;
  answer.kind = GatewayAnswer::Kind::kClosed;
  answer.reason = reason;
  return answer;
}

}  // namespace

GatewayAnswer Bank::Open(const engine::OpenRequest& request) {
  const auto name = Read(request.reference);
  return wire_.Send<GatewayAnswer>(name.order, "the opening", wire_.Draw(),
                                   [this, name, asked = request.amount.minor] {
                                     return BookOpening(name.order, name.n, asked);
                                   });
}

GatewayAnswer Bank::BookOpening(OrderId order, std::int32_t n, std::int64_t asked) {
  BankPayment& payment = entries_[order];
  payment.order = order;
  payment.n = n;
  payment.asked = asked;
  if (!payment.open && !payment.closed && !payment.refused) {
    payment.refused = stage_.Happens(stage_.rates().opening_refused);
    payment.open = !payment.refused;
    stage_.Tell(order, id_ + (payment.refused ? ": refuses to open the payment"
                                              : ": opens the payment of " + EurosText(asked)));
  }
  return StateOf(payment);
}

GatewayAnswer Bank::StateOf(const BankPayment& payment) const {
  if (!payment.charges.empty()) return Paid(payment.charges.front());
  GatewayAnswer answer;
  if (payment.closed) return Closed(payment.reason);
  if (payment.refused) {
    answer.kind = GatewayAnswer::Kind::kRefused;
  } else if (payment.open) {
    answer.kind = GatewayAnswer::Kind::kOpen;
    answer.url = "https://" + id_ + "/" + ToText(payment.order);
  }
  return answer;
}

GatewayAnswer Bank::Ask(std::string_view payment) {
  const OrderId order = Read(payment).order;
  return wire_.Send<GatewayAnswer>(order, "the question", wire_.Draw(), [this, order] {
    const auto at = entries_.find(order);
    return at == entries_.end() ? GatewayAnswer{} : StateOf(at->second);
  });
}

GatewayAnswer Bank::Close(std::string_view payment) {
  const OrderId order = Read(payment).order;
  return wire_.Send<GatewayAnswer>(order, "the closing", wire_.Draw(),
                                   [this, order] { return BookClosing(order); });
}

GatewayAnswer Bank::BookClosing(OrderId order) {
  BankPayment& payment = entries_[order];
  payment.order = order;
  if (payment.charges.empty() && !payment.closed) {
    payment.closed = true;
    payment.reason = CloseReason::kCancelled;
    stage_.Tell(order, id_ + ": closes the payment");
  }
  return StateOf(payment);
}

GatewayAnswer Bank::Refund(const engine::RefundRequest& request) {
  const OrderId order = Read(request.payment).order;
  return wire_.Send<GatewayAnswer>(order, "the refund " + request.reference, wire_.Draw(),
                                   [this, order, request] { return BookRefund(order, request); });
}

GatewayAnswer Bank::BookRefund(OrderId order, const engine::RefundRequest& request) {
  BankPayment& payment = entries_[order];
  const auto charge =
      std::find_if(payment.charges.begin(), payment.charges.end(),
                   [&request](const BankCharge& c) { return c.reference == request.charge; });
  GatewayAnswer answer;
  answer.kind = GatewayAnswer::Kind::kRefused;
  if (charge == payment.charges.end()) {
    stage_.Break("a refund is requested for a charge that the bank never made", order);
    return answer;
  }
  auto [at, is_new] = payment.refunds.try_emplace(request.reference);
  BankRefund& refund = at->second;
  if (is_new) {
    refund = {request.charge, request.amount.minor, !stage_.Happens(stage_.rates().refund_refused),
              false};
    if (refund.done) charge->given_back += refund.amount;
    stage_.Tell(order, id_ + (refund.done ? ": gives back " : ": refuses to give back ") +
                           EurosText(refund.amount) + " of " + request.charge);
  }
  if (!refund.done) return answer;
  answer.kind = GatewayAnswer::Kind::kDone;
  answer.reference = "rf_" + request.reference;
  return answer;
}

// Payers may come twice, come late, or be charged although the payment was closed.
void Bank::Pay(OrderId order) {
  const auto at = entries_.find(order);
  if (at == entries_.end() || !at->second.open) return;
  BankPayment& payment = at->second;
  const Rates& rates = stage_.rates();
  if (payment.closed) {
    if (!stage_.Happens(rates.charge_after_close)) {
      return stage_.Tell(order, id_ + ": shows the payer that it is closed");
    }
    stage_.Tell(order, id_ + ": charges the payer although it is closed");
  } else if (!payment.charges.empty()) {
    if (!stage_.Happens(rates.charge_after_close)) return;
    stage_.Tell(order, id_ + ": charges the payer again");
  } else if (stage_.Happens(rates.declined)) {
    payment.closed = true;
    payment.reason = CloseReason::kDeclined;
    stage_.Tell(order, id_ + ": declines the card");
    (void)TellOf(payment, StateOf(payment), true);
    return;
  }
  Charge(payment);
  if (stage_.Happens(rates.double_charge)) Charge(payment);
}

// Asking only reveals the first charge of an open payment, and only while it is the only one. The
// bank repeats callbacks about all others until one is answered.
void Bank::Charge(BankPayment& payment) {
  const bool can_be_asked = !payment.closed && payment.charges.empty();
  for (BankCharge& earlier : payment.charges) {
    if (!earlier.told) TellOf(payment, Paid(earlier), false);
    earlier.told = true;
  }
  BankCharge charge;
  charge.reference = id_ + "_" + std::to_string(++charges_);
  charge.amount = payment.asked;
  if (stage_.Happens(stage_.rates().other_sum)) {
    charge.amount = std::max<std::int64_t>(1, charge.amount + stage_.random.Between(-500, 500));
  }
  stage_.Tell(payment.order,
              id_ + ": takes " + EurosText(charge.amount) + " as " + charge.reference);
  charge.told = TellOf(payment, Paid(charge), can_be_asked);
  if (stage_.Happens(stage_.rates().disputed)) Dispute(payment, charge);
  payment.charges.push_back(charge);
}

// Reports every step, in any order, and each until it is answered. The first may come before the
// report of the charge itself.
void Bank::Dispute(const BankPayment& payment, BankCharge& charge) {
  using orders::DisputeState;
  charge.dispute = stage_.random.Between(0, 1) == 0 ? DisputeState::kWon : DisputeState::kLost;
  stage_.Tell(payment.order, id_ + ": " + charge.reference + " is disputed and " +
                                 std::string(orders::Name(charge.dispute)));
  for (const DisputeState state :
       {DisputeState::kOpened, DisputeState::kUnderReview, charge.dispute}) {
    GatewayAnswer news = Paid(charge);
    news.kind = GatewayAnswer::Kind::kDisputed;
    news.dispute = state;
    (void)TellOf(payment, news, false);
  }
  charge.told = true;
}

bool Bank::TellOf(const BankPayment& payment, const GatewayAnswer& news, bool may_be_silent) {
  const Rates& rates = stage_.rates();
  if (may_be_silent && stage_.Happens(rates.callback_silent)) return false;
  const Millis wait = stage_.Happens(rates.callback_slow) ? stage_.Between(10'000, 3'600'000)
                                                          : stage_.Between(20, 2'000);
  const int more =
      stage_.Happens(rates.callback_repeated) ? static_cast<int>(stage_.random.Between(1, 3)) : 0;
  for (int i = 0; i <= more; ++i) {
    const Millis at = i == 0 ? wait : wait + stage_.Between(0, i == 1 ? 10 : 7'200'000);
    stage_.schedule.After(
        at, [this, order = payment.order, n = payment.n, news] { Call(order, n, news, 0); });
  }
  return true;
}

void Bank::Call(OrderId order, std::int32_t n, const GatewayAnswer& news, int tries) {
  auto heard = std::make_shared<bool>(false);
  stage_.Tell(order, id_ + ": calls back about " +
                         (news.reference.empty() ? "the closing" : news.reference));
  deliver_(order, n, news, [heard] { *heard = true; });
  const Millis again = Millis(10'000) * (1 << std::min(tries, 6));
  stage_.schedule.After(again, [this, order, n, news, tries, heard] {
    if (!*heard) Call(order, n, news, tries + 1);
  });
}

bool Bank::CloseByHand(OrderId order) {
  (void)BookClosing(order);
  return entries_[order].charges.empty();
}

const BankRefund* Bank::FindRefund(OrderId order, std::int32_t n) const {
  const auto payment = entries_.find(order);
  if (payment == entries_.end()) return nullptr;
  const auto at = payment->second.refunds.find(orders::PartReference(order, 'r', n));
  return at == payment->second.refunds.end() ? nullptr : &at->second;
}

void Bank::RefundByHand(OrderId order, std::int32_t n, const std::string& charge,
                        std::int64_t amount) {
  BankPayment& payment = entries_[order];
  BankRefund& refund = payment.refunds[orders::PartReference(order, 'r', n)];
  if (refund.done) return;
  refund = {charge, amount, true, true};
  for (BankCharge& c : payment.charges) {
    if (c.reference == charge) c.given_back += amount;
  }
  stage_.Tell(order, id_ + ": gives back " + EurosText(amount) + " of " + charge + ", by hand");
}

}  // namespace herlaad::simulation
