#include "simulation/parties/bank.h"

#include <algorithm>
#include <memory>

#include "base/core/check.h"
#include "domain/orders/events/events.h"

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
  if (payment.processing) {
    answer.kind = GatewayAnswer::Kind::kProcessing;
    return answer;
  }
  if (payment.refused) {
    answer.kind = GatewayAnswer::Kind::kRefused;
  } else if (payment.open) {
    answer.kind = GatewayAnswer::Kind::kOpen;
    answer.url = "https://" + id_ + "/" + ToText(payment.order);
  }
  return answer;
}

GatewayAnswer Bank::Ask(const engine::PaymentRef& payment) {
  const OrderId order = Read(payment.reference).order;
  return wire_.Send<GatewayAnswer>(order, "the question", wire_.Draw(), [this, order] {
    const auto at = entries_.find(order);
    return at == entries_.end() ? GatewayAnswer{} : StateOf(at->second);
  });
}

GatewayAnswer Bank::Close(const engine::PaymentRef& payment) {
  const OrderId order = Read(payment.reference).order;
  return wire_.Send<GatewayAnswer>(order, "the closing", wire_.Draw(),
                                   [this, order] { return BookClosing(order); });
}

GatewayAnswer Bank::BookClosing(OrderId order) {
  BankPayment& payment = entries_[order];
  payment.order = order;
  if (payment.charges.empty() && !payment.closed && !payment.processing) {
    payment.closed = true;
    payment.reason = CloseReason::kCancelled;
    stage_.Tell(order, id_ + ": closes the payment");
  }
  return StateOf(payment);
}

GatewayAnswer Bank::Doubtful(GatewayAnswer answer) {
  if (answer.kind == GatewayAnswer::Kind::kUnknown)
    answer.may_resend = !stage_.Happens(stage_.rates().stored_error);
  return answer;
}

GatewayAnswer Bank::Refund(const engine::RefundRequest& request) {
  const OrderId order = Read(request.payment.reference).order;
  refund_sent_[request.reference] = stage_.now();
  return Doubtful(
      wire_.Send<GatewayAnswer>(order, "the refund " + request.reference, wire_.Draw(),
                                [this, order, request] { return BookRefund(order, request); }));
}

GatewayAnswer Bank::AskRefund(const engine::RefundRequest& request) {
  const OrderId order = Read(request.payment.reference).order;
  return wire_.Send<GatewayAnswer>(
      order, "the question about " + request.reference, wire_.Draw(), [this, order, request] {
        const auto& refunds = entries_[order].refunds;
        const auto refund = refunds.find(request.reference);
        return refund == refunds.end() ? GatewayAnswer{}
                                       : AnswerTo(refund->second, request.reference);
      });
}

GatewayAnswer Bank::AnswerTo(const BankRefund& refund, const std::string& reference) {
  GatewayAnswer answer;
  answer.kind = GatewayAnswer::Kind::kRefused;
  if (refund.pending) answer.kind = GatewayAnswer::Kind::kProcessing;
  if (refund.done) answer.kind = GatewayAnswer::Kind::kDone;
  answer.reference = "rf_" + reference;
  return answer;
}

GatewayAnswer Bank::BookRefund(OrderId order, const engine::RefundRequest& request) {
  BankPayment& payment = entries_[order];
  const bool is_charged = std::any_of(
      payment.charges.begin(), payment.charges.end(),
      [&request](const BankCharge& charge) { return charge.reference == request.charge; });
  if (!is_charged) {
    stage_.Break("a refund is requested for a charge that the bank never made", order);
    GatewayAnswer refused;
    refused.kind = GatewayAnswer::Kind::kRefused;
    return refused;
  }
  auto [at, is_new] = payment.refunds.try_emplace(request.reference);
  BankRefund& refund = at->second;
  if (!is_new) return AnswerTo(refund, request.reference);
  refund = {request.charge, request.amount.minor, false, false, true};
  if (!stage_.Happens(stage_.rates().refund_slow)) {
    DecideRefund(payment, request.reference);
  } else {
    stage_.Tell(order, id_ + ": accepts the refund " + request.reference);
    stage_.schedule.After(
        stage_.Between(60'000, 3LL * 24 * 3'600'000), [this, order, reference = request.reference] {
          DecideRefund(entries_[order], reference);
          GatewayAnswer news = AnswerTo(entries_[order].refunds[reference], reference);
          (void)TellOf(entries_[order], news, Read(reference).n, true);
        });
  }
  return AnswerTo(refund, request.reference);
}

void Bank::DecideRefund(BankPayment& payment, const std::string& reference) {
  BankRefund& refund = payment.refunds[reference];
  refund.pending = false;
  refund.done = !stage_.Happens(stage_.rates().refund_refused);
  for (BankCharge& charge : payment.charges) {
    if (refund.done && charge.reference == refund.charge) charge.given_back += refund.amount;
  }
  stage_.Tell(payment.order, id_ + (refund.done ? ": gives back " : ": refuses to give back ") +
                                 EurosText(refund.amount) + " of " + refund.charge);
}

// Payers may come twice, come late, or be charged although the payment was closed.
void Bank::Pay(OrderId order, const std::string& /*page*/) {
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
    (void)TellOf(payment, StateOf(payment), payment.n, true);
    return;
  } else if (!payment.processing && stage_.Happens(rates.processing)) {
    return Process(payment);
  } else if (payment.processing) {
    return stage_.Tell(order, id_ + ": shows the payer that it is processed");
  }
  Charge(payment);
  if (stage_.Happens(rates.double_charge)) Charge(payment);
}

void Bank::Process(BankPayment& payment) {
  payment.processing = true;
  stage_.Tell(payment.order, id_ + ": processes the payment");
  (void)TellOf(payment, StateOf(payment), payment.n, true);
  stage_.schedule.After(stage_.Between(60'000, 5LL * 24 * 3'600'000),
                        [this, order = payment.order] {
                          BankPayment& processed = entries_[order];
                          processed.processing = false;
                          if (!stage_.Happens(stage_.rates().declined)) return Charge(processed);
                          processed.closed = true;
                          processed.reason = CloseReason::kDeclined;
                          stage_.Tell(order, id_ + ": could not get the money");
                          (void)TellOf(processed, StateOf(processed), processed.n, true);
                        });
}

// Asking only reveals the first charge of an open payment, and only while it is the only one. The
// bank repeats callbacks about all others until one is answered.
void Bank::Charge(BankPayment& payment) {
  const bool can_be_asked = !payment.closed && payment.charges.empty();
  for (BankCharge& earlier : payment.charges) {
    if (!earlier.told) TellOf(payment, Paid(earlier), payment.n, false);
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
  charge.told = TellOf(payment, Paid(charge), payment.n, can_be_asked);
  if (stage_.Happens(stage_.rates().disputed)) Dispute(payment, charge);
  payment.charges.push_back(charge);
}

// Reports every step, in any order, and each until it is answered. The first may come before the
// report of the charge itself.
void Bank::Dispute(const BankPayment& payment, BankCharge& charge) {
  using orders::DisputeState;
  charge.dispute = stage_.random.Between(0, 1) == 0 ? DisputeState::kWon : DisputeState::kLost;
  stage_.Tell(payment.order, id_ + ": " + charge.reference + " is disputed and " +
                                 std::string(orders::Name(*charge.dispute)));
  for (const DisputeState state :
       {DisputeState::kOpened, DisputeState::kUnderReview, *charge.dispute}) {
    GatewayAnswer news = Paid(charge);
    news.kind = GatewayAnswer::Kind::kDisputed;
    news.dispute.state = state;
    news.dispute.reference = "dp_" + charge.reference;
    (void)TellOf(payment, news, payment.n, false);
  }
  charge.told = true;
}

bool Bank::TellOf(const BankPayment& payment, const GatewayAnswer& news, std::int32_t n,
                  bool may_be_silent) {
  const Rates& rates = stage_.rates();
  if (may_be_silent && stage_.Happens(rates.callback_silent)) return false;
  const Millis wait = stage_.Happens(rates.callback_slow) ? stage_.Between(10'000, 3'600'000)
                                                          : stage_.Between(20, 2'000);
  const int more =
      stage_.Happens(rates.callback_repeated) ? static_cast<int>(stage_.random.Between(1, 3)) : 0;
  for (int i = 0; i <= more; ++i) {
    const Millis at = i == 0 ? wait : wait + stage_.Between(0, i == 1 ? 10 : 7'200'000);
    stage_.schedule.After(at, [this, order = payment.order, n, news] { Call(order, n, news, 0); });
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

std::optional<BankRefund> Bank::FindRefund(OrderId order, std::int32_t n) {
  const std::string reference = orders::PartReference(order, 'r', n);
  if (const auto by_hand = by_hand_.find(reference); by_hand != by_hand_.end())
    return by_hand->second;
  const auto payment = entries_.find(order);
  if (payment == entries_.end()) return std::nullopt;
  const auto at = payment->second.refunds.find(reference);
  return at == payment->second.refunds.end() ? std::nullopt : std::optional(at->second);
}

// Not the refund that was asked for: that stays refused.
bool Bank::RefundByHand(OrderId order, std::int32_t n, const std::string& charge,
                        std::int64_t amount) {
  const auto known = FindRefund(order, n);
  if (known && known->pending) return false;  // it may still succeed
  if (known && known->done) return true;
  by_hand_[orders::PartReference(order, 'r', n)] = {charge, amount, true, true, false};
  for (BankCharge& c : entries_[order].charges) {
    if (c.reference == charge) c.given_back += amount;
  }
  stage_.Tell(order, id_ + ": gives back " + EurosText(amount) + " of " + charge + ", by hand");
  return true;
}

bool Bank::StillUnderWay(OrderId order, std::int32_t n) const {
  const auto sent = refund_sent_.find(orders::PartReference(order, 'r', n));
  return sent != refund_sent_.end() && stage_.now() <= sent->second + kLongestTrip;
}

bool Bank::IsDisputed(OrderId order, const std::string& charge) {
  const auto payment = entries_.find(order);
  return payment != entries_.end() &&
         std::any_of(payment->second.charges.begin(), payment->second.charges.end(),
                     [&charge](const BankCharge& c) {
                       return c.reference == charge && c.dispute.has_value();
                     });
}

}  // namespace herlaad::simulation
