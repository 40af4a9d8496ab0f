// Lists that are taken back, on every store: nothing of them counts, what stands on them keeps
// them.
#include "engine/reconcile/withdraw_list.h"

#include "engine/commands/clients/pay_float.h"
#include "engine/commands/reconcile/withdraw_import.h"
#include "engine/reconcile/mend_reversal.h"
#include "tests/support/reconcile_world.h"

namespace herlaad::engine {
namespace {

constexpr const char* kFirstBank = "BE68539007547034";
constexpr const char* kOtherBank = "BE71096123456769";

template <class Kind>
class WithdrawListTest : public ReconcileTest<Kind> {
 protected:
  Result<WithdrawResult, ReconcileFailure> TryWithdraw(ImportId file,
                                                       const std::string& reason = "wrong day") {
    return WithdrawList(*this->engine_, this->queries(), file, reason, "admin");
  }
  WithdrawResult Withdraw(ImportId file) {
    const auto result = TryWithdraw(file);
    EXPECT_TRUE(result.ok()) << result.error().text;
    return result.ok() ? *result : WithdrawResult{};
  }
  // The sentence of the refusal.
  std::string WhyNot(ImportId file) {
    const auto result = TryWithdraw(file);
    EXPECT_FALSE(IsWithdrawn(Row(file)));
    return result.ok() ? "" : result.error().text;
  }
  ImportedFile Row(ImportId file) {
    const auto row = this->queries().template FindRow<ImportedFile>(file);
    EXPECT_TRUE(row.ok() && *row);
    return row.ok() && *row ? **row : ImportedFile{};
  }
  ImportId Imported(const ImportedFile& head, const std::vector<ExternalMovement>& lines) {
    this->Import(head, lines);
    return this->file_;
  }
  std::vector<AuditEntry> Acts(const std::string& action) {
    std::vector<AuditEntry> acts;
    const auto rows = this->queries().ReadRows(RowQuery<AuditRow>{});
    EXPECT_TRUE(rows.ok());
    for (const AuditRow& row : *rows) {
      if (row.entry.action == action) acts.push_back(row.entry);
    }
    return acts;
  }
  DifferenceId OnlyDifference() {
    const auto found = DifferencesOf(this->queries(), kDay, kDay);
    EXPECT_EQ(found->size(), 1U);
    return found->front().id;
  }
};
TYPED_TEST_SUITE(WithdrawListTest, store::Stores, store::StoreNames);

ExternalMovement Fee(const std::string& id, std::int64_t cents) {
  auto line = Line(MovementType::kFee, "", cents);
  line.own_id = id;
  return line;
}

// One statement after the other, of no movements.
ImportedFile Statement(std::int32_t sequence) {
  auto head = Head(SourceKind::kCoda, kFirstBank, 0, kDay + sequence,
                   "statement " + std::to_string(sequence));
  head.totals.from = kDay + sequence;
  head.totals.first_sequence = head.totals.last_sequence = sequence;
  head.totals.opening = head.totals.closing = 100;
  return head;
}

TYPED_TEST(WithdrawListTest, ItsDifferencesAreSettledAndTheSameListCanBeImportedAgain) {
  const auto head = Head(SourceKind::kCoda, kFirstBank, 1);
  const std::vector<ExternalMovement> lines{Line(MovementType::kTransfer, "rent", -500)};
  const ImportId first = this->Imported(head, lines);
  EXPECT_EQ(this->Found(), "missing_here rent open; ");
  const auto result = this->Withdraw(first);
  EXPECT_TRUE(result.is_new);
  EXPECT_EQ(result.settled, 1);
  EXPECT_EQ(result.open, 0);
  EXPECT_EQ(this->Found(), "missing_here rent settled; ");
  const auto difference = this->queries().template FindRow<Difference>(this->OnlyDifference());
  EXPECT_EQ((*difference)->reason, "The list " + ToText(first) + " was withdrawn by admin.");
  EXPECT_EQ((*difference)->closed_at, kNow);
  const ImportedFile row = this->Row(first);
  EXPECT_EQ(row.withdrawn_at, kNow);
  EXPECT_EQ(row.withdrawn_by, "admin");
  EXPECT_EQ(row.withdraw_reason, "wrong day");
  const auto acts = this->Acts("reconcile.withdraw");
  ASSERT_EQ(acts.size(), 1U);
  EXPECT_EQ(acts.front().subject, ToText(first));
  EXPECT_EQ(acts.front().actor, "admin");
  EXPECT_NE(acts.front().detail.find("wrong day"), std::string::npos) << acts.front().detail;

  EXPECT_NE(this->Imported(head, lines), first);
  EXPECT_EQ(this->Found(), "missing_here rent open; missing_here rent settled; ");
  EXPECT_EQ(this->Broken(), "");
}

TYPED_TEST(WithdrawListTest, ARepeatChangesNothing) {
  const ImportId file = this->Imported(Head(SourceKind::kGateway, "bank", 2),
                                       {Fee("txn_1", -20), Line(MovementType::kRefund, "x", -9)});
  this->Withdraw(file);
  const ImportedFile before = this->Row(file);
  const auto acts = this->queries().ReadRows(RowQuery<AuditRow>{})->size();
  const auto again = this->TryWithdraw(file, "another reason");
  ASSERT_TRUE(again.ok()) << again.error().text;
  EXPECT_FALSE(again->is_new);
  EXPECT_EQ(again->settled, 0);
  EXPECT_EQ(this->Row(file), before);
  EXPECT_EQ(this->queries().ReadRows(RowQuery<AuditRow>{})->size(), acts);
  EXPECT_EQ(this->BalanceOf("fees"), 0);
}

TYPED_TEST(WithdrawListTest, FeesAndPayoutsArePostedBackAndBookedAgainWithTheListAgain) {
  const auto head = Head(SourceKind::kGateway, "bank", 2);
  const std::vector<ExternalMovement> lines{Fee("txn_1", -20),
                                            Line(MovementType::kPayout, "po_1", -1'000)};
  const ImportId file = this->Imported(head, lines);
  EXPECT_EQ(this->BalanceOf("fees"), -20);
  this->Withdraw(file);
  for (const char* const account : {"fees", "bank:own", "psp:bank"})
    EXPECT_EQ(this->BalanceOf(account), 0) << account;
  EXPECT_EQ(this->Acts("reconcile.post").size(), 4U);
  this->Imported(head, lines);
  EXPECT_EQ(this->BalanceOf("fees"), -20);
  EXPECT_EQ(this->BalanceOf("bank:own"), -1'000);
  EXPECT_EQ(this->Broken(), "");
}

TYPED_TEST(WithdrawListTest, WhatItMatchedIsOpenAgainWhereOtherListsHaveTheDays) {
  this->Pay(1, "pi_1");
  const ImportId first = this->Imported(Head(SourceKind::kGateway, "bank", 1, kDay + 2, "first"),
                                        {Line(MovementType::kPayment, "pi_1", kTotal)});
  this->Imported(Head(SourceKind::kGateway, "bank", 0, kDay + 2, "second"), {});
  EXPECT_EQ(this->Found(), "");
  const auto result = this->Withdraw(first);
  EXPECT_EQ(this->Found(), "missing_there ours open; ");
  EXPECT_EQ(result.settled, 0);
  EXPECT_EQ(result.fresh, 1);
  EXPECT_EQ(result.open, 1);
}

TYPED_TEST(WithdrawListTest, WithoutAnotherListNothingIsMissingThere) {
  this->Pay(1, "pi_1");
  const ImportId file = this->Imported(Head(SourceKind::kGateway, "bank", 0, kDay + 2), {});
  EXPECT_EQ(this->Found(), "missing_there ours open; ");
  this->Withdraw(file);
  EXPECT_EQ(this->Found(), "missing_there ours settled; ");
  const auto report = ReportDay(this->queries(), kDay);
  ASSERT_EQ(report->not_compared.size(), 1U);
  EXPECT_EQ(report->not_compared.front().account, "bank");
  EXPECT_TRUE(report->sources.empty());
}

TYPED_TEST(WithdrawListTest, ACountOfATillThatIsWithdrawnLeavesTheOneBefore) {
  const auto count = [](std::int64_t cents) {
    auto line = Line(MovementType::kCount, TillReference("kiosk", kDay), cents);
    line.counterparty = "kiosk";
    return line;
  };
  this->Imported(Head(SourceKind::kTillCounts, "tills", 1, kDay, "first"), {count(3'450)});
  const ImportId second =
      this->Imported(Head(SourceKind::kTillCounts, "tills", 1, kDay, "second"), {count(3'500)});
  this->Withdraw(second);
  const auto found = DifferencesOf(this->queries(), kDay, kDay);
  ASSERT_EQ(found->size(), 2U);
  for (const Difference& each : *found) {
    EXPECT_EQ(each.state == reconcile::DifferenceState::kOpen, each.their_cents == 3'450)
        << each.their_cents;
  }
  EXPECT_EQ(ReportDay(this->queries(), kDay)->sources.front().cents, 3'450);
}

TYPED_TEST(WithdrawListTest, APaymentThatWasRecordedByHandIsFreeForALineOfAnotherAccount) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const auto paid =
      this->engine_->Call(*PayFloat::Check(client, 5'000, "invoice 7", "by hand", "admin"));
  const auto transfer = Line(MovementType::kTransfer, "invoice 7", 5'000);
  const ImportId wrong = this->Imported(Head(SourceKind::kCoda, kOtherBank, 1), {transfer});
  const auto booked = [&] {
    return *this->queries().template FindRow<BookedLine>(ToText(paid->payment));
  };
  ASSERT_TRUE(booked());
  EXPECT_EQ(booked()->file, wrong);
  this->Withdraw(wrong);
  EXPECT_FALSE(booked());
  EXPECT_EQ(this->Import(Head(SourceKind::kCoda, kFirstBank, 1), {transfer}).matched, 1);
  EXPECT_EQ(booked()->file, this->file_);
  EXPECT_EQ(this->Found(), "");
}

TYPED_TEST(WithdrawListTest, APayoutThatALineOfItHadIsMissingOnOurOtherBankAccountAgain) {
  this->Imported(Head(SourceKind::kGateway, "bank", 1),
                 {Line(MovementType::kPayout, "po_1", -4'200)});
  this->Imported(Head(SourceKind::kCoda, kOtherBank, 0, kDay + 8), {});
  auto arrived = Line(MovementType::kTransfer, "STRIPE PAYOUT", 4'200, kDay + 2);
  arrived.is_sure = false;
  const ImportId file = this->Imported(Head(SourceKind::kCoda, kFirstBank, 1, kDay + 8), {arrived});
  EXPECT_EQ(this->Found(), "missing_there ours settled; ");
  this->Withdraw(file);
  EXPECT_EQ(this->Found(), "missing_there ours open; ");
}

TYPED_TEST(WithdrawListTest, AListWithADifferenceThatWasMendedByAPostingIsKept) {
  const ImportId file = this->Imported(Head(SourceKind::kCoda, kFirstBank, 1),
                                       {Line(MovementType::kTransfer, "rent", -500)});
  const DifferenceId id = this->OnlyDifference();
  (void)this->engine_->Call(MendDifference::Check(
      *ReadMendSubject(this->queries(), id), ledger::ParseName("loss:bank"), "rent", "admin", 0));
  const std::string why = this->WhyNot(file);
  EXPECT_NE(why.find("Its difference " + ToText(id) + " was mended by the posting rp_"),
            std::string::npos)
      << why;
  EXPECT_EQ(this->Found(), "missing_here rent mended; ");
}

TYPED_TEST(WithdrawListTest, AListWithADifferenceThatWasClosedWithAReasonAloneIsWithdrawn) {
  const ImportId file = this->Imported(Head(SourceKind::kCoda, kFirstBank, 1),
                                       {Line(MovementType::kTransfer, "rent", -500)});
  (void)this->engine_->Call(
      MendDifference::Check(*ReadMendSubject(this->queries(), this->OnlyDifference()), std::nullopt,
                            "known", "admin", 0));
  EXPECT_EQ(this->Withdraw(file).settled, 0);
  EXPECT_EQ(this->Found(), "missing_here rent mended; ");
}

TYPED_TEST(WithdrawListTest, AListOfWhichALineWasPaidIntoAFloatIsKept) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const ImportId file =
      this->Imported(Head(SourceKind::kCoda, kFirstBank, 1),
                     {Line(MovementType::kTransfer, FloatCommunicationOf(client), 6'000)});
  EXPECT_EQ(this->Row(file).floats_paid, 1);
  EXPECT_NE(this->WhyNot(file).find("paid into floats of clients"), std::string::npos);
  EXPECT_EQ(this->BalanceOf("float:" + ToText(client)), 6'000);
}

TYPED_TEST(WithdrawListTest, StatementsAreWithdrawnFromTheLastOneOn) {
  const ImportId first = this->Imported(Statement(7), {});
  const ImportId second = this->Imported(Statement(8), {});
  const std::string why = this->WhyNot(first);
  EXPECT_NE(why.find("beginning with the last one, " + ToText(second) + "."), std::string::npos)
      << why;
  this->Withdraw(second);
  const auto tail = [&] {
    return *this->queries().template FindRow<ImportTail>(
        ImportTailKey(SourceKind::kCoda, kFirstBank));
  };
  ASSERT_TRUE(tail());
  EXPECT_EQ(tail()->file, first);
  EXPECT_EQ(tail()->sequence, 7);
  EXPECT_EQ(tail()->first_day, kDay + 7);
  EXPECT_EQ(this->engine_->Call(BeginImport::Check(Statement(9)))->fault,
            reconcile::StatementFault::kMissing);
  EXPECT_NE(this->Imported(Statement(8), {}), second);
  this->Withdraw(this->file_);
  this->Withdraw(first);
  EXPECT_FALSE(tail()) << "nobody has said that the account is ours";
}

TYPED_TEST(WithdrawListTest, AGatewaysListWhoseBookingsALaterOneLeftOutIsWithdrawnAfterIt) {
  const ImportId first =
      this->Imported(Head(SourceKind::kGateway, "bank", 1, kDay, "first"), {Fee("txn_1", -20)});
  const ImportId later = this->Imported(Head(SourceKind::kGateway, "bank", 2, kDay + 1, "later"),
                                        {Fee("txn_1", -20), Fee("txn_2", -7)});
  const ImportId other =
      this->Imported(Head(SourceKind::kGateway, "bank", 1, kDay, "other"), {Fee("txn_3", -5)});
  EXPECT_EQ(this->BalanceOf("fees"), -32);
  const std::string why = this->WhyNot(first);
  EXPECT_NE(why.find("Withdraw " + ToText(later) + " first."), std::string::npos) << why;
  this->Withdraw(other);
  EXPECT_EQ(this->BalanceOf("fees"), -27);
  this->Withdraw(later);
  EXPECT_EQ(this->BalanceOf("fees"), -20);
  this->Withdraw(first);
  EXPECT_EQ(this->BalanceOf("fees"), 0);
  EXPECT_EQ(this->Broken(), "");
}

// Its fees were left out of a list that was read at the same time.
TYPED_TEST(WithdrawListTest, AListThatWasCheckedWithAWithdrawnOneIsCheckedAgain) {
  const ImportId wrong =
      this->Imported(Head(SourceKind::kGateway, "bank", 1, kDay, "wrong"), {Fee("txn_1", -20)});
  const ImportId last = this->Imported(Head(SourceKind::kGateway, "bank", 0, kDay, "last"), {});
  const auto begun =
      this->engine_->Call(BeginImport::Check(Head(SourceKind::kGateway, "bank", 0, kDay, "next")));
  this->Withdraw(wrong);
  const auto complete = [&](std::int32_t changes) {
    CheckedLines lines;
    lines.after = last;
    lines.changes = changes;
    return this->engine_
        ->Call(CompleteImport::Check(begun->file, SourceKind::kGateway, "bank", lines, "admin"))
        ->outcome;
  };
  EXPECT_EQ(complete(0), CompleteImportOutcome::kChanged);
  EXPECT_EQ(complete(1), CompleteImportOutcome::kCompleted);
}

TYPED_TEST(WithdrawListTest, AListThatChangedSinceItWasCheckedIsNotWithdrawn) {
  const ImportId file = this->Imported(Statement(7), {});
  CheckedWithdrawal checked;
  checked.file = this->Row(file);
  checked.tail =
      *this->queries().template FindRow<ImportTail>(ImportTailKey(SourceKind::kCoda, kFirstBank));
  this->Imported(Statement(8), {});
  EXPECT_EQ(this->engine_->Call(WithdrawImport::Check(checked, "wrong day", "admin"))->outcome,
            WithdrawImportOutcome::kChanged);
  EXPECT_FALSE(IsWithdrawn(this->Row(file)));
}

TYPED_TEST(WithdrawListTest, AListThatIsNotCompleteCanBeWithdrawnAndTakesNoMoreLines) {
  const auto head = Head(SourceKind::kCoda, kFirstBank, 2);
  const auto begun = this->engine_->Call(BeginImport::Check(head));
  const auto add = [&](std::int32_t n) {
    auto line = Line(MovementType::kTransfer, "rent", -500);
    line.file = begun->file;
    line.n = n;
    return this->engine_->Call(AddMovements::Check(begun->file, {line}, "admin"))->outcome;
  };
  EXPECT_EQ(add(1), AddMovementsOutcome::kAdded);
  this->Withdraw(begun->file);
  EXPECT_EQ(add(2), AddMovementsOutcome::kWithdrawn);
  const auto refused =
      CompleteList(*this->engine_, this->queries(), this->Row(begun->file), "admin");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().text.find("was withdrawn on "), std::string::npos)
      << refused.error().text;
  EXPECT_EQ(this->engine_->Call(BeginImport::Check(head))->outcome, BeginImportOutcome::kBegun);
}

TYPED_TEST(WithdrawListTest, AWithdrawnListIsNotComparedAgain) {
  const ImportId file = this->Imported(Head(SourceKind::kCoda, kFirstBank, 1),
                                       {Line(MovementType::kTransfer, "rent", -500)});
  this->Withdraw(file);
  EXPECT_FALSE(Reconcile(*this->engine_, this->queries(), file, "admin").ok());
  EXPECT_EQ(this->Found(), "missing_here rent settled; ");
  // As by a comparison that read it before.
  Difference late;
  late.file = file;
  late.n = 1;
  late.day = kDay;
  late.id = DifferenceIdOf(late);
  Findings findings;
  findings.found.push_back(late);
  EXPECT_EQ(*this->engine_->Call(RecordDifferences::Check(findings, "admin")),
            RecordDifferencesOutcome::kStale);
  findings.found.clear();
  findings.file = file;
  findings.matched.push_back({1, "tu_1-p1"});
  EXPECT_EQ(*this->engine_->Call(RecordDifferences::Check(findings, "admin")),
            RecordDifferencesOutcome::kStale);
  EXPECT_EQ(this->Found(), "missing_here rent settled; ");
}

TYPED_TEST(WithdrawListTest, NothingIsPaidIntoAFloatForALineOfAWithdrawnList) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const ImportId file = this->Imported(Head(SourceKind::kCoda, kFirstBank, 1),
                                       {Line(MovementType::kTransfer, "rent", 500)});
  this->Withdraw(file);
  auto command = PayFloat::Check(client, 500, "rent", "line 1", "admin", file);
  EXPECT_EQ(this->engine_->Call(*std::move(command))->outcome, PayFloatOutcome::kWithdrawn);
  EXPECT_EQ(this->BalanceOf("float:" + ToText(client)), 0);
}

TYPED_TEST(WithdrawListTest, ReasonsAreOneLineAndWhoMayNotReconcileMayNotWithdraw) {
  const ImportId file = this->Imported(Statement(7), {});
  const CheckedWithdrawal checked{.file = this->Row(file)};
  EXPECT_EQ(WithdrawImport::Check(checked, "", "admin"), nullptr);
  EXPECT_EQ(WithdrawImport::Check(checked, "two\nlines", "admin"), nullptr);
  EXPECT_EQ(WithdrawImport::Check(checked, std::string(kMendReasonMax + 1, 'x'), "admin"), nullptr);
  const auto nobody =
      WithdrawList(*this->engine_, this->queries(), file, "wrong day", "staff:nobody");
  ASSERT_FALSE(nobody.ok());
  EXPECT_TRUE(nobody.error().may_not);
  EXPECT_FALSE(IsWithdrawn(this->Row(file)));
}

// Of many lines, the rows are settled a part at a time.
TYPED_TEST(WithdrawListTest, MoreDifferencesThanOneCommandSettlesAreAllSettled) {
  constexpr std::size_t kLines = kWithdrawnPartMax + 20;
  std::vector<ExternalMovement> lines;
  for (std::size_t i = 0; i < kLines; ++i)
    lines.push_back(Line(MovementType::kTransfer, "rent " + std::to_string(i), -500));
  const ImportId file = this->Imported(Head(SourceKind::kCoda, kFirstBank, kLines), lines);
  EXPECT_EQ(this->Withdraw(file).settled, static_cast<std::int64_t>(kLines));
  const auto found = DifferencesOf(this->queries(), kDay, kDay);
  EXPECT_EQ(found->size(), kLines);
  for (const Difference& each : *found) EXPECT_EQ(each.state, reconcile::DifferenceState::kSettled);
}

TYPED_TEST(WithdrawListTest, ADayIsFetchedOrGivenAndNotBoth) {
  auto fetched = Head(SourceKind::kGateway, "bank", 1, kDay, "fetched");
  fetched.is_fetched = true;
  const auto given = Head(SourceKind::kGateway, "bank", 1, kDay + 1, "given");
  const auto refused = [&](const ImportedFile& head) {
    const auto result =
        ImportList(*this->engine_, this->queries(), head, {Fee("made up " + head.name, -20)});
    EXPECT_FALSE(result.ok());
    return result.ok() ? "" : result.error().text;
  };
  const ImportId first = this->Imported(given, {Fee("txn_1", -20)});
  std::string why = refused(fetched);
  EXPECT_NE(why.find("`herlaad reconcile withdraw " + ToText(first) + " --reason …`"),
            std::string::npos)
      << why;
  this->Withdraw(first);
  const ImportId own = this->Imported(fetched, {Fee("txn_1", -20)});
  why = refused(given);
  EXPECT_NE(why.find("was fetched as " + ToText(own) + " by admin"), std::string::npos) << why;
  EXPECT_EQ(this->BalanceOf("fees"), -20);
  auto next_day = Head(SourceKind::kGateway, "bank", 1, kDay + 1, "next day");
  next_day.totals.from = kDay + 1;
  auto fee = Fee("txn_2", -7);
  fee.day = kDay + 1;
  this->Imported(next_day, {fee});
  EXPECT_EQ(this->BalanceOf("fees"), -27);
}

// Begun before the day was fetched.
TYPED_TEST(WithdrawListTest, AGivenListOfADayThatIsFetchedMeanwhileIsNotCompleted) {
  const auto given = Head(SourceKind::kGateway, "bank", 1, kDay, "given");
  const auto begun = this->engine_->Call(BeginImport::Check(given));
  auto line = Fee("made up", -90);
  line.file = begun->file;
  (void)this->engine_->Call(AddMovements::Check(begun->file, {line}, "admin"));
  auto fetched = Head(SourceKind::kGateway, "bank", 1, kDay, "fetched");
  fetched.is_fetched = true;
  this->Imported(fetched, {Fee("txn_1", -20)});
  EXPECT_FALSE(CompleteList(*this->engine_, this->queries(), this->Row(begun->file), "admin").ok());
  EXPECT_EQ(this->BalanceOf("fees"), -20);
}

TYPED_TEST(WithdrawListTest, TheDigestOfADayThatIsToBeFetchedDoesNotKeepItFromBeingFetched) {
  auto head = Head(SourceKind::kGateway, "bank", 1);
  const auto given = this->engine_->Call(BeginImport::Check(head));
  head.is_fetched = true;
  EXPECT_NE(this->Imported(head, {Fee("txn_1", -20)}), given->file);
}

TYPED_TEST(WithdrawListTest, AHalfFetchedDayIsGoneOnWithOrBegunAgainWhereItHasOtherLinesNow) {
  auto head = Head(SourceKind::kGateway, "bank", 2);
  head.is_fetched = true;
  std::vector<ExternalMovement> lines{Fee("txn_1", -20), Fee("txn_2", -7)};
  const auto begin = [&] {
    const auto begun = this->engine_->Call(BeginImport::Check(head));
    auto line = lines.front();
    line.file = begun->file;
    line.n = 1;
    EXPECT_EQ(this->engine_->Call(AddMovements::Check(begun->file, {line}, "admin"))->taken, 1);
    return begun->file;
  };
  const ImportId same = begin();
  EXPECT_EQ(this->Imported(head, lines), same);
  EXPECT_EQ(this->BalanceOf("fees"), -27);
  this->Withdraw(same);

  const ImportId half = begin();
  lines.insert(lines.begin(), Fee("txn_0", -3));
  head.totals.lines = 3;
  const ImportId whole = this->Imported(head, lines);
  EXPECT_NE(whole, half);
  EXPECT_EQ(this->BalanceOf("fees"), -30);
  EXPECT_EQ(this->Row(half).withdrawn_by, "admin");
  EXPECT_EQ(this->Row(half).completed_at, Instant{});
  EXPECT_TRUE(ImportList(*this->engine_, this->queries(), head, lines)->known);

  // As many lines, and others.
  this->Withdraw(whole);
  const ImportId other = begin();
  std::vector<ExternalMovement> changed{Fee("txn_8", -1), Fee("txn_9", -1), Fee("txn_10", -1)};
  EXPECT_NE(this->Imported(head, changed), other);
  EXPECT_EQ(this->BalanceOf("fees"), -3);
  EXPECT_EQ(this->Broken(), "");
}

}  // namespace
}  // namespace herlaad::engine
