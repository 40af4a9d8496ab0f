#include "domain/brakes/judge.h"

#include <gtest/gtest.h>

#include <map>

#include "base/calendar/calendar.h"

namespace herlaad::brakes {
namespace {

using payments::PaymentMethod;

// 22 November 2026, 14:02 in Brussels.
constexpr Instant kNow{1'795'352'531'000};
constexpr Millis kHour{3'600'000};

Rule ByCard(std::int64_t most, Act act = Act::kRefund) {
  return {"by_card", Counted::kPayments, By::kCard, kHour, most, act, {}, false};
}
Rule ByAddress(std::int64_t most) {
  return {"by_address", Counted::kPayments, By::kAddress, kHour, most, Act::kRefuse, {}, false};
}

class Brake : public ::testing::Test {
 protected:
  SubjectId Of(By by, const std::string& value) const { return SubjectOf(brakes_.key, by, value); }
  std::optional<Stopped> Judge(Moment moment) {
    const Loaded loaded{[this](SubjectId id) { return In(counters_, id); },
                        [this](SubjectId id) { return In(blocks_, id); }};
    const auto judged = brakes::Judge(brakes_, moment, subjects_, facts_, loaded);
    for (const Counter& counter : judged.counted) counters_[counter.id] = counter;
    return judged.stopped;
  }
  std::optional<Stopped> Place() { return Judge(Moment::kPlacing); }
  std::optional<Stopped> Pay() { return Judge(Moment::kPaid); }
  void Release() {
    const auto counted = CountReleased(brakes_, subjects_, facts_,
                                       {[this](SubjectId id) { return In(counters_, id); },
                                        [this](SubjectId id) { return In(blocks_, id); }});
    for (const Counter& counter : counted) counters_[counter.id] = counter;
  }
  std::string RuleThatStops(Moment moment) {
    const auto stopped = Judge(moment);
    return stopped ? stopped->rule : "";
  }
  void Block(By by, SubjectId subject, Instant until = {}) {
    blocks_[subject] = {subject, by, "", "dispute lost", "staff:an", kNow, until};
  }
  template <class Row>
  static const Row* In(const std::map<SubjectId, Row>& rows, SubjectId id) {
    const auto at = rows.find(id);
    return at != rows.end() ? &at->second : nullptr;
  }

  Brakes brakes_{{}, Secret("a key")};
  Subjects subjects_{Of(By::kCard, "fp_1"), Of(By::kAddress, "192.0.2.7"),
                     Of(By::kAddress, "192.0.2.0/24"), Of(By::kNumber, "+32470123456"),
                     Of(By::kDevice, "a-device")};
  Facts facts_{kNow, 1'000, PaymentMethod::kCard, true, true, true, {}};
  std::map<SubjectId, Counter> counters_;
  std::map<SubjectId, brakes::Block> blocks_;
};

TEST_F(Brake, StopsThePaymentThatWouldGoAboveTheCapAndSaysWhy) {
  brakes_.rules.rules = {ByCard(2)};
  EXPECT_FALSE(Pay());
  EXPECT_FALSE(Pay());
  EXPECT_EQ(Pay(), (Stopped{"by_card", Act::kRefund,
                            "3 payments by one card within 1 h, at most 2 payments"}));
}

TEST_F(Brake, FactsNameWhatTheRuleIsAbout) {
  facts_.cents = 4'000;
  facts_.card_country = "US";
  Rule rule = ByCard(0, Act::kHold);
  rule.within = kHour * 24;
  const auto facts_of = [this](const Rule& one) {
    brakes_.rules.rules = {one};
    const auto stopped = Pay();
    return stopped ? stopped->facts : "";
  };
  Rule large = rule;
  large.when.amount_from = 4'000;
  EXPECT_EQ(facts_of(large),
            "1 payment of 40.00 EUR or more by one card within 24 h, at most 0 payments");
  large.counts_all = true;
  EXPECT_EQ(
      facts_of(large),
      "1 payment by one card within 24 h, at most 0 payments before one of 40.00 EUR or more");
  Rule first = rule;
  first.when.first_of_number = true;
  first.when.hours = Hours{14 * 60, 6 * 60};
  EXPECT_EQ(facts_of(first),
            "1 payment to a number never topped up before between 14:00 and 06:00 by one card "
            "within 24 h, at most 0 payments");
  Rule elsewhere = rule;
  elsewhere.within = kHour * (24 * 7);
  elsewhere.when.first_of_card = true;
  elsewhere.when.not_from = {"BE", "NL"};
  EXPECT_EQ(facts_of(elsewhere),
            "1 payment by one card not seen in 180 days from outside BE, NL within 7 d, at most 0 "
            "payments");
}

TEST_F(Brake, WhoeverIsStoppedAndTriesAgainIsLetThroughWhenTheWindowAllows) {
  brakes_.rules.rules = {ByAddress(1)};
  EXPECT_FALSE(Place());
  for (int tries = 0; tries < 50; ++tries) {
    EXPECT_TRUE(Place());
    facts_.now = facts_.now + Millis(60'000);
  }
  facts_.now = kNow + kHour + Millis(300'001);
  EXPECT_FALSE(Place()) << "refused tries are not counted";
}

TEST_F(Brake, WhatWasHeldCountsOnceItIsReleased) {
  Rule held = ByCard(0, Act::kHold);
  held.name = "held";
  held.when.first_of_card = true;
  brakes_.rules.rules = {held, ByCard(2)};
  EXPECT_TRUE(Pay());
  EXPECT_TRUE(counters_.empty()) << "not while it is held";
  Release();
  EXPECT_FALSE(Pay()) << "the card is known now";
  EXPECT_EQ(RuleThatStops(Moment::kPaid), "by_card") << "two went through before";
}

TEST_F(Brake, CentsAreCountedWithThePaymentThatIsJudged) {
  Rule rule = ByCard(2'500);
  rule.counted = Counted::kCents;
  brakes_.rules.rules = {rule};
  EXPECT_FALSE(Pay());
  facts_.cents = 1'500;
  EXPECT_FALSE(Pay()) << "exactly the cap";
  facts_.cents = 1;
  EXPECT_EQ(Pay()->facts, "25.01 EUR by one card within 1 h, at most 25.00 EUR");
}

TEST_F(Brake, OtherSubjectsAreCountedApart) {
  brakes_.rules.rules = {ByCard(1)};
  EXPECT_FALSE(Pay());
  subjects_.card = Of(By::kCard, "fp_2");
  EXPECT_FALSE(Pay());
  EXPECT_TRUE(Pay());
}

TEST_F(Brake, CardsAreJudgedOncePaidAndTheOthersBefore) {
  brakes_.rules.rules = {ByCard(0), ByAddress(0)};
  EXPECT_EQ(RuleThatStops(Moment::kPlacing), "by_address");
  EXPECT_EQ(RuleThatStops(Moment::kPaid), "by_card");
}

TEST_F(Brake, RefundsBeforeItHoldsWhicheverRuleIsFirst) {
  Rule hold = ByCard(0, Act::kHold);
  hold.name = "first";
  brakes_.rules.rules = {hold, ByCard(0)};
  EXPECT_EQ(RuleThatStops(Moment::kPaid), "by_card");
  brakes_.rules.rules = {hold};
  EXPECT_EQ(Pay()->act, Act::kHold);
}

struct ConditionRow {
  const char* promise;
  Conditions when;
  void (*change)(Facts&);  // of a payment that meets the conditions
};

TEST_F(Brake, StopsOnlyPaymentsThatMeetAllConditions) {
  const auto when = [](auto set) {
    Conditions conditions;
    set(conditions);
    return conditions;
  };
  const ConditionRow rows[] = {
      {"the hour", when([](Conditions& c) {
         c.hours = Hours{14 * 60, 15 * 60};
       }),
       [](Facts& f) { f.now = f.now + kHour; }},
      {"an hour after midnight", when([](Conditions& c) {
         c.hours = Hours{14 * 60, 6 * 60};
       }),
       [](Facts& f) { f.now = f.now - kHour; }},
      {"the number's first", when([](Conditions& c) { c.first_of_number = true; }),
       [](Facts& f) { f.first_of_number = false; }},
      {"the amount", when([](Conditions& c) { c.amount_from = 1'000; }),
       [](Facts& f) { f.cents = 999; }},
      {"the method", when([](Conditions& c) { c.methods = {PaymentMethod::kCard}; }),
       [](Facts& f) { f.method = PaymentMethod::kBancontact; }},
      {"methods with a payment page", {}, [](Facts& f) { f.method = PaymentMethod::kCash; }},
      {"strangers", {}, [](Facts& f) { f.stranger = false; }},
  };
  for (const ConditionRow& row : rows) {
    Rule rule = ByAddress(0);
    rule.when = row.when;
    brakes_.rules.rules = {rule};
    const Facts meets = facts_;
    EXPECT_TRUE(Place()) << row.promise;
    row.change(facts_);
    EXPECT_FALSE(Place()) << row.promise;
    facts_ = meets;
  }
}

TEST_F(Brake, ACardFromElsewhereIsOneWhoseCountryIsKnownAndAnother) {
  Rule rule = ByCard(0);
  rule.when.not_from = {"BE", "NL"};
  brakes_.rules.rules = {rule};
  EXPECT_FALSE(Pay()) << "not told";
  facts_.card_country = "NL";
  EXPECT_FALSE(Pay());
  facts_.card_country = "US";
  EXPECT_TRUE(Pay());
}

TEST_F(Brake, ACardIsNewUntilOneOfItsPaymentsWentThrough) {
  Rule rule = ByCard(0);
  rule.when.first_of_card = true;
  rule.when.amount_from = 2'000;
  brakes_.rules.rules = {rule};
  facts_.cents = 2'000;
  EXPECT_TRUE(Pay());
  EXPECT_TRUE(Pay()) << "what was stopped does not make it known";
  facts_.cents = 1'000;
  EXPECT_FALSE(Pay());
  facts_.cents = 2'000;
  EXPECT_FALSE(Pay());
  facts_.now = facts_.now + kSeenKept + kHour * 24 * 16;
  EXPECT_TRUE(Pay()) << "forgotten after half a year";
}

TEST_F(Brake, SmallPaymentsCountTowardsTheLargeOneOnlyIfAllAreCounted) {
  Rule rule = ByCard(2);
  rule.when.amount_from = 4'000;
  for (const bool all : {true, false}) {
    counters_.clear();
    rule.counts_all = all;
    brakes_.rules.rules = {rule};
    facts_.cents = 1'000;
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(Pay());
    facts_.cents = 5'000;
    EXPECT_EQ(Pay().has_value(), all);
  }
}

TEST_F(Brake, BlockCountsWithoutAnyRuleUntilItIsOver) {
  Block(By::kNumber, subjects_.number, kNow + kHour);
  EXPECT_EQ(Place(),
            (Stopped{"block_number", Act::kRefuse, "blocked since 2026-11-22: dispute lost"}));
  facts_.now = kNow + kHour;
  EXPECT_FALSE(Place());
}

TEST_F(Brake, BlocksOfEachKindStopAtTheirMoment) {
  struct Row {
    By by;
    SubjectId subject;
    Moment moment;
    const char* rule;
  };
  for (const Row& row :
       {Row{By::kNumber, subjects_.number, Moment::kPlacing, "block_number"},
        Row{By::kDevice, subjects_.device, Moment::kPlacing, "block_device"},
        Row{By::kAddress, subjects_.address, Moment::kPlacing, "block_address"},
        Row{By::kAddress, subjects_.neighbourhood, Moment::kPlacing, "block_address"},
        Row{By::kCard, subjects_.card, Moment::kPaid, "block_card"}}) {
    blocks_.clear();
    Block(row.by, row.subject);
    EXPECT_EQ(RuleThatStops(row.moment), row.rule);
    facts_.stranger = false;
    EXPECT_EQ(RuleThatStops(row.moment), row.rule) << "also with an API key";
    facts_.method = PaymentMethod::kCash;
    EXPECT_EQ(RuleThatStops(row.moment), "") << "cash has no brake unless a rule says so";
    facts_ = {kNow, 1'000, PaymentMethod::kCard, true, true, true, {}};
  }
}

TEST_F(Brake, NeedsNoRowsForCashUnlessARuleNamesIt) {
  brakes_.rules.rules = {ByAddress(1)};
  const auto rows = [this] {
    return RowsFor(brakes_, Moment::kPlacing, subjects_, PaymentMethod::kCash);
  };
  EXPECT_FALSE(Concerns(brakes_, PaymentMethod::kCash));
  EXPECT_TRUE(rows().counters.empty() && rows().blocks.empty());
  brakes_.rules.rules.front().when.methods = {PaymentMethod::kCash};
  EXPECT_TRUE(Concerns(brakes_, PaymentMethod::kCash));
  EXPECT_EQ(rows().counters.size(), 1U);
}

TEST(BrakeSubjects, AreKeyedAndTellKindsApart) {
  const Secret key("a key");
  EXPECT_EQ(SubjectOf(key, By::kCard, "1"), SubjectOf(key, By::kCard, "1"));
  EXPECT_NE(SubjectOf(key, By::kCard, "1"), SubjectOf(Secret("another"), By::kCard, "1"));
  EXPECT_NE(SubjectOf(key, By::kCard, "1"), SubjectOf(key, By::kDevice, "1"));
  EXPECT_TRUE(SubjectOf(key, By::kCard, "").empty());
  EXPECT_GT(SubjectOf(key, By::kCard, "1").value(), 0);
}

}  // namespace
}  // namespace herlaad::brakes
