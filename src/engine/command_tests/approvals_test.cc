// Approvals: who asks, gives, withdraws and declines.
#include "engine/commands/staff/approvals.h"

#include "engine/command_tests/staff_fixture.h"
#include "engine/commands/orders/resolve_topup.h"

namespace herlaad::engine {
namespace {

using access::EndOutcome;
using access::GiveOutcome;
using access::Role;
using ::testing::HasSubstr;

class ApprovalTest : public StaffCommands {
 protected:
  ApprovalTest() {
    Add("an", Role::kFinance);
    Add("bo", Role::kFinance);
    Add("su", Role::kSupport);
    PutInReview(kOrder);
  }
  // Cancelled after it was paid in cash, so that the cash is to be handed back.
  void PutInReview(OrderId id) {
    auto aggregate = orders::fixtures::CashElsewhere();
    EXPECT_EQ(orders::Cancel(aggregate), orders::CancelOutcome::kCancelling);
    EXPECT_EQ(aggregate.order.attention, orders::Attention::kCashRefundDue);
    aggregate.order.id = id;
    store_.Put(std::move(aggregate.order));
  }
  // By the console, which needs no approval.
  void HandBack(OrderId order) {
    auto command =
        ResolveTopup::Check(order, {orders::ReviewDecision::kPaidOut}, "counter 2", "admin");
    EXPECT_EQ(Call(*std::move(command)).outcome, ResolveTopupOutcome::kResolved);
  }
  RequestApprovalOutcome AskFor(access::Act act, RequestApproval::Overtaken overtaken = {}) {
    auto command =
        RequestApproval::Check(std::move(act), "the bank says so", "an", std::move(overtaken));
    return Call(std::move(command)).outcome;
  }
  ApprovalId Ask(const std::string& person) {
    auto command = RequestApproval::Check(kAct, "the bank says so", person);
    return Call(std::move(command)).approval;
  }
  GiveOutcome Give(ApprovalId approval, const std::string& person, StaffSessionId session = {}) {
    if (session.empty()) {
      const auto member = *store_.FindRow<StaffMember>(person);
      const bool may = member && member->disabled_at.ms == 0 && !member->password.empty();
      if (may) session = SteppedUp(person);
    }
    auto command = GiveApproval::Check(approval, Approval(approval).asked_by,
                                       OrderOf(Approval(approval).act), person, session);
    const GiveApprovalResult result = Call(std::move(command));
    EXPECT_EQ(result.outcome, GiveApprovalOutcome::kJudged);
    return result.judged;
  }
  EndOutcome End(ApprovalId approval, EndApproval::Way way, const std::string& person) {
    const EndApprovalResult result =
        Call(EndApproval::Check(approval, Approval(approval).asked_by, way, person));
    EXPECT_EQ(result.outcome, EndApprovalOutcome::kJudged);
    return result.judged;
  }
  access::Approval Approval(ApprovalId id) {
    return (*store_.FindRow<StaffApproval>(id))->approval;
  }
  static constexpr OrderId kOrder{77};
  const access::Act kAct{"topup.resolve", ToText(kOrder), "paid_out"};
};

TEST_F(ApprovalTest, IsGivenByAnotherPersonWhoMay) {
  const ApprovalId asked = Ask("an");
  EXPECT_EQ(Give(asked, "an"), GiveOutcome::kSamePerson);
  EXPECT_EQ(Give(asked, "su"), GiveOutcome::kNotAllowed);
  EXPECT_EQ(Give(asked, "nobody"), GiveOutcome::kNotAllowed);
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kGiven);
  const AuditEntry last = store_.Audit().back();
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kAlready);
  EXPECT_EQ(store_.Audit().back().action, "approval.give_refused");
  EXPECT_EQ(store_.Audit().back().detail, "already_given");
  EXPECT_EQ(Call(GiveApproval::Check(ApprovalId(7), "an", kOrder, "bo", {})).outcome,
            GiveApprovalOutcome::kNoSuchApproval);
  EXPECT_EQ(last.actor, "staff:bo");
  EXPECT_EQ(last.action, "approval.give");
  EXPECT_EQ(last.subject, ToText(asked));
  EXPECT_THAT(last.detail, HasSubstr("paid_out"));
}

TEST_F(ApprovalTest, IsNotGivenByWhoWasDisabled) {
  const ApprovalId asked = Ask("an");
  Change("bo", {.disabled = true});
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kNotAllowed);
}

TEST_F(ApprovalTest, PersonWhoWasDisabledNeitherAsksNorResolves) {
  Change("an", {.disabled = true});
  auto ask = RequestApproval::Check(kAct, "the bank says so", "an");
  EXPECT_EQ(Call(std::move(ask)).outcome, RequestApprovalOutcome::kActorMayNot);
  auto resolve = ResolveTopup::Check(OrderId(5), {orders::ReviewDecision::kRefunded}, "x",
                                     "staff:an", SecondPerson{"an"});
  EXPECT_EQ(Call(*std::move(resolve)).outcome, ResolveTopupOutcome::kActorMayNot);
  EXPECT_EQ(store_.Audit().back().action, "topup.resolve_refused");
  EXPECT_EQ(store_.Audit().back().actor, "staff:an");
}

TEST_F(ApprovalTest, NeedsTheGiversPasswordAndACode) {
  const ApprovalId asked = Ask("an");
  Try("bo", Right("bo"));
  EXPECT_EQ(Call(GiveApproval::Check(asked, "an", kOrder, "bo", last_session_)).outcome,
            GiveApprovalOutcome::kStepUpNeeded);
  EXPECT_EQ(Call(GiveApproval::Check(asked, "an", kOrder, "bo", SteppedUp("an"))).outcome,
            GiveApprovalOutcome::kActorMayNot)
      << "with the session of another";
  EXPECT_TRUE(Approval(asked).given_by.empty());
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kGiven);
}

// An administrator cannot make the second person.
TEST_F(ApprovalTest, IsNotGivenByWhoWasAddedOrChangedLatelyOrByTheAsker) {
  Add("ad", Role::kAdmin);
  const ApprovalId asked = Ask("an");
  Change("bo", {.role = Role::kSupport});
  Change("bo", {.role = Role::kFinance});
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kChangedLately);
  Pass(access::kGivesNothingFor);
  EXPECT_EQ(Give(Ask("an"), "bo"), GiveOutcome::kGiven);
  const StaffSessionId session = SteppedUp("ad");
  Call(ChangeStaff::Check("bo", {.role = Role::kAdmin}, {"staff:ad", session}));
  Pass(access::kGivesNothingFor);
  EXPECT_EQ(Give(Ask("ad"), "bo"), GiveOutcome::kChangedByAsker);
  EXPECT_EQ(Give(Ask("bo"), "ad"), GiveOutcome::kAskerChanged);
  EXPECT_EQ(Give(Ask("an"), "bo"), GiveOutcome::kGiven);
}

TEST_F(ApprovalTest, IsWithdrawnOrDeclinedAndThenOverAndAudited) {
  const ApprovalId asked = Ask("an");
  EXPECT_EQ(End(asked, EndApproval::Way::kWithdraw, "bo"), EndOutcome::kNotAllowed);
  EXPECT_EQ(store_.Audit().back().action, "approval.withdraw_refused");
  EXPECT_EQ(End(asked, EndApproval::Way::kDecline, "su"), EndOutcome::kNotAllowed);
  EXPECT_EQ(End(asked, EndApproval::Way::kDecline, "bo"), EndOutcome::kEnded);
  EXPECT_EQ(store_.Audit().back().action, "approval.decline");
  EXPECT_EQ(store_.Audit().back().actor, "staff:bo");
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kEnded);
  const ApprovalId other = Ask("an");
  EXPECT_EQ(End(other, EndApproval::Way::kWithdraw, "an"), EndOutcome::kEnded);
  EXPECT_EQ(End(other, EndApproval::Way::kWithdraw, "an"), EndOutcome::kAlready);
  EXPECT_EQ(
      Call(EndApproval::Check(ApprovalId(7), "an", EndApproval::Way::kWithdraw, "an")).outcome,
      EndApprovalOutcome::kNoSuchApproval);
}

TEST_F(ApprovalTest, PersonHasFewOpen) {
  std::vector<ApprovalId> asked;
  for (std::size_t n = 0; n < access::kOpenRequestsMax; ++n) asked.push_back(Ask("an"));
  const auto refused = [this] {
    auto command = RequestApproval::Check(kAct, "the bank says so", "an");
    return Call(std::move(command)).outcome;
  };
  EXPECT_EQ(refused(), RequestApprovalOutcome::kTooMany);
  EXPECT_FALSE(Ask("su").empty()) << "each counts for themselves";
  End(asked.front(), EndApproval::Way::kWithdraw, "an");
  EXPECT_EQ(refused(), RequestApprovalOutcome::kRequested);
  EXPECT_EQ(refused(), RequestApprovalOutcome::kTooMany);
  EXPECT_EQ(End(asked.back(), EndApproval::Way::kDecline, "bo"), EndOutcome::kEnded);
  EXPECT_EQ(refused(), RequestApprovalOutcome::kRequested) << "a declined one is not open";
  EXPECT_EQ(refused(), RequestApprovalOutcome::kTooMany);
  Pass(access::kApprovalLifetime);
  EXPECT_EQ(refused(), RequestApprovalOutcome::kRequested);
  EXPECT_EQ(Member("an").asked.size(), 1U);
}

TEST_F(ApprovalTest, IsAskedForOnlyWhatTheOrderCanBeDecidedAs) {
  access::Act act = kAct;
  act.detail = "not_paid";
  EXPECT_EQ(AskFor(act), RequestApprovalOutcome::kDoesNotFit);
  act.detail = "magic";
  EXPECT_EQ(RequestApproval::Check(act, "x", "an"), nullptr);
  act = kAct;
  act.subject = ToText(OrderId(78));
  EXPECT_EQ(AskFor(act), RequestApprovalOutcome::kNoSuchOrder);
  HandBack(kOrder);
  EXPECT_EQ(AskFor(kAct), RequestApprovalOutcome::kNotInAttention);
  EXPECT_TRUE(Member("an").asked.empty());
}

TEST_F(ApprovalTest, IsOvertakenOnceTheOrderIsDecidedOtherwise) {
  const ApprovalId asked = Ask("an");
  const ApprovalId given = Ask("an");
  EXPECT_EQ(Give(given, "bo"), GiveOutcome::kGiven);
  HandBack(kOrder);
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kOvertaken);
  EXPECT_EQ(store_.Audit().back().action, "approval.give_refused");
  EXPECT_EQ(store_.Audit().back().detail, "overtaken");
  EXPECT_EQ(Give(given, "bo"), GiveOutcome::kOvertaken);
  EXPECT_EQ(Give(asked, "an"), GiveOutcome::kSamePerson);
  EXPECT_TRUE(Approval(asked).given_by.empty());
  EXPECT_EQ(End(asked, EndApproval::Way::kWithdraw, "an"), EndOutcome::kEnded);
  const auto found = store_.FindOrder(kOrder);
  ASSERT_TRUE(found.ok() && *found);
  const orders::Order& order = (*found)->order;
  EXPECT_EQ(MatterOf(Approval(given), &order), access::Matter::kOvertaken);
  EXPECT_EQ(MatterOf(Approval(given), nullptr), access::Matter::kOvertaken);
}

// The order is in review once more, for what it was in review for before.
TEST_F(ApprovalTest, IsOvertakenByALaterReview) {
  const ApprovalId asked = Ask("an");
  orders::Order order = (**store_.FindOrder(kOrder)).order;
  EXPECT_EQ(MatterOf(Approval(asked), &order), access::Matter::kAsAsked);
  order.attention_since = now_ + Millis(1);
  store_.Put(order);
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kOvertaken);
  order.attention_since = now_;
  order.attention = orders::Attention::kPaymentUnknown;
  store_.Put(order);
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kOvertaken) << "another reason";
}

// Charged twice, and the gateway refused both refunds.
TEST_F(ApprovalTest, OfOneRefundIsNotOvertakenByADecisionAboutAnother) {
  static constexpr OrderId kTwice{79};
  auto aggregate = orders::fixtures::CardElsewhere();
  aggregate.now = now_;
  (void)orders::OnPaymentOpened(aggregate, 1, "https://bank/1");
  (void)orders::OnPaymentPaid(aggregate, 1, orders::fixtures::kTotal, "ch_1");
  (void)orders::OnDeliverySent(aggregate, 1);
  (void)orders::OnPaymentPaid(aggregate, 1, orders::fixtures::kTotal, "ch_2");
  (void)orders::OnDeliveryRefused(aggregate, 1, orders::RefusalReason::kBarred);
  for (const std::int32_t n : {1, 2}) {
    (void)orders::OnRefundSent(aggregate, n);
    ASSERT_EQ(orders::OnRefundRefused(aggregate, n), orders::EventOutcome::kApplied);
  }
  aggregate.order.id = kTwice;
  store_.Put(std::move(aggregate.order));
  const auto ask = [this](std::int32_t refund) {
    const ReviewAct about{orders::ReviewDecision::kRefunded, refund};
    auto command = RequestApproval::Check({"topup.resolve", ToText(kTwice), DetailOf(about)},
                                          "the bank says so", "an");
    return Call(std::move(command)).approval;
  };
  const auto resolve = [this](std::int32_t refund, ApprovalId approval) {
    auto command =
        ResolveTopup::Check(kTwice, {orders::ReviewDecision::kRefunded, refund}, "paid by hand",
                            "staff:an", SecondPerson{"an", approval, 0, access::kMayResolve, "bo"});
    return Call(*std::move(command)).outcome;
  };
  Pass(Millis(1'000));
  const ApprovalId first = ask(1);
  const ApprovalId second = ask(2);
  const ApprovalId second_again = ask(2);
  EXPECT_EQ(Give(second, "bo"), GiveOutcome::kGiven);
  EXPECT_EQ(resolve(2, second), ResolveTopupOutcome::kResolved);
  EXPECT_EQ(Give(second_again, "bo"), GiveOutcome::kOvertaken) << "that refund is decided";
  EXPECT_EQ(Give(first, "bo"), GiveOutcome::kGiven);
  orders::Order order = (**store_.FindOrder(kTwice)).order;
  EXPECT_EQ(MatterOf(Approval(first), &order), access::Matter::kAsAsked);
  order.refunds.front().settled_at = now_;
  EXPECT_EQ(MatterOf(Approval(first), &order), access::Matter::kOvertaken)
      << "the refund was refused once more since";
  EXPECT_EQ(resolve(1, first), ResolveTopupOutcome::kResolved);
}

TEST_F(ApprovalTest, OvertakenOnesDoNotCountAsOpen) {
  constexpr OrderId kOther{78};
  PutInReview(kOther);
  RequestApproval::Overtaken overtaken;
  for (std::size_t n = 0; n < access::kOpenRequestsMax; ++n)
    overtaken.emplace_back(Ask("an"), kOrder);
  access::Act act = kAct;
  act.subject = ToText(kOther);
  EXPECT_EQ(AskFor(act, overtaken), RequestApprovalOutcome::kTooMany)
      << "the order is still in review";
  HandBack(kOrder);
  EXPECT_EQ(AskFor(act, {{overtaken.front().first, kOther}}), RequestApprovalOutcome::kTooMany)
      << "it is about another order";
  EXPECT_EQ(AskFor(act, overtaken), RequestApprovalOutcome::kRequested);
  EXPECT_EQ(Member("an").asked.size(), 1U);
}

// Used in a commit as an act would: an order is not needed for the rule.
TEST_F(ApprovalTest, IsNotUsedOnceItsGiverMayNotGiveIt) {
  const auto use = [this](ApprovalId approval, const std::string& giver) {
    const SecondPerson rule{"an", approval, 0, access::kMayResolve, giver};
    Needs needs;
    AddNeedsOf(rule, needs);
    ReadSet read_set;
    EXPECT_TRUE(store_.Load(needs, read_set).ok());
    Decision decision;
    const auto why_not = Prevented(rule, kAct, 1, {}, read_set, now_, decision);
    store_.Abandon();
    EXPECT_EQ(decision.audit.empty(), why_not.has_value());
    return why_not;
  };
  const ApprovalId asked = Ask("an");
  EXPECT_EQ(use(asked, ""), access::UseOutcome::kNotGiven);
  Give(asked, "bo");
  EXPECT_EQ(use(asked, "bo"), std::nullopt);
  EXPECT_EQ(use(asked, ""), access::UseOutcome::kNotGiven) << "it was read before it was given";
  EXPECT_EQ(use(asked, "su"), access::UseOutcome::kNotGiven);
  Change("bo", {.role = Role::kSupport});
  EXPECT_EQ(use(asked, "bo"), access::UseOutcome::kGiverMayNot);
  Change("bo", {.role = Role::kFinance});
  EXPECT_EQ(use(asked, "bo"), std::nullopt);
  Change("bo", {.disabled = true});
  EXPECT_EQ(use(asked, "bo"), access::UseOutcome::kGiverMayNot);
  Change("bo", {.disabled = false});
  End(asked, EndApproval::Way::kWithdraw, "bo");
  EXPECT_EQ(use(asked, "bo"), access::UseOutcome::kEnded);
}

TEST_F(ApprovalTest, NeedsAReason) {
  EXPECT_EQ(RequestApproval::Check(kAct, " \n", "an"), nullptr);
  EXPECT_EQ(RequestApproval::Check(kAct, "\xC2\xA0\xE2\x80\x8B", "an"), nullptr)
      << "spaces that are not ASCII";
  EXPECT_EQ(RequestApproval::Check(kAct, std::string(501, 'x'), "an"), nullptr);
}

}  // namespace
}  // namespace herlaad::engine
