// The status view of each kind of order. Sentences are written as their keys and values, so that
// better wording changes no row.
#include "domain/orders/status/status_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/messages/formats.h"
#include "domain/orders/outbox/outbox_message.h"
#include "domain/orders/refunds/refund_policy.h"
#include "domain/orders/status/status_samples.h"

namespace herlaad::orders {
namespace {

using messages::Language;
using samples::Kind;

struct Shown {
  std::string operator()(const Money& amount) const {
    return messages::Price(Language::kEn, amount);
  }
  std::string operator()(const PhraseTime& time) const {
    return time.style == PhraseTime::Style::kDay ? messages::Day(Language::kEn, time.at)
                                                 : messages::TimeOfDayExact(Language::kEn, time.at);
  }
  std::string operator()(messages::Key key) const { return std::string(key.name()); }
  std::string operator()(const std::string& text) const { return text; }
};

// "why.twice(charged €31.00)": the key without "order.".
std::string Short(const Phrase& phrase) {
  std::string text(phrase.key.name());
  if (text.starts_with("order.")) text.erase(0, 6);
  std::string values;
  for (const Phrase::Named& named : phrase.values) {
    if (named.name == "operator" || named.name == "reference") continue;
    if (!values.empty()) values += ", ";
    values += std::string(named.name) + " " + std::visit(Shown{}, named.value);
  }
  return values.empty() ? text : text + "(" + values + ")";
}

std::string Short(const std::vector<Phrase>& phrases) {
  std::string text;
  for (const Phrase& phrase : phrases) text += (text.empty() ? "" : " ") + Short(phrase);
  return text;
}

std::string Sample(const StatusView& view) {
  return Short(view.headline) + " | " + Short(view.money) + " | " + Short(view.next) +
         (view.can_pay ? " | pay" : "") + (view.can_cancel ? " | cancel" : "") +
         (view.if_cancelled ? " " + Short(*view.if_cancelled) : "");
}

const std::map<std::string_view, std::string_view> kTold = {
    {"opening", "page.opening.headline | opening.money | page.opening.next | pay | cancel"},
    {"opening for a minute",
     "stuck.headline | opening.money | stuck.why(since 14:02:11, until 14:32:11) stuck.leave | "
     "cancel"},
    {"not heard of a payment",
     "awaiting.headline | awaiting.unheard | awaiting.just_paid awaiting.until(time 14:32:11) | "
     "pay | cancel"},
    {"the bank said that nothing was paid",
     "awaiting.headline | awaiting.unpaid_at(time 14:02:13) | awaiting.just_paid "
     "awaiting.until(time 14:32:11) | pay | cancel"},
    {"opening after the time to pay",
     "closed.expired | opening.money | awaiting.over(until 14:32:11) stuck.leave | cancel"},
    {"not heard of a payment for a minute",
     "awaiting.headline | awaiting.unheard | awaiting.delayed(since 14:02:12) awaiting.until(time "
     "14:32:11) | pay | cancel"},
    {"open after the time to pay",
     "closed.expired | awaiting.unheard | awaiting.over(until 14:32:11) closing.next | cancel"},
    {"the bank said nothing for two minutes",
     "awaiting.headline | awaiting.unpaid_at(time 14:02:13) | awaiting.delayed(since 14:02:13) "
     "awaiting.until(time 14:32:11) | pay | cancel"},
    {"being cancelled for a minute",
     "closing.headline | closing.money | closing.delayed(since 14:02:13) closing.next"},
    {"processed for days",
     "processing.headline | processing.money | processing.next close_page | cancel"},
    {"cancelled while it is processed",
     "processing.headline | processing.money | processing.cancelled close_page"},
    {"refused, and disputed",
     "refunding.headline_disputed | refusal.barred refunding.disputed(amount "
     "€15.50, provider provider.bank) | refunding.disputed_next refunding.next close_page"},
    {"refused, and returned by the bank",
     "refunded.headline | refusal.barred refunded.by_bank(amount €15.50) | "
     "refunded.nothing"},
    {"refused, and the dispute is won",
     "refunding.headline | refusal.barred refunding.money(amount €15.50, source "
     "source.card) | refunding.next close_page"},
    {"at the operator, and disputed",
     "moving.headline | paid(total €15.50) safe(source source.card) refunding.disputed(amount "
     "€15.50, provider provider.bank) | close_page"},
    {"delivered, and disputed",
     "delivered.headline(credited €15.00) | delivered.money(total €15.50, vat €2.69) "
     "refunding.disputed(amount €15.50, provider provider.bank) | delivered.valid(date "
     "22\u00a0Nov\u00a02027)"},
    {"delivered, and returned by the bank",
     "delivered.headline(credited €15.00) | delivered.money(total €15.50, vat €2.69) "
     "refunded.by_bank(amount €15.50) | delivered.valid(date 22\u00a0Nov\u00a02027)"},
    {"delivered, and the dispute is won",
     "delivered.headline(credited €15.00) | delivered.money(total €15.50, vat €2.69) | "
     "delivered.valid(date 22\u00a0Nov\u00a02027)"},
    {"refused, and disputed in part",
     "refunding.headline_disputed | refusal.barred refunding.disputed(amount €4.00, provider "
     "provider.bank) refunding.money(amount €11.50, source source.card) | refunding.disputed_next "
     "refunding.next "
     "close_page"},
    {"refused, back, and returned by the bank too",
     "refunded.headline | refusal.barred refunded.money(amount €15.50, source source.card) "
     "refunded.by_bank(amount €15.50) | refunded.next refunded.nothing"},
    {"refused, back after it was given up",
     "refunded.headline | refusal.barred refunded.money(amount €15.50, source source.card) | "
     "refunded.next refunded.nothing"},
    {"refused, back twice",
     "refunded.headline | refusal.barred refunded.money(amount €15.50, source source.card) "
     "refunded.extra(amount €15.50, source source.card) | refunded.next refunded.nothing"},
    {"disputed before it was sent",
     "refunding.headline_disputed | refusal.disputed refunding.disputed(amount €15.50, provider "
     "provider.bank) | refunding.disputed_next refunding.next close_page"},
    {"returned by the bank before it was sent",
     "refunded.headline | refusal.disputed refunded.by_bank(amount €15.50) | refunded.nothing"},
    {"attention: back twice",
     "attention.headline | attention.extra_refund refunding.partly(amount €15.50) "
     "refunded.extra(amount €15.50, source source.card) | attention.quote"},
    {"being cancelled", "closing.headline | closing.money | closing.waiting closing.next"},
    {"being closed because time is over",
     "closing.headline | closing.money | closing.waiting closing.next"},
    {"cancelled", "closed.cancelled | closed.money | closed.next"},
    {"time over", "closed.expired | closed.money | closed.next"},
    {"being closed for a newer one",
     "closing.headline | closing.money | replaced.why closing.waiting closing.next"},
    {"replaced by a newer one", "closed.replaced | closed.money | replaced.why replaced.next"},
    {"being closed as one of too many",
     "closing.headline | closing.money | closing.waiting closing.next"},
    {"closed as one of too many", "closed.too_many_open | closed.money | closed.next"},
    {"charged after it was closed as one of too many",
     "refunding.headline | why.late_too_many_open(charged €15.50) refunding.money(amount €15.50, "
     "source source.card) | refunding.next close_page"},
    {"charged after a newer one had its place",
     "refunding.headline | why.late_replaced(charged €15.50) refunding.money(amount €15.50, "
     "source source.card) | refunding.next close_page"},
    {"beyond the limit when it was paid",
     "refunding.headline | refusal.limit_reached refunding.money(amount €15.50, source "
     "source.card) | refunding.next close_page"},
    {"beyond the limit when it was paid, back",
     "refunded.headline | refusal.limit_reached refunded.money(amount €15.50, source source.card) "
     "| refunded.next refunded.nothing"},
    {"no page to pay on", "closed.unavailable | closed.money | unavailable.next"},
    {"failed after it was processed", "closed.failed | closed.money | declined.next"},
    {"declined: not enough money",
     "closed.declined | closed.money | declined.insufficient_funds declined.next"},
    {"declined: the card has expired",
     "closed.declined | closed.money | declined.expired_card declined.next"},
    {"declined: above a limit",
     "closed.declined | closed.money | declined.limit_exceeded declined.next"},
    {"declined: not identified",
     "closed.declined | closed.money | declined.authentication_failed declined.next"},
    {"declined: another reason", "closed.declined | closed.money | declined.other declined.next"},
    {"paid", "moving.headline | paid(total €15.50) safe(source source.card) | close_page"},
    {"paid and not sent for a minute",
     "waiting.headline | paid(total €15.50) safe(source source.card) | waiting.unsent(time "
     "14:02:13) close_page | cancel waiting.may_cancel(source source.card)"},
    {"refused for now, not sent again for a minute",
     "waiting.headline | paid(total €15.50) safe(source source.card) | waiting.unsent_again(time "
     "14:02:15) close_page | cancel waiting.may_cancel(source source.card)"},
    {"cash, not sent for a minute",
     "waiting.headline | paid(total €15.50) safe_cash | waiting.unsent(time 14:02:11) "
     "close_page | cancel waiting.may_cancel_cash"},
    {"at the operator",
     "moving.headline | paid(total €15.50) safe(source source.card) | close_page"},
    {"at the operator for a minute",
     "moving.headline | paid(total €15.50) safe(source source.card) | waiting.operator(time "
     "14:02:14) close_page"},
    {"cash, at the operator", "moving.headline | paid(total €15.50) safe_cash | close_page"},
    {"no clear answer",
     "unknown.headline | paid(total €15.50) safe(source source.card) | close_page"},
    {"charged twice, sent",
     "moving.headline | paid(total €15.50) twice.will_be(amount €15.50) safe(source source.card) | "
     "close_page"},
    {"charged twice, no clear answer",
     "unknown.headline | paid(total €15.50) twice.will_be(amount €15.50) safe(source source.card) "
     "| close_page"},
    {"delivered",
     "delivered.headline(credited €15.00) | delivered.money(total €15.50, vat €2.69) | "
     "delivered.valid(date 22\u00a0Nov\u00a02027)"},
    {"delivered with a bonus that ends sooner",
     "delivered.headline(credited €15.00) | delivered.money(total €15.50, vat €2.69) | "
     "delivered.valid(date 22\u00a0Nov\u00a02027) delivered.bonus_until(bonus €1.50, until "
     "23\u00a0Dec\u00a02026)"},
    {"cash, delivered",
     "delivered.headline(credited €15.00) | delivered.money(total €15.50, vat €2.69) | "
     "delivered.valid(date 22\u00a0Nov\u00a02027)"},
    {"delivered, charged twice",
     "delivered.headline(credited €15.00) | delivered.money(total €15.50, vat €2.69) "
     "twice.going_back(amount €15.50, source source.card) | "
     "delivered.valid(date 22\u00a0Nov\u00a02027)"},
    {"delivered, charged twice, the second back",
     "delivered.headline(credited €15.00) | delivered.money(total €15.50, vat €2.69) "
     "twice.back(amount €15.50) | delivered.valid(date 22\u00a0Nov\u00a02027) bank_days"},
    {"delivered, charged three times",
     "delivered.headline(credited €15.00) | delivered.money(total €15.50, vat €2.69) "
     "often.going_back(amount €31.00, source source.card, count 3) | delivered.valid(date "
     "22\u00a0Nov\u00a02027) bank_days"},
    {"delivered after a refusal, the refund kept",
     "delivered.headline(credited €15.00) | delivered.money(total €15.50, vat €2.69) | "
     "delivered.valid(date 22\u00a0Nov\u00a02027)"},
    {"delivered, the second charge not taken back",
     "attention.headline | attention.credited(credited €15.00) twice.will_be(amount €15.50) "
     "attention.refund_extra | attention.quote"},
    {"refused",
     "refunding.headline | refusal.barred refunding.money(amount €15.50, source source.card) | "
     "refunding.next close_page"},
    {"refused, not back for a minute",
     "refunding.headline_unsent | refusal.barred refunding.money(amount €15.50, source "
     "source.card) | "
     "waiting.refund_unsent(time 14:02:15) refunding.next close_page"},
    {"refused, back",
     "refunded.headline | refusal.barred refunded.money(amount €15.50, source source.card) | "
     "refunded.next refunded.nothing"},
    {"another amount",
     "refunding.headline | why.other_amount(charged €14.50, total €15.50) refunding.money(amount "
     "€14.50, source source.card) | refunding.next close_page"},
    {"another amount, back",
     "refunded.headline | why.other_amount(charged €14.50, total €15.50) refunded.money(amount "
     "€14.50, source source.card) | refunded.next refunded.nothing"},
    {"cancelled before it was sent",
     "refunding.headline | why.cancelled refunding.money(amount €15.50, source source.card) | "
     "refunding.next close_page"},
    {"charged after it was cancelled",
     "refunding.headline | why.late_cancelled(charged €15.50) refunding.money(amount €15.50, "
     "source source.card) | refunding.next close_page"},
    {"charged after time was over, back",
     "refunded.headline | why.late_expired(charged €15.50) refunded.money(amount €15.50, source "
     "source.card) | refunded.next refunded.nothing"},
    {"declined and then charged",
     "refunding.headline | why.late_declined(charged €15.50) refunding.money(amount €15.50, source "
     "source.card) | refunding.next close_page"},
    {"charged without a page",
     "refunding.headline | why.late_unavailable(charged €15.50) refunding.money(amount €15.50, "
     "source source.card) | refunding.next close_page"},
    {"refused, charged twice, one back",
     "refunding.headline | refusal.barred why.twice(charged €31.00) refunding.money(amount €15.50, "
     "source source.card) refunding.partly(amount €15.50) | refunding.next close_page"},
    {"refused, charged twice, back",
     "refunded.headline | refusal.barred why.twice(charged €31.00) refunded.money(amount €31.00, "
     "source source.card) | refunded.next refunded.nothing"},
    {"refused, given back another way",
     "refunded.headline | refusal.barred refunded.other_way(amount €15.50) | refunded.nothing"},
    {"refused, charged twice, back in two ways",
     "refunded.headline | refusal.barred why.twice(charged €31.00) refunded.money(amount €15.50, "
     "source source.card) refunded.other_way(amount €15.50) | refunded.next refunded.nothing"},
    {"cash, handed back",
     "refunded.headline | refusal.barred refunded.money_cash(amount €15.50) | refunded.nothing"},
    {"voucher, its PIN can be used again",
     "refunded.headline | refusal.barred refunded.money(amount €15.00, source source.voucher) | "
     "refunded.voucher refunded.nothing"},
    {"a PIN instead, not used, back",
     "refunded.headline | refusal.pin_instead_of_credit refunded.money(amount €15.50, source "
     "source.card) | refunded.next refunded.nothing"},
    {"not credited, as the operator told staff",
     "refunding.headline | refusal.not_credited refunding.money(amount €15.50, source source.card) "
     "| refunding.next close_page"},
    {"attention: delivery unknown",
     "attention.headline | attention.delivery_unknown(total €15.50) | attention.quote"},
    {"attention: refund unknown",
     "attention.headline | refusal.barred refunded.nothing attention.refund_unknown | "
     "attention.quote"},
    {"attention: payment unknown",
     "attention.headline | attention.payment_unknown | attention.quote"},
    {"attention: refund refused",
     "attention.headline | refusal.barred refunded.nothing attention.refund_refused | "
     "attention.quote"},
    {"attention: credited while it goes back",
     "attention.headline | attention.credited_and_refunding | attention.quote"},
    {"attention: credited after it was back",
     "attention.headline | attention.credited_and_refunded | attention.quote"},
    {"attention: a PIN instead",
     "attention.headline | attention.pin_instead_of_credit(total €15.50) | attention.quote"},
    {"attention: cash to be handed back",
     "attention.headline_cash | refusal.barred refunded.nothing attention.cash_refund_due(total "
     "€15.50) | "
     "attention.quote_cash attention.hand_back(total €15.50)"},
    {"attention: cash to be handed back, cancelled",
     "attention.headline_cash | why.cancelled refunded.nothing attention.cash_refund_due(total "
     "€15.50) | "
     "attention.quote_cash attention.hand_back(total €15.50)"},
    {"attention: cancelled, refund refused",
     "attention.headline | why.cancelled refunded.nothing attention.refund_refused | "
     "attention.quote"},
    {"attention: delivery unknown, charged twice",
     "attention.headline | attention.delivery_unknown(total €15.50) twice.going_back(amount "
     "€15.50, source source.card) | attention.quote"},
    {"attention: too many charges, delivered",
     "attention.headline | attention.credited(credited €15.00) attention.too_many_charges(total "
     "€15.50) | attention.quote"},
    {"attention: too many charges, all back",
     "attention.headline | attention.too_many_charges_all | attention.quote"},
    {"delivered, refunded as a loss",
     "refunding.headline_credited | why.credit_stays refunding.money(amount €15.50, source "
     "source.card) | refunding.next close_page"},
    {"delivered, refunded as a loss, back",
     "refunded.headline | why.credit_stays refunded.money(amount €15.50, source source.card) | "
     "refunded.next"},
    {"delivered, taken back, back",
     "refunded.headline | why.credit_taken_back refunded.money(amount €15.50, "
     "source source.card) | refunded.next"},
    {"attention: refunded and disputed",
     "attention.headline | attention.returned_twice refunding.disputed(amount €15.50, provider "
     "provider.bank) | attention.quote"},
    {"attention: another amount not taken back",
     "attention.headline | why.other_amount(charged €14.50, total €15.50) refunded.nothing "
     "attention.refund_refused "
     "| attention.quote"},
    {"stopped by a brake",
     "refunding.headline | refusal.stopped_by_brake refunding.money(amount €15.50, source "
     "source.card) | refunding.next close_page"},
    {"stopped by a brake, back",
     "refunded.headline | refusal.stopped_by_brake refunded.money(amount €15.50, source "
     "source.card) | refunded.next refunded.nothing"},
    {"attention: held by a brake",
     "attention.headline | attention.held_by_brake(total €15.50) | attention.quote"},
    {"attention: held by a brake, charged twice",
     "attention.headline | attention.held_by_brake(total €15.50) twice.going_back(amount €15.50, "
     "source source.card) | attention.quote"},
    {"held by a brake, released",
     "moving.headline | paid(total €15.50) safe(source source.card) | close_page"},
    {"held by a brake, goes back",
     "refunding.headline | refusal.stopped_by_brake refunding.money(amount €15.50, source "
     "source.card) | refunding.next close_page"},
};

TEST(StatusViewTest, EveryKindOfOrderHasItsOwnView) {
  for (const Kind& kind : samples::All()) {
    const auto told = kTold.find(kind.name);
    ASSERT_NE(told, kTold.end()) << kind.name;
    EXPECT_EQ(Sample(StatusOf(kind.order, "T", kind.now)), told->second) << kind.name;
  }
}

TEST(StatusViewTest, PlaceholdersAreFilledInEveryLanguage) {
  for (const Kind& kind : samples::All()) {
    const StatusView view = StatusOf(kind.order, "Telenet", kind.now);
    for (const Language language : messages::kLanguages) {
      std::string said = PhraseText(view.headline, language, kind.now) +
                         PhraseText(view.money, language, kind.now) +
                         PhraseText(view.next, language, kind.now);
      for (const StatusStep& step : view.steps) {
        said += PhraseText(step.what, language, kind.now);
        if (step.more) said += PhraseText(*step.more, language, kind.now);
      }
      EXPECT_EQ(said.find('{'), std::string::npos) << kind.name << ": " << said;
    }
    EXPECT_FALSE(view.money.empty()) << kind.name;
    EXPECT_FALSE(view.next.empty()) << kind.name;
  }
}

TEST(StatusViewTest, CancelIsOfferedOnlyWhenPossible) {
  for (const Kind& kind : samples::All()) {
    if (!StatusOf(kind.order, "T", kind.now).can_cancel) continue;
    OrderAggregate aggregate(kind.order, Subscriber(kind.order.msisdn()), kind.now);
    EXPECT_EQ(Cancel(aggregate), CancelOutcome::kCancelling) << kind.name;
  }
}

TEST(StatusViewTest, ViewIsRefreshedUntilTheOrderIsSettled) {
  for (const Kind& kind : samples::All()) {
    const StatusView view = StatusOf(kind.order, "T", kind.now);
    EXPECT_EQ(view.look_again_seconds == 0, IsAtRest(kind.order)) << kind.name;
  }
}

TEST(StatusViewTest, ViewChangesAtTheAnnouncedTime) {
  int changing = 0;
  for (const Kind& kind : samples::All()) {
    const StatusView view = StatusOf(kind.order, "T", kind.now);
    if (view.changes_at.ms == 0) continue;
    ++changing;
    EXPECT_GT(view.changes_at, kind.now) << kind.name;
    EXPECT_NE(Sample(StatusOf(kind.order, "T", view.changes_at)), Sample(view)) << kind.name;
    EXPECT_EQ(Sample(StatusOf(kind.order, "T", view.changes_at - Millis(1))), Sample(view))
        << kind.name;
  }
  EXPECT_GE(changing, 5);
}

// As on the receipt.
TEST(StatusViewTest, MoneyThatGoesBackHasNoVat) {
  for (const auto& kinds : {samples::GivenBack(), samples::GivenBackThoughDelivered()})
    for (const Kind& kind : kinds) EXPECT_EQ(VatOf(kind.order), 0) << kind.name;
  for (const auto& kinds : {samples::Unpaid(), samples::OnTheirWay(), samples::Delivered()})
    for (const Kind& kind : kinds) EXPECT_EQ(VatOf(kind.order), 269) << kind.name;
}

// The refund of a second charge must not read as if the top-up was undone.
TEST(StatusViewTest, RefundOfAnExtraChargeIsLabelled) {
  for (const Kind& kind : samples::Delivered()) {
    for (const StatusStep& step : StatusOf(kind.order, "T", kind.now).steps) {
      if (step.what.key != messages::Key("step.given_back")) continue;
      ASSERT_TRUE(step.more.has_value()) << kind.name;
      EXPECT_EQ(step.more->key, messages::Key("step.extra")) << kind.name;
    }
  }
}

// Wherever the money is: held by a dispute, with the payer by one, or refunded in addition.
TEST(StatusViewTest, EverySumThatLeftUsHasASentenceAndAStep) {
  int disputed = 0;
  for (const Kind& kind : samples::All()) {
    std::int64_t taken = 0;
    for (const Dispute& dispute : kind.order.disputes) taken += dispute.taken;
    if (taken == 0) continue;
    ++disputed;
    const StatusView view = StatusOf(kind.order, "T", kind.now);
    const std::string told = Short(view.money);
    EXPECT_TRUE(told.find("refunding.disputed(") != std::string::npos ||
                told.find("refunded.by_bank(") != std::string::npos)
        << kind.name << ": " << told;
    std::int64_t shown = 0;
    for (const StatusStep& step : view.steps) {
      const std::string_view key = step.what.key.name();
      if (key == "step.disputed" || key == "step.given_back_by_bank") shown += step.amount->minor;
    }
    EXPECT_EQ(shown, taken) << kind.name;
  }
  EXPECT_GE(disputed, 8);
}

// An order has one open outbox message; a refund it is not about was not sent.
TEST(StatusViewTest, RefundIsShownInProgressOnlyOnceItCanBeSent) {
  int held = 0;
  for (const Kind& kind : samples::All()) {
    const auto next = NextOutboxMessage(kind.order, std::nullopt, kind.now, Timings());
    const bool at_operator = next && next->purpose == Purpose::kDeliver;
    const auto open = samples::OpenSteps(kind);
    EXPECT_FALSE(at_operator && open.contains("step.going_back")) << kind.name;
    EXPECT_FALSE(!at_operator && open.contains("step.to_give_back")) << kind.name;
    if (open.contains("step.to_give_back")) ++held;
    const std::string told = Sample(StatusOf(kind.order, "T", kind.now));
    EXPECT_FALSE(at_operator && told.find(".going_back") != std::string::npos) << kind.name;
  }
  EXPECT_EQ(held, 2);
}

}  // namespace
}  // namespace herlaad::orders
