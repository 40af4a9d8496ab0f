// The report of a day on every store.
#include "engine/reconcile/day_report.h"

#include "engine/reconcile/withdraw_list.h"
#include "tests/support/reconcile_world.h"

namespace herlaad::engine {
namespace {

template <class Kind>
class DayReportTest : public ReconcileTest<Kind> {};
TYPED_TEST_SUITE(DayReportTest, store::Stores, store::StoreNames);

TYPED_TEST(DayReportTest, ATillThatIsCountedAgainHasWhatWasCountedLast) {
  const auto count = [](std::int64_t cents) {
    auto line = Line(MovementType::kCount, TillReference("kiosk", kDay), cents);
    line.counterparty = "kiosk";
    return line;
  };
  this->Import(Head(SourceKind::kTillCounts, "tills", 1, kDay, "first"), {count(3'450)});
  EXPECT_EQ(this->Found(), "missing_here kiosk " + reconcile::DayText(kDay) + " open; ");
  const auto result =
      this->Import(Head(SourceKind::kTillCounts, "tills", 1, kDay, "second"), {count(3'500)});
  EXPECT_EQ(result.open, 1);
  const auto found = DifferencesOf(this->queries(), kDay, kDay);
  ASSERT_EQ(found->size(), 2U);
  for (const Difference& each : *found) {
    const bool is_last = each.their_cents == 3'500;
    EXPECT_EQ(each.state,
              is_last ? reconcile::DifferenceState::kOpen : reconcile::DifferenceState::kSettled);
  }
  const auto report = ReportDay(this->queries(), kDay);
  ASSERT_EQ(report->sources.size(), 1U);
  EXPECT_EQ(report->sources.front().cents, 3'500);
}

TYPED_TEST(DayReportTest, WhatNoListIsThereForIsNotCompared) {
  this->Pay(1, "pi_1");
  const auto not_compared = [this](reconcile::Day day) {
    std::string text;
    const auto report = ReportDay(this->queries(), day);
    for (const NotCompared& each : report->not_compared) {
      text += std::string(reconcile::Name(each.kind)) + " " + each.account;
      if (each.last) text += " until " + std::to_string(*each.last - kDay);
      text += "; ";
    }
    return text;
  };
  EXPECT_EQ(not_compared(kDay), "gateway bank; ");
  // A list without a line compares the day too.
  this->Import(Head(SourceKind::kGateway, "bank", 0, kDay + 1), {});
  EXPECT_EQ(not_compared(kDay), "");
  EXPECT_EQ(this->Found(), "missing_there ours open; ");
  this->Import(Head(SourceKind::kCoda, "BE68539007547034", 0), {});
  EXPECT_EQ(not_compared(kDay), "");
  EXPECT_EQ(not_compared(kDay + 3), "coda BE68539007547034 until 0; ");
  EXPECT_EQ(ReportDay(this->queries(), kDay + 3)->open_before, 1);
}

TYPED_TEST(DayReportTest, OfTheBankAccountsThatAreKnownEachIsAskedFor) {
  const std::vector<std::string> ours{"BE68539007547034", "BE71096123456769"};
  const auto not_compared = [&](const std::vector<std::string>& accounts) {
    std::string text;
    const auto report = ReportDay(this->queries(), kDay, accounts);
    for (const NotCompared& each : report->not_compared) text += each.account + "; ";
    return text;
  };
  EXPECT_EQ(not_compared(ours), "BE68539007547034; BE71096123456769; ");
  EXPECT_EQ(not_compared({}), "");
  this->Import(Head(SourceKind::kCoda, ours.front(), 0), {});
  EXPECT_EQ(not_compared(ours), "BE71096123456769; ");
  EXPECT_EQ(not_compared({}), "");
}

// What was booked because of it, and posted back, is of the day of the list.
TYPED_TEST(DayReportTest, AWithdrawnListIsInNoReport) {
  auto head = Head(SourceKind::kGateway, "bank", 1, kDay - 1);
  head.totals.from = kDay - 1;
  this->Import(head, {Line(MovementType::kFee, "", -20, kDay - 1)});
  ASSERT_TRUE(
      WithdrawList(*this->engine_, this->queries(), this->file_, "test data", "admin").ok());
  const auto before = ReportDay(this->queries(), kDay - 1);
  EXPECT_TRUE(before->sources.empty());
  for (const AccountDay& each : before->accounts) EXPECT_EQ(each.closing, 0);
  const auto after = ReportDay(this->queries(), kDay);
  for (const AccountDay& each : after->accounts) EXPECT_EQ(each.in + each.out, 0);
}

// The server ended after the list was complete, and before it was compared.
TYPED_TEST(DayReportTest, AListThatWasNotComparedToItsEndIsNotCompared) {
  this->Pay(1, "pi_1");
  const auto head = Head(SourceKind::kGateway, "bank", 1);
  this->CompleteOnly(head, {Line(MovementType::kPayment, "pi_1", kTotal)});
  ASSERT_EQ(ReportDay(this->queries(), kDay)->not_compared.size(), 1U);
  EXPECT_EQ(ReportDay(this->queries(), kDay)->not_compared.front().account, "bank");
  this->Import(head, {Line(MovementType::kPayment, "pi_1", kTotal)});
  EXPECT_TRUE(ReportDay(this->queries(), kDay)->not_compared.empty());
}

TYPED_TEST(DayReportTest, FeesAndPayoutsCountOnTheDayOfTheirList) {
  auto fee = Line(MovementType::kFee, "", -20, kDay - 1);
  auto payout = Line(MovementType::kPayout, "po_1", -1'000, kDay - 1);
  auto head = Head(SourceKind::kGateway, "bank", 2, kDay - 1);
  head.totals.from = kDay - 1;
  this->Import(head, {fee, payout});  // fetched a day later
  const auto before = ReportDay(this->queries(), kDay - 1);
  ASSERT_EQ(before->accounts.size(), 3U);
  for (const AccountDay& each : before->accounts) EXPECT_NE(each.in + each.out, 0);
  const auto report = ReportDay(this->queries(), kDay);
  for (const AccountDay& each : report->accounts) EXPECT_EQ(each.in + each.out, 0);
}

TYPED_TEST(DayReportTest, OfManyDifferencesTheFirstAreKeptAndAllAreCounted) {
  constexpr std::int64_t kMany = 1'200;
  std::vector<ExternalMovement> lines;
  for (int i = 0; i < kMany; ++i)
    lines.push_back(Line(MovementType::kPayment, "pi_" + std::to_string(i), 100));
  this->Import(Head(SourceKind::kGateway, "bank", lines.size()), lines);
  const auto report = ReportDay(this->queries(), kDay);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->differences.size(), kDifferencesReported);
  EXPECT_EQ(report->differences_count, kMany);
  EXPECT_EQ(report->differences_theirs, 100 * kMany);
  EXPECT_EQ(report->differences_ours, 0);
  EXPECT_EQ(ReportDay(this->queries(), kDay + 1)->open_before, kMany);
}

TYPED_TEST(DayReportTest, AnAccountWithManyDifferencesHidesNoOther) {
  constexpr std::int64_t kMany = 1'200;
  constexpr std::int64_t kFew = 3;
  const auto import = [this](const std::string& account, std::int64_t count, std::int64_t cents) {
    std::vector<ExternalMovement> lines;
    for (std::int64_t i = 0; i < count; ++i)
      lines.push_back(Line(MovementType::kPayment, account + "_" + std::to_string(i), cents));
    this->Import(Head(SourceKind::kGateway, account, lines.size()), lines);
  };
  import("bank", kMany, 100);
  import("second", kFew, 700);
  const auto report = ReportDay(this->queries(), kDay);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->differences.size(), kDifferencesReported);
  const auto shown = [&report](const std::string& account) {
    return std::count_if(report->differences.begin(), report->differences.end(),
                         [&account](const Difference& each) { return each.account == account; });
  };
  EXPECT_EQ(shown("second"), kFew);
  ASSERT_EQ(report->differences_of.size(), 2U);
  const AccountDifferences& many = report->differences_of.front();
  EXPECT_EQ(many.account, "bank");
  EXPECT_EQ(many.all.count, kMany);
  EXPECT_EQ(many.open.count, kMany);
  EXPECT_EQ(many.open.theirs, 100 * kMany);
  const AccountDifferences& few = report->differences_of.back();
  EXPECT_EQ(few.open.count, kFew);
  EXPECT_EQ(few.open.theirs, 700 * kFew);
  EXPECT_EQ(report->differences_count, many.all.count + few.all.count);
  EXPECT_EQ(report->differences_theirs, many.all.theirs + few.all.theirs);
}

TYPED_TEST(DayReportTest, TheReportOfADayAddsUp) {
  auto lines = this->PlantedDay();
  this->Import(Head(SourceKind::kGateway, "bank", lines.size(), kDay + 2), lines);
  const auto report = ReportDay(this->queries(), kDay);
  ASSERT_TRUE(report.ok());
  for (const AccountDay& each : report->accounts)
    EXPECT_EQ(each.opening + each.in - each.out, each.closing) << ledger::Name(each.account);
  const auto psp =
      std::find_if(report->accounts.begin(), report->accounts.end(),
                   [](const AccountDay& each) { return ledger::Name(each.account) == "psp:bank"; });
  ASSERT_NE(psp, report->accounts.end());
  EXPECT_EQ(psp->in, 6 * kTotal);
  EXPECT_EQ(psp->out, 65 + 1'000);
  ASSERT_EQ(report->sources.size(), 1U);
  EXPECT_EQ(report->sources.front().lines, 7);
  EXPECT_EQ(report->differences.size(), 4U);  // the late one is of its own day
  const auto before = ReportDay(this->queries(), kDay - 1);
  EXPECT_TRUE(before->accounts.empty());
  const auto after = ReportDay(this->queries(), kDay + 1);
  EXPECT_EQ(after->accounts.size(), report->accounts.size());
}

}  // namespace
}  // namespace herlaad::engine
