// Any sequence of commands and answers, late and repeated ones too, keeps what must hold of an
// order; and however far a history went wrong, honest answers from then on bring it to an end.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>

#include "rules/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

// Deep histories are rare; a caller's own RC_PARAMS (to replay a failure) goes first.
[[maybe_unused]] const int kManyCases = setenv("RC_PARAMS", "max_success=5000", 0);

constexpr Instant kLastTopup{kNow.ms - 200'000};

struct Step {
  int what;
  std::int32_t n;
  int detail;
};

void Apply(Scene& scene, const Step& step) {
  const auto reason = static_cast<RefusalReason>(1 + step.detail % 8);
  switch (step.what) {
    case 0:
      (void)OnPaymentOpened(scene, step.n, "https://bank/x");
      break;
    case 1:
      (void)OnPaymentPaid(scene, step.n, step.detail % 4 == 0 ? 1 + step.detail : kTotal,
                          "ch_" + std::to_string(step.detail % 3));
      break;
    case 2:
      (void)OnPaymentClosed(scene, step.n, static_cast<CloseReason>(1 + step.detail % 4));
      break;
    case 3:
      scene.now = scene.now + Millis(step.detail * 60'000LL);
      (void)OnPaymentTimeOver(scene, step.n);
      break;
    case 4:
      (void)OnDeliverySent(scene, step.n);
      break;
    case 5:
      (void)OnDeliveryUnknown(scene, step.n);
      break;
    case 6:
      (void)OnDeliveryConfirmed(scene, step.n, {"op", 0, {}});
      break;
    case 7:
      (void)OnDeliveryRefused(scene, step.n, reason);
      break;
    case 8:
      (void)OnDeliveryPin(scene, step.n, "op");
      break;
    case 9:
      (void)OnDeliveryNotSent(scene, step.n);
      break;
    case 10:
      (void)OnRefundSent(scene, step.n);
      break;
    case 11:
      (void)OnRefundUnknown(scene, step.n);
      break;
    case 12:
      (void)OnRefundConfirmed(scene, step.n, "rf");
      break;
    case 13:
      (void)OnRefundRefused(scene, step.n);
      break;
    case 14:
      (void)OnAsksUsedUp(scene, "pdr"[step.detail % 3], step.n);
      break;
    case 15:
      (void)Cancel(scene);
      break;
    case 17:
      (void)OnTold(scene, step.n);
      break;
    default:
      (void)Resolve(scene, static_cast<Resolution>(1 + step.detail % 7), "because");
  }
}

// Half of the steps are anything at all; the others are something that may well come next, so that
// histories get deep.
int Plausible(Purpose purpose) {
  switch (purpose) {
    case Purpose::kOpenPayment:
      return *rc::gen::element(0, 0, 1, 2);
    case Purpose::kWatchPayment:
      return *rc::gen::element(1, 1, 1, 2, 3, 15);
    case Purpose::kClosePayment:
      return *rc::gen::element(1, 2, 2, 14);
    case Purpose::kDeliver:
      return *rc::gen::element(4, 4, 4, 5, 6, 7, 7, 9);
    case Purpose::kRefund:
      return *rc::gen::element(10, 11, 12, 12, 13);
    case Purpose::kTell:
      return 17;
  }
  return 16;
}

Step Draw(const Scene& scene) {
  const int detail = *rc::gen::resize(100, rc::gen::inRange(0, 40));
  const auto effect = NextEffect(scene.order, std::nullopt, scene.now, kTimings);
  if (effect && *rc::gen::arbitrary<bool>()) return {Plausible(effect->purpose), effect->n, detail};
  return {*rc::gen::resize(100, rc::gen::inRange(0, 18)), *rc::gen::element(1, 1, 1, 2, 3), detail};
}

int Length(int most) { return *rc::gen::resize(100, rc::gen::inRange(0, most)); }

// What must hold after every event, whatever came before.
void Holds(const Scene& before, const Scene& after) {
  const auto problem = Problem(after.order);
  RC_LOG(problem.value_or(""));
  RC_ASSERT(!problem.has_value());
  RC_ASSERT(!ledger::Problem(after.transfers).has_value());
  const auto suspense = ledger::Of(ledger::AccountKind::kSuspense);
  RC_ASSERT(ledger::ChangeOf(after.transfers, suspense) -
                ledger::ChangeOf(before.transfers, suspense) ==
            InFlight(after.order) - InFlight(before.order));
  RC_ASSERT(Taken(after.number) == 0 || Taken(after.number) == after.order.terms.amount);
  RC_ASSERT(after.number.usage.last_topup ==
            (Taken(after.number) == 0 ? kLastTopup : after.order.payments.front().settled_at));
  RC_ASSERT(after.number.KeepsUnpaid(after.order.id) ==
            (after.order.payments.front().state == PaymentState::kOpening ||
             after.order.payments.front().state == PaymentState::kOpen));
  RC_ASSERT((after.order.attention == Attention::kNone) == (after.order.attention_since.ms == 0));
  const std::int64_t credited = after.number.sim ? after.number.sim->balance : 0;
  RC_ASSERT(credited == 0 || credited == after.order.terms.credit);
  // A delivery that may have been sent is never waiting to be sent again unless surely nothing was
  // sent.
  const auto effect = NextEffect(after.order, std::nullopt, after.now, kTimings);
  if (effect && effect->purpose == Purpose::kDeliver && effect->state == EffectState::kDue) {
    RC_ASSERT(after.order.deliveries[static_cast<std::size_t>(effect->n - 1)].state ==
              DeliveryState::kWaiting);
  }
  // Nothing is forgotten: an order that is not at its end has an effect, or a person, or both are
  // not needed.
  RC_ASSERT(IsFinal(StateOf(after.order)) || effect.has_value() ||
            after.order.attention != Attention::kNone);
}

// From here on every other side answers truthfully.
void AnswerHonestly(Scene& scene, const Effect& effect) {
  switch (effect.purpose) {
    case Purpose::kOpenPayment:
      (void)OnPaymentOpened(scene, effect.n, "https://bank/x");
      break;
    case Purpose::kWatchPayment:
      scene.now = scene.order.expires_at;
      (void)OnPaymentTimeOver(scene, effect.n);
      break;
    case Purpose::kClosePayment:
      (void)OnPaymentClosed(scene, effect.n, CloseReason::kCancelled);
      break;
    case Purpose::kDeliver:
      (void)OnDeliverySent(scene, effect.n);
      (void)OnDeliveryConfirmed(scene, effect.n, {"op", 0, {}});
      break;
    case Purpose::kRefund:
      (void)OnRefundConfirmed(scene, effect.n, "rf");
      break;
    case Purpose::kTell:
      (void)OnTold(scene, effect.n);
      break;
  }
}

Number ToppedUpBefore(Number number) {
  number.usage.last_topup = kLastTopup;
  return number;
}

Scene Untold(int which) {
  const bool house = which == 0 || which == 3;
  const Tender tender = which < 2 ? Tender::kCard : Tender::kCash;
  if (house) {
    return Placed(ToppedUpBefore(HouseNumber()), Request(kHouseNumber, "proximus", tender));
  }
  return Placed(ToppedUpBefore(Number(kRemoteNumber)), Request(kRemoteNumber, "telenet", tender));
}

Scene Start(int which) {
  Scene scene = Untold(which);
  scene.order.texts.bits = Texts::kWanted;
  return scene;
}

TEST(OrdersProperty, AnySequenceOfEventsKeepsWhatMustHold) {
  EXPECT_TRUE(rc::check("any history", [] {
    Scene scene = Start(*rc::gen::inRange(0, 4));
    const int length = Length(60);
    for (int i = 0; i < length; ++i) {
      const Scene before = scene;
      Apply(scene, Draw(scene));
      Holds(before, scene);
    }
  }));
}

TEST(OrdersProperty, TheSameEventTwiceIsTheSameAsOnce) {
  EXPECT_TRUE(rc::check("repeats change nothing", [] {
    Scene scene = Start(*rc::gen::inRange(0, 4));
    const int length = Length(30);
    for (int i = 0; i < length; ++i) Apply(scene, Draw(scene));
    Step step = Draw(scene);
    // Time, a person's word and "not sent" are not news that is repeated.
    RC_PRE(step.what != 3 && step.what < 15 && step.what != 9 && step.what != 4);
    Apply(scene, step);
    const Order once = scene.order;
    Apply(scene, step);
    RC_ASSERT(scene.order == once);
  }));
}

TEST(OrdersProperty, HonestAnswersBringEveryHistoryToAnEnd) {
  EXPECT_TRUE(rc::check("an end", [] {
    Scene scene = Start(*rc::gen::inRange(0, 4));
    const int length = Length(40);
    for (int i = 0; i < length; ++i) Apply(scene, Draw(scene));
    for (int turns = 0; turns < 40; ++turns) {
      const auto effect = NextEffect(scene.order, std::nullopt, scene.now, kTimings);
      if (!effect) break;
      AnswerHonestly(scene, *effect);
    }
    const State state = StateOf(scene.order);
    RC_LOG(std::string(Name(state)));
    RC_ASSERT(IsFinal(state) || state == State::kAttention);
    RC_ASSERT(!NextEffect(scene.order, std::nullopt, scene.now, kTimings).has_value());
    if (state != State::kAttention) RC_ASSERT(InFlight(scene.order) == 0);
  }));
}

}  // namespace
}  // namespace herlaad::orders
