#include "adapters/gateways/stripe/stripe_objects.h"

#include <gtest/gtest.h>

#include "adapters/gateways/plausible.h"
#include "adapters/gateways/stripe/stripe_testing.h"

namespace herlaad::gateways::stripe {
namespace {

using engine::GatewayAnswer;
using orders::CloseReason;
using orders::DeclineReason;
using orders::DisputeState;
using Kind = GatewayAnswer::Kind;
using namespace testing;  // NOLINT: the objects of this folder's tests

json Declined(const std::string& status, const std::string& decline_code) {
  return With(
      Intent(status),
      {{"last_payment_error",
        {{"type", "card_error"}, {"code", "card_declined"}, {"decline_code", decline_code}}}});
}

json PaidBy(const json& details) {
  return With(Intent(), {{"latest_charge", {{"id", "ch_1"}, {"payment_method_details", details}}}});
}

TEST(ReadIntent, TellsTheCardIfTheChargeIsExpanded) {
  const auto card_of = [](const json& intent) { return ReadIntent(intent).answer.card; };
  const json card = {{"type", "card"},
                     {"card", {{"fingerprint", "Xt5EWLLDS7FJjR1c"}, {"country", "BE"}}}};
  EXPECT_EQ(card_of(PaidBy(card)), (engine::CardFacts{"Xt5EWLLDS7FJjR1c", "BE"}));
  const json odd = {{"type", "card"}, {"card", {{"fingerprint", 5}, {"country", "Belgium"}}}};
  EXPECT_EQ(card_of(PaidBy(odd)), engine::CardFacts{});
  EXPECT_EQ(card_of(PaidBy({{"type", "paypal"}, {"paypal", json::object()}})), engine::CardFacts{});
  EXPECT_EQ(card_of(With(Intent(), {{"latest_charge", "ch_1"}})), engine::CardFacts{});
}

TEST(ReadIntent, SaysThatACardIsToBeAskedWhereItsChargeIsOnlyNamed) {
  struct Row {
    const char* name;
    json intent;
    bool asked;
  };
  const json named = With(Intent(), {{"latest_charge", "ch_1"}});
  const auto by = [](const json& intent, const char* method) {
    return With(intent, {{"payment_method_types", json::array({method})}});
  };
  const Row rows[] = {
      {"the charge is named", named, true},
      {"the charge is named, and a card may have paid", by(named, "card"), true},
      {"by the newer name of the list",
       With(named, {{"allowed_payment_method_types", json::array({"paypal", "card"})}}), true},
      {"no card can have paid", by(named, "bancontact"), false},
      {"an older version names no charge", by(Intent(), "card"), true},
      {"the charge is there", by(PaidBy({{"type", "card"}}), "card"), false},
      {"not paid", by(With(Intent("processing"), {{"latest_charge", "ch_1"}}), "card"), false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(ReadIntent(row.intent).answer.card_is_to_be_asked, row.asked) << row.name;
  const json dispute = With(DisputeObject(), {{"payment_intent", named}});
  EXPECT_TRUE(ReadDispute(dispute, {}).answer.card_is_to_be_asked);
}

struct SessionRow {
  const char* name;
  json session;
  Kind kind;
  CloseReason reason = CloseReason::kNone;
  DeclineReason decline = DeclineReason::kNone;
  bool trouble = false;
};

TEST(ReadSession, MoneyCountsMoreThanThePage) {
  const SessionRow rows[] = {
      {"open, nothing tried", OpenSession(), Kind::kOpen},
      {"open, a try was declined and another is possible",
       Session("open", "unpaid", Declined("requires_payment_method", "insufficient_funds")),
       Kind::kOpen},
      {"open, the payer authenticates", Session("open", "unpaid", Intent("requires_action")),
       Kind::kOpen},
      {"open, but the money is there", Session("open", "unpaid", Intent()), Kind::kPaid},
      {"open, but the money is on its way", Session("open", "unpaid", Intent("processing")),
       Kind::kProcessing},
      {"open, with a canceled intent: the page still works",
       Session("open", "unpaid", Intent("canceled")), Kind::kOpen},
      {"paid", PaidSession(), Kind::kPaid},
      {"complete, the money is on its way", Session("complete", "unpaid", Intent("processing")),
       Kind::kProcessing},
      {"complete, the payer's bank still has something to do",
       Session("complete", "unpaid", Intent("requires_action")), Kind::kProcessing},
      {"complete, and the money did not come",
       Session("complete", "unpaid", Declined("requires_payment_method", "insufficient_funds")),
       Kind::kClosed, CloseReason::kDeclined, DeclineReason::kInsufficientFunds},
      {"complete, canceled by staff at Stripe", Session("complete", "unpaid", Intent("canceled")),
       Kind::kClosed, CloseReason::kCancelled},
      {"expired, nothing tried", Session("expired", "unpaid", nullptr), Kind::kClosed,
       CloseReason::kExpired},
      {"expired after a decline",
       Session("expired", "unpaid", Declined("canceled", "expired_card")), Kind::kClosed,
       CloseReason::kExpired, DeclineReason::kExpiredCard},
      {"expired, but the money is there", Session("expired", "unpaid", Intent()), Kind::kPaid},
      {"paid, but its intent is not", Session("complete", "paid", Intent("requires_action")),
       Kind::kUnknown, CloseReason::kNone, DeclineReason::kNone, true},
      {"complete without its intent", Session("complete", "paid", "pi_1"), Kind::kUnknown,
       CloseReason::kNone, DeclineReason::kNone, true},
      {"nothing to pay", Session("complete", "no_payment_required", Intent("requires_action")),
       Kind::kUnknown, CloseReason::kNone, DeclineReason::kNone, true},
      {"a state nobody knows", Session("paused", "unpaid", nullptr), Kind::kUnknown,
       CloseReason::kNone, DeclineReason::kNone, true},
      {"an intent in a state nobody knows", Session("open", "unpaid", Intent("frozen")),
       Kind::kUnknown, CloseReason::kNone, DeclineReason::kNone, true},
      {"money held but not taken", Session("complete", "unpaid", Intent("requires_capture")),
       Kind::kUnknown, CloseReason::kNone, DeclineReason::kNone, true},
      {"paid in euros, written in capitals",
       Session("complete", "paid", With(Intent(), {{"currency", "EUR"}})), Kind::kPaid},
      {"open in dollars", With(OpenSession(), {{"currency", "usd"}}), Kind::kUnknown,
       CloseReason::kNone, DeclineReason::kNone, true},
      {"open without an address", WithNull(OpenSession(), "url"), Kind::kUnknown,
       CloseReason::kNone, DeclineReason::kNone, true},
      {"open at an address that runs a script",
       With(OpenSession(), {{"url", "javascript:alert(1)"}}), Kind::kUnknown, CloseReason::kNone,
       DeclineReason::kNone, true},
      {"paid in dollars", Session("complete", "paid", With(Intent(), {{"currency", "usd"}})),
       Kind::kUnknown, CloseReason::kNone, DeclineReason::kNone, true},
      {"paid nothing", Session("complete", "paid", With(Intent(), {{"amount_received", 0}})),
       Kind::kUnknown, CloseReason::kNone, DeclineReason::kNone, true},
      {"paid more than anything costs",
       Session("complete", "paid", With(Intent(), {{"amount_received", kSumMax + 1}})),
       Kind::kUnknown, CloseReason::kNone, DeclineReason::kNone, true},
      {"paid an amount as text",
       Session("complete", "paid", With(Intent(), {{"amount_received", "1500"}})), Kind::kUnknown,
       CloseReason::kNone, DeclineReason::kNone, true},
      {"paid without an id", Session("complete", "paid", With(Intent(), {{"id", "pi 1"}})),
       Kind::kUnknown, CloseReason::kNone, DeclineReason::kNone, true},
  };
  for (const SessionRow& row : rows) {
    const Reading reading = ReadSession(row.session);
    EXPECT_EQ(reading.answer.kind, row.kind) << row.name;
    EXPECT_EQ(reading.answer.reason, row.reason) << row.name;
    EXPECT_EQ(reading.answer.decline, row.decline) << row.name;
    EXPECT_EQ(!reading.trouble.empty(), row.trouble) << row.name;
  }
}

TEST(ReadSession, OpenHasItsAddressAndName) {
  const GatewayAnswer open = ReadSession(OpenSession()).answer;
  EXPECT_EQ(open.url, "https://checkout.stripe.com/c/pay/cs_test_1");
  EXPECT_EQ(open.session, "cs_test_1");
}

TEST(ReadSession, PaidIsTheIntentAndWhatItReceived) {
  const GatewayAnswer paid =
      ReadSession(Session("complete", "paid", With(Intent(), {{"amount_received", 1'400}}))).answer;
  EXPECT_EQ(paid.reference, "pi_1");
  EXPECT_EQ(paid.received, 1'400) << "not what was asked for";
}

struct IntentRow {
  const char* status;
  const char* cancellation_reason;
  Kind kind;
  CloseReason reason;
};

TEST(ReadIntent, OnlyAnEndOrMoneyOnItsWayIsAnAnswer) {
  const IntentRow rows[] = {
      {"succeeded", "", Kind::kPaid, CloseReason::kNone},
      {"processing", "", Kind::kProcessing, CloseReason::kNone},
      {"canceled", "expired", Kind::kClosed, CloseReason::kExpired},
      {"canceled", "abandoned", Kind::kClosed, CloseReason::kCancelled},
      {"canceled", "", Kind::kClosed, CloseReason::kCancelled},
      {"requires_payment_method", "", Kind::kUnknown, CloseReason::kNone},
      {"requires_confirmation", "", Kind::kUnknown, CloseReason::kNone},
      {"requires_action", "", Kind::kUnknown, CloseReason::kNone},
      {"requires_capture", "", Kind::kUnknown, CloseReason::kNone},
  };
  for (const IntentRow& row : rows) {
    const Reading reading =
        ReadIntent(With(Intent(row.status), {{"cancellation_reason", row.cancellation_reason}}));
    EXPECT_EQ(reading.answer.kind, row.kind) << row.status;
    EXPECT_EQ(reading.answer.reason, row.reason) << row.status << " " << row.cancellation_reason;
    EXPECT_TRUE(reading.trouble.empty()) << row.status;
  }
  EXPECT_FALSE(ReadIntent(Intent("new_state")).trouble.empty());
  EXPECT_FALSE(ReadIntent(json::object()).trouble.empty());
}

TEST(ReadRefund, EveryStatusHasItsMeaning) {
  const std::pair<const char*, Kind> rows[] = {
      {"succeeded", Kind::kDone},
      {"pending", Kind::kProcessing},
      {"requires_action", Kind::kProcessing},
      {"failed", Kind::kRefused},
      {"canceled", Kind::kRefused},
  };
  for (const auto& [status, kind] : rows) {
    const Reading reading = ReadRefund(RefundObject(status));
    EXPECT_EQ(reading.answer.kind, kind) << status;
    EXPECT_EQ(reading.answer.reference, "re_1") << status;
    EXPECT_EQ(reading.answer.received, 1'500) << status;
  }
  for (const json& wrong :
       {RefundObject("reversed"), With(RefundObject(), {{"currency", "usd"}}),
        With(RefundObject(), {{"amount", -1}}), With(RefundObject(), {{"id", nullptr}}),
        WithNull(RefundObject(), "status"), json::object()}) {
    EXPECT_EQ(ReadRefund(wrong).answer.kind, Kind::kUnknown) << wrong;
    EXPECT_FALSE(ReadRefund(wrong).trouble.empty()) << wrong;
  }
}

TEST(ReadDispute, EveryStatusHasItsMeaning) {
  const std::pair<const char*, DisputeState> rows[] = {
      {"warning_needs_response", DisputeState::kWarned},
      {"warning_under_review", DisputeState::kWarningReview},
      {"warning_closed", DisputeState::kWarningClosed},
      {"needs_response", DisputeState::kOpened},
      {"under_review", DisputeState::kUnderReview},
      {"won", DisputeState::kWon},
      {"lost", DisputeState::kLost},
      {"prevented", DisputeState::kPrevented},
      {"appeal_needs_response", DisputeState::kAppealOpened},
      {"appeal_under_review", DisputeState::kAppealUnderReview},
  };
  for (const auto& [status, state] : rows) {
    const Reading reading = ReadDispute(DisputeObject(status), Instant{1'000});
    EXPECT_EQ(reading.answer.kind, Kind::kDisputed) << status;
    EXPECT_EQ(reading.answer.dispute.state, state) << status;
  }
}

TEST(ReadDispute, ReportHasAmountsReasonAndTimes) {
  const GatewayAnswer answer =
      ReadDispute(With(DisputeObject(), {{"amount", 700}}), Instant{1'795'000'000'000}).answer;
  EXPECT_EQ(answer.reference, "pi_1") << "the charge, not the dispute";
  EXPECT_EQ(answer.received, 1'500);
  const orders::DisputeReport expected{.state = DisputeState::kOpened,
                                       .amount = 700,
                                       .taken = 1'500,
                                       .reference = "du_1",
                                       .reason = "fraudulent",
                                       .due_at = Instant{1'796'000'000'000},
                                       .at = Instant{1'795'000'000'000}};
  EXPECT_EQ(answer.dispute, expected);
}

struct TakenRow {
  const char* name;
  json movements;
  std::optional<std::int64_t> taken;
};

TEST(ReadDispute, TakenIsTheSumOfTheMovementsWithoutFees) {
  const TakenRow rows[] = {
      {"nothing moved yet", json::array(), 0},
      {"withdrawn", json::array({Movement(-1'500)}), 1'500},
      {"withdrawn and reinstated", json::array({Movement(-1'500), Movement(1'500)}), 0},
      {"reinstated in part", json::array({Movement(-1'500), Movement(500)}), 1'000},
      {"in another currency", json::array({Movement(-1'620, "usd")}), std::nullopt},
      {"more given than taken", json::array({Movement(5)}), std::nullopt},
      {"no amounts", json::array({"txn_1"}), std::nullopt},
      {"no list", "txn_1", std::nullopt},
      {"beyond any sum", json::array({Movement(INT64_MIN)}), std::nullopt},
  };
  for (const TakenRow& row : rows) {
    json dispute = DisputeObject();
    dispute["balance_transactions"] = row.movements;
    EXPECT_EQ(ReadDispute(dispute, {}).answer.dispute.taken, row.taken) << row.name;
  }
  json dispute = DisputeObject();
  dispute.erase("balance_transactions");
  EXPECT_EQ(ReadDispute(dispute, {}).answer.dispute.taken, std::nullopt);
}

TEST(ReadDispute, WithoutADueDateNoneIsSaid) {
  json dispute = DisputeObject("won");
  dispute["evidence_details"]["due_by"] = nullptr;
  EXPECT_EQ(ReadDispute(dispute, {}).answer.dispute.due_at, Instant{});
  dispute.erase("evidence_details");
  EXPECT_EQ(ReadDispute(dispute, {}).answer.dispute.due_at, Instant{});
}

TEST(ReadDispute, WrongOnesAreTrouble) {
  for (const json& wrong :
       {DisputeObject("escalated"), With(DisputeObject(), {{"currency", "usd"}}),
        With(DisputeObject(), {{"amount", 0}}), With(DisputeObject(), {{"payment_intent", "pi_1"}}),
        With(DisputeObject(), {{"payment_intent", {{"amount_received", 0}}}})}) {
    EXPECT_FALSE(ReadDispute(wrong, {}).trouble.empty()) << wrong;
    EXPECT_EQ(ReadDispute(wrong, {}).answer.kind, Kind::kUnknown) << wrong;
  }
}

TEST(ReadDecline, BanksWordComesFirst) {
  const std::pair<const char*, DeclineReason> rows[] = {
      {"insufficient_funds", DeclineReason::kInsufficientFunds},
      {"expired_card", DeclineReason::kExpiredCard},
      {"card_velocity_exceeded", DeclineReason::kLimitExceeded},
      {"withdrawal_count_limit_exceeded", DeclineReason::kLimitExceeded},
      {"authentication_required", DeclineReason::kAuthenticationFailed},
      {"stolen_card", DeclineReason::kOther},
      {"", DeclineReason::kOther},
  };
  for (const auto& [code, reason] : rows) {
    EXPECT_EQ(ReadDecline(Declined("requires_payment_method", code)), reason) << code;
  }
  const json failed = With(
      Intent("requires_payment_method"),
      {{"last_payment_error",
        {{"type", "invalid_request_error"}, {"code", "payment_intent_authentication_failure"}}}});
  EXPECT_EQ(ReadDecline(failed), DeclineReason::kAuthenticationFailed) << "there is no bank's word";
  EXPECT_EQ(ReadDecline(Intent("requires_payment_method")), DeclineReason::kNone);
  const json in_progress =
      With(Intent("requires_payment_method"),
           {{"last_payment_error",
             {{"type", "card_error"}, {"code", "payment_intent_payment_attempt_failed"}}}});
  EXPECT_EQ(ReadDecline(in_progress), DeclineReason::kNone) << "it failed, nobody declined it";
}

TEST(ReadPage, EndsOrSaysWhereItGoesOn) {
  const auto last = ReadPage(ListOf({Intent()}));
  ASSERT_TRUE(last);
  EXPECT_EQ(last->items.size(), 1u);
  EXPECT_EQ(last->last, "");
  const auto more = ReadPage(ListOf({Intent(), With(Intent(), {{"id", "pi_2"}})}, true));
  ASSERT_TRUE(more);
  EXPECT_EQ(more->last, "pi_2");
  EXPECT_FALSE(ReadPage(ListOf({}, true))) << "it would go on for ever";
  EXPECT_FALSE(ReadPage(ListOf({With(Intent(), {{"id", "../x"}})}, true)));
  EXPECT_FALSE(ReadPage(ListOf({"pi_1"})));
  EXPECT_FALSE(ReadPage(json::object()));
  EXPECT_FALSE(ReadPage(With(ListOf({}), {{"has_more", nullptr}})));
}

TEST(IsStripeId, OnlyWhatMayStandInAnAddress) {
  EXPECT_TRUE(IsStripeId("pi_3Abc", "pi_"));
  EXPECT_FALSE(IsStripeId("pi_", "pi_"));
  EXPECT_FALSE(IsStripeId("pi_1/../x", "pi_"));
  EXPECT_FALSE(IsStripeId("pi_1?x", "pi_"));
  EXPECT_FALSE(IsStripeId("ch_1", "pi_"));
  EXPECT_FALSE(IsStripeId("pi_" + std::string(255, 'a'), "pi_"));
}

TEST(IsOfMode, RefundsHaveNone) {
  EXPECT_TRUE(IsOfMode(Intent(), false));
  EXPECT_FALSE(IsOfMode(Intent(), true));
  EXPECT_FALSE(IsOfMode(With(Intent(), {{"livemode", "false"}}), false));
  EXPECT_TRUE(IsOfMode(RefundObject(), false));
  EXPECT_TRUE(IsOfMode(RefundObject(), true));
}

}  // namespace
}  // namespace herlaad::gateways::stripe
