// Reconciliation through the engine, on every store: a day with each class of difference planted,
// imports that are interrupted and repeated, and mends.
#include "engine/reconcile/reconcile.h"

#include "engine/reconcile/mend_reversal.h"
#include "tests/support/reconcile_world.h"

namespace herlaad::engine {
namespace {

TYPED_TEST_SUITE(ReconcileTest, store::Stores, store::StoreNames);

constexpr const char* kPlanted =
    "amount pi_3 open; late pi_5 open; missing_here pi_9 open; missing_there ours open; "
    "twice pi_2 open; ";

TYPED_TEST(ReconcileTest, ADayWithEachClassOfDifferenceShowsAllAndNothingElse) {
  auto lines = this->PlantedDay();
  const auto head = Head(SourceKind::kGateway, "bank", lines.size(), kDay + 2);
  const auto result = this->Import(head, lines);
  EXPECT_EQ(this->Found(), kPlanted);
  EXPECT_EQ(result.open, 5);
  EXPECT_EQ(result.compared, 9);
  EXPECT_EQ(result.matched, 6);  // four pairs, of which one is late; the fee and the payout
  EXPECT_EQ(this->Broken(), "");
  // Again the same: nothing is added.
  const auto again = Reconcile(*this->engine_, this->queries(), this->file_, "admin");
  EXPECT_EQ(again->open, 5);
  EXPECT_EQ(this->Found(), kPlanted);
}

TYPED_TEST(ReconcileTest, ComparedInPartsTheSameIsFound) {
  auto lines = this->PlantedDay();
  this->Import(Head(SourceKind::kGateway, "bank", lines.size(), kDay + 2), lines);
  for (const std::uint64_t parts : {1U, 2U, 3U, 16U}) {
    SCOPED_TRACE(parts);
    const auto again = Reconcile(*this->engine_, this->queries(), this->file_, "admin",
                                 {.lines_at_once = 1, .parts = parts});
    EXPECT_EQ(again->open, 5);
    EXPECT_EQ(again->compared, 9);
    EXPECT_EQ(again->matched, 6);
    EXPECT_EQ(this->Found(), kPlanted);
  }
}

TYPED_TEST(ReconcileTest, AShortListAndManyOrdersAreComparedInMoreParts) {
  for (int i = 1; i <= 60; ++i) this->Pay(i, "pi_" + std::to_string(i));
  this->Import(Head(SourceKind::kGateway, "bank", 1, kDay + 5),
               {Line(MovementType::kPayment, "pi_1", kTotal)});
  const auto again = Reconcile(*this->engine_, this->queries(), this->file_, "admin",
                               {.lines_at_once = 4, .parts = 16});
  EXPECT_EQ(again->compared, 1);
  EXPECT_EQ(again->matched, 1);
  EXPECT_EQ(again->open, 59);
  EXPECT_EQ(DifferencesOf(this->queries(), kDay, kDay)->size(), 59U);
}

TYPED_TEST(ReconcileTest, FeesAndPayoutsAreBookedOnce) {
  auto lines = this->PlantedDay();
  const auto head = Head(SourceKind::kGateway, "bank", lines.size(), kDay + 2);
  this->Import(head, lines);
  EXPECT_EQ(this->BalanceOf("fees"), -65);
  EXPECT_EQ(this->BalanceOf("bank:own"), -1'000);
  EXPECT_EQ(this->BalanceOf("psp:bank"), -6 * kTotal + 65 + 1'000);
  const auto repeated = ImportList(*this->engine_, this->queries(), head, lines);
  EXPECT_TRUE(repeated->known);
  EXPECT_EQ(this->BalanceOf("fees"), -65);
  EXPECT_EQ(this->Broken(), "");
}

TYPED_TEST(ReconcileTest, AFeeOrPayoutOfAGatewayIsBookedOnceWhateverListItComesIn) {
  const auto fee = [](const char* id, std::int64_t cents) {
    auto line = Line(MovementType::kFee, "", cents);
    line.own_id = id;
    return line;
  };
  const auto payout = Line(MovementType::kPayout, "po_1", -1'000);
  this->Import(Head(SourceKind::kGateway, "bank", 2, kDay, "fetched"), {fee("txn_1", -20), payout});
  // The same ones again, without ids, under the reference of the payout only; and a new fee.
  auto named = payout;
  named.own_id = "other";
  auto unnamed = Line(MovementType::kPayout, "", -1'000);
  unnamed.own_id.clear();
  this->Import(
      Head(SourceKind::kGateway, "bank", 6, kDay + 1, "posted"),
      {fee("txn_1", -20), fee("", -20), named, unnamed, fee("txn_2", -7), fee("txn_2", -7)});
  EXPECT_EQ(this->BalanceOf("fees"), -27);
  EXPECT_EQ(this->BalanceOf("bank:own"), -1'000);
  const auto list = this->queries().template FindRow<ImportedFile>(this->file_);
  EXPECT_EQ((*list)->fees, 7) << "what was booked";
  EXPECT_EQ((*list)->payouts, 0);
  // What failed comes back, and another gateway has numbers of its own.
  auto failed = Line(MovementType::kPayout, "po_1", 1'000);
  failed.own_id = "txn_3";
  this->Import(Head(SourceKind::kGateway, "bank", 1, kDay + 1, "failed"), {failed});
  EXPECT_EQ(this->BalanceOf("bank:own"), 0);
  this->Import(Head(SourceKind::kGateway, "other", 1), {payout});
  EXPECT_EQ(this->BalanceOf("bank:own"), -1'000);
  EXPECT_EQ(this->Broken(), "");
}

TYPED_TEST(ReconcileTest, ALineOutsideTheDaysOfItsListOrOfAnAbsurdAmountIsRefused) {
  const auto day_after = Line(MovementType::kPayout, "po_1", -100, kDay + 1);
  const auto absurd = Line(MovementType::kPayout, "po_2", -kGatewayCentsMax - 1);
  const auto beyond = Line(MovementType::kPayout, "po_3", -kMovementCentsMax - 1);
  int n = 0;
  for (const auto& [line, why] :
       {std::pair{day_after, "is of "}, std::pair{absurd, "above "}, std::pair{beyond, "above "}}) {
    const auto head = Head(SourceKind::kGateway, "bank", 1, kDay, "list" + std::to_string(++n));
    const auto refused = ImportList(*this->engine_, this->queries(), head, {line});
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().text.find(why), std::string::npos) << refused.error().text;
  }
  EXPECT_EQ(this->BalanceOf("bank:own"), 0);
}

// Both were read before the other one was completed.
TYPED_TEST(ReconcileTest, AListIsCompletedOnlyAfterTheListsThatItWasCheckedWith) {
  this->Import(Head(SourceKind::kGateway, "bank", 0, kDay, "first"), {});
  const auto begun =
      this->engine_->Call(BeginImport::Check(Head(SourceKind::kGateway, "bank", 0, kDay, "other")));
  const auto complete = [&](ImportId after) {
    return this->engine_
        ->Call(CompleteImport::Check(begun->file, SourceKind::kGateway, "bank",
                                     {.fees = 5, .payouts = 0, .after = after}, "admin"))
        ->outcome;
  };
  EXPECT_EQ(complete(ImportId()), CompleteImportOutcome::kChanged);
  EXPECT_EQ(this->BalanceOf("fees"), 0);
  EXPECT_EQ(complete(this->file_), CompleteImportOutcome::kCompleted);
  EXPECT_EQ(this->BalanceOf("fees"), -5);
}

TYPED_TEST(ReconcileTest, CostsAreBookedWithEachPaymentAndNotAgainFromAList) {
  this->RestartWith({{{"bank", PaymentMethod::kCard}, {25, {140}}},
                     {{"bank", PaymentMethod::kPaypal}, {35, {340}}},
                     {{"other", PaymentMethod::kCard}, {99, {0}}}});
  const OrderId order = this->Pay(1, "pi_1");
  EXPECT_EQ(this->BalanceOf("fees"), -47) << "0.25 and 1.4 % of 15.50, which is 0.217";
  EXPECT_EQ(this->BalanceOf("psp:bank"), -kTotal + 47);
  EXPECT_EQ(this->BalanceOf("suspense"), kTotal) << "the payer's money is all there";
  GatewayAnswer again;
  again.kind = GatewayAnswer::Kind::kPaid;
  again.reference = "pi_1";
  again.received = kTotal;
  (void)this->engine_->Call(RecordPayment::CalledBack(order, 1, again, "bank"));
  EXPECT_EQ(this->BalanceOf("fees"), -47) << "one payment, told twice";
  ExternalMovement paid = Line(MovementType::kPayment, "pi_1", kTotal);
  paid.fee = 45;
  this->Import(
      Head(SourceKind::kGateway, "bank", 3),
      {paid, Line(MovementType::kFee, "", -20), Line(MovementType::kPayout, "po_1", -1'000)});
  EXPECT_EQ(this->BalanceOf("fees"), -47);
  EXPECT_EQ(this->BalanceOf("psp:bank"), -kTotal + 47 + 1'000);
  EXPECT_EQ(this->Broken(), "");
}

TYPED_TEST(ReconcileTest, WhatALaterListBringsIsSettled) {
  this->Pay(1, "pi_1");
  this->Import(Head(SourceKind::kGateway, "bank", 1, kDay + 1, "first"),
               {Line(MovementType::kPayment, "pi_9", 700)});
  EXPECT_EQ(this->Found(), "missing_here pi_9 open; missing_there ours open; ");
  auto head = Head(SourceKind::kGateway, "bank", 1, kDay + 2, "second");
  head.totals.from = kDay + 2;
  this->Import(head, {Line(MovementType::kPayment, "pi_1", kTotal, kDay + 2)});
  EXPECT_EQ(this->Found(), "late pi_1 open; missing_here pi_9 open; missing_there ours settled; ");
}

TYPED_TEST(ReconcileTest, AMendOfWhatComesAfterAllMustBeReversed) {
  this->Pay(1, "pi_1");
  this->Import(Head(SourceKind::kGateway, "bank", 0, kDay + 1, "first"), {});
  const DifferenceId missing = DifferencesOf(this->queries(), kDay, kDay)->front().id;
  const auto mend = [&](DifferenceId id) {
    return this->engine_
        ->Call(MendDifference::Check(*ReadMendSubject(this->queries(), id),
                                     ledger::ParseName("loss:bank"), "lost", "admin", 0))
        ->outcome;
  };
  EXPECT_EQ(mend(missing), MendOutcome::kMended);
  EXPECT_EQ(this->BalanceOf("loss:bank"), -kTotal);
  (void)Reconcile(*this->engine_, this->queries(), this->file_, "admin");
  EXPECT_EQ(this->Found(), "missing_there ours mended; ") << "it is still missing";
  auto head = Head(SourceKind::kGateway, "bank", 1, kDay + 2, "second");
  head.totals.from = kDay + 2;
  const auto result = this->Import(head, {Line(MovementType::kPayment, "pi_1", kTotal, kDay + 2)});
  const std::string open = "late pi_1 open; missing_there ours mended; missing_there ours open; ";
  EXPECT_EQ(this->Found(), open);
  EXPECT_EQ(result.open, 2);
  EXPECT_EQ(Reconcile(*this->engine_, this->queries(), this->file_, "admin")->fresh, 0);
  EXPECT_EQ(this->Found(), open);
  DifferenceId reversal;
  const auto found = DifferencesOf(this->queries(), kDay, kDay);
  for (const Difference& each : *found) {
    if (!IsReversal(each)) continue;
    reversal = each.id;
    EXPECT_EQ(each.our_cents, -kTotal);
    EXPECT_NE(each.reason.find(ToText(missing)), std::string::npos) << each.reason;
    EXPECT_NE(each.reason.find("with the account loss:bank."), std::string::npos) << each.reason;
  }
  EXPECT_EQ(mend(reversal), MendOutcome::kMended);
  EXPECT_EQ(this->BalanceOf("loss:bank"), 0);
  EXPECT_EQ(this->BalanceOf("psp:bank"), -kTotal);
  (void)Reconcile(*this->engine_, this->queries(), this->file_, "admin");
  EXPECT_EQ(this->Found(),
            "late pi_1 open; missing_there ours mended; missing_there ours settled; ");
  EXPECT_EQ(this->Broken(), "");
}

TYPED_TEST(ReconcileTest, AnInterruptedImportGoesOnAndNoLineCountsTwice) {
  std::vector<ExternalMovement> lines;
  for (int i = 0; i < 1'200; ++i)
    lines.push_back(Line(MovementType::kPayment, "pi_" + std::to_string(i), 100));
  const auto head = Head(SourceKind::kGateway, "bank", lines.size());
  const auto begun = this->engine_->Call(BeginImport::Check(head));
  ASSERT_EQ(begun->outcome, BeginImportOutcome::kBegun);
  std::vector<ExternalMovement> piece(lines.begin(), lines.begin() + 500);
  for (std::size_t i = 0; i < piece.size(); ++i) {
    piece[i].file = begun->file;
    piece[i].n = static_cast<std::int32_t>(i) + 1;
  }
  const auto add = [&] {
    return this->engine_->Call(AddMovements::Check(begun->file, piece, "admin"));
  };
  EXPECT_EQ(add()->taken, 500);
  EXPECT_EQ(add()->taken, 500);
  // Nothing counts, and it cannot be completed.
  EXPECT_EQ(this->Found(), "");
  const auto early = this->engine_->Call(
      CompleteImport::Check(begun->file, SourceKind::kGateway, "bank", {}, "admin"));
  EXPECT_EQ(early->outcome, CompleteImportOutcome::kIncomplete);
  this->engine_->Stop();
  this->engine_.reset();
  this->Start();
  const auto result = this->Import(head, lines);
  EXPECT_EQ(this->file_, begun->file);
  EXPECT_EQ(result.compared, 1'200);
  EXPECT_EQ(result.open, 1'200);
}

TYPED_TEST(ReconcileTest, AListThatWasCompletedAndNotComparedIsComparedWhenItIsImportedAgain) {
  const auto head = Head(SourceKind::kGateway, "bank", 1);
  const std::vector<ExternalMovement> lines{Line(MovementType::kPayment, "pi_9", 700)};
  const ImportId file = this->CompleteOnly(head, lines);
  EXPECT_EQ(this->Found(), "");
  const auto again = ImportList(*this->engine_, this->queries(), head, lines);
  ASSERT_TRUE(again.ok()) << again.error().text;
  EXPECT_EQ(again->file, file);
  EXPECT_FALSE(again->known);
  EXPECT_EQ(again->result.compared, 1);
  EXPECT_EQ(this->Found(), "missing_here pi_9 open; ");
  // Only then it is known, also when nothing of it matches.
  EXPECT_TRUE(ImportList(*this->engine_, this->queries(), head, lines)->known);
  EXPECT_EQ((*this->queries().template FindRow<ImportedFile>(file))->matched, 0);
}

TYPED_TEST(ReconcileTest, TheDigestOfAListOfAnotherKindOrAccountIsAnotherList) {
  const auto head = Head(SourceKind::kGateway, "bank", 1);
  auto tills = Head(SourceKind::kTillCounts, "tills", 1);
  tills.digest = head.digest;
  const auto begun = this->engine_->Call(BeginImport::Check(tills));
  auto other = head;
  other.account = "other";
  this->Import(head, {Line(MovementType::kPayment, "pi_9", 700)});
  EXPECT_NE(this->file_, begun->file);
  const ImportId first = this->file_;
  this->Import(other, {Line(MovementType::kPayment, "pi_8", 700)});
  EXPECT_NE(this->file_, first);
  EXPECT_EQ((*this->queries().template FindRow<ImportedFile>(begun->file))->taken, 0);
}

TYPED_TEST(ReconcileTest, ADifferenceIsMendedByAPostingWithAReason) {
  auto lines = this->PlantedDay();
  this->Import(Head(SourceKind::kGateway, "bank", lines.size(), kDay + 2), lines);
  const auto differences = DifferencesOf(this->queries(), kDay, kDay + 2);
  const auto amount = std::find_if(
      differences->begin(), differences->end(),
      [](const Difference& each) { return each.which == reconcile::DifferenceClass::kAmount; });
  ASSERT_NE(amount, differences->end());
  const std::int64_t before = this->BalanceOf("psp:bank");
  const auto account = ledger::ParseName("loss:bank");
  const auto mended =
      this->engine_->Call(MendDifference::Check(*ReadMendSubject(this->queries(), amount->id),
                                                account, "the gateway paid less", "admin", 5'000));
  EXPECT_EQ(mended->outcome, MendOutcome::kMended);
  EXPECT_EQ(this->BalanceOf("psp:bank"), before + 50);
  EXPECT_EQ(this->BalanceOf("loss:bank"), -50);
  const auto again = this->engine_->Call(MendDifference::Check(
      *ReadMendSubject(this->queries(), amount->id), account, "once more", "admin", 5'000));
  EXPECT_EQ(again->outcome, MendOutcome::kClosed);
  EXPECT_EQ(this->BalanceOf("loss:bank"), -50);
  // Comparing again leaves it mended.
  (void)Reconcile(*this->engine_, this->queries(), this->file_, "admin");
  EXPECT_NE(this->Found().find("amount pi_3 mended"), std::string::npos);
  EXPECT_EQ(this->Broken(), "");
}

TYPED_TEST(ReconcileTest, AboveTheLimitASecondPersonConfirms) {
  WriteSet writes;
  for (const char* const name : {"an", "bo"}) {
    StaffMember member;
    member.name = name;
    member.role = access::Role::kFinance;
    writes.changed.Put(member);
  }
  this->Committed(writes);
  this->Import(Head(SourceKind::kGateway, "bank", 1),
               {Line(MovementType::kPayment, "pi_9", 9'000)});
  const auto found = DifferencesOf(this->queries(), kDay, kDay);
  ASSERT_EQ(found->size(), 1U);
  const auto mend = [&](const char* person) {
    return this->engine_
        ->Call(MendDifference::Check(*ReadMendSubject(this->queries(), found->front().id),
                                     ledger::ParseName("fees"), "found money", person, 5'000))
        ->outcome;
  };
  EXPECT_EQ(mend("staff:an"), MendOutcome::kProposed);
  EXPECT_EQ(mend("staff:an"), MendOutcome::kProposed);
  EXPECT_EQ(this->BalanceOf("fees"), 0);
  EXPECT_EQ(mend("staff:bo"), MendOutcome::kMended);
  EXPECT_EQ(this->BalanceOf("fees"), 9'000);
  EXPECT_EQ(mend("staff:bo"), MendOutcome::kClosed);
  const auto row = this->queries().template FindRow<Difference>(found->front().id);
  EXPECT_EQ((*row)->mended_by, "staff:an");
  EXPECT_EQ((*row)->confirmed_by, "staff:bo");
}

TYPED_TEST(ReconcileTest, AProposedMendOfALineThatIsMatchedMeanwhileIsNotConfirmed) {
  WriteSet writes;
  for (const char* const name : {"an", "bo"}) {
    StaffMember member;
    member.name = name;
    member.role = access::Role::kFinance;
    writes.changed.Put(member);
  }
  this->Committed(writes);
  this->Import(Head(SourceKind::kGateway, "bank", 1),
               {Line(MovementType::kPayment, "pi_1", kTotal)});
  const DifferenceId id = DifferencesOf(this->queries(), kDay, kDay)->front().id;
  const auto mend = [&](const char* person) {
    return this->engine_
        ->Call(MendDifference::Check(*ReadMendSubject(this->queries(), id),
                                     ledger::ParseName("fees"), "found money", person, 100))
        ->outcome;
  };
  EXPECT_EQ(mend("staff:an"), MendOutcome::kProposed);
  this->Pay(1, "pi_1");  // told late
  (void)Reconcile(*this->engine_, this->queries(), this->file_, "admin");
  EXPECT_EQ(this->Found(), "missing_here pi_1 settled; ");
  EXPECT_EQ(mend("staff:bo"), MendOutcome::kClosed);
  EXPECT_EQ(this->BalanceOf("fees"), 0);
  EXPECT_EQ((*this->queries().template FindRow<Difference>(id))->mended_by, "");
}

TYPED_TEST(ReconcileTest, AConfirmationWithAnotherAccountIsANewProposal) {
  WriteSet writes;
  for (const char* const name : {"an", "bo"}) {
    StaffMember member;
    member.name = name;
    member.role = access::Role::kFinance;
    writes.changed.Put(member);
  }
  this->Committed(writes);
  this->Import(Head(SourceKind::kGateway, "bank", 1),
               {Line(MovementType::kPayment, "pi_9", 9'000)});
  const DifferenceId id = DifferencesOf(this->queries(), kDay, kDay)->front().id;
  const auto mend = [&](const char* account, const char* reason, const char* person) {
    return this->engine_
        ->Call(MendDifference::Check(*ReadMendSubject(this->queries(), id),
                                     ledger::ParseName(account), reason, person, 5'000))
        ->outcome;
  };
  EXPECT_EQ(mend("loss:bank", "unknown payer", "staff:an"), MendOutcome::kProposed);
  EXPECT_EQ(mend("fees", "other", "admin"), MendOutcome::kProposed);
  EXPECT_EQ(mend("fees", "other", "admin"), MendOutcome::kProposed);
  EXPECT_EQ(this->BalanceOf("fees"), 0);
  auto row = this->queries().template FindRow<Difference>(id);
  EXPECT_EQ((*row)->mended_by, "admin");
  EXPECT_EQ((*row)->reason, "other");
  EXPECT_EQ((*row)->confirmed_by, "");
  EXPECT_EQ(mend("loss:bank", "unknown payer", "staff:an"), MendOutcome::kProposed);
  EXPECT_EQ(mend("loss:bank", "seen", "staff:bo"), MendOutcome::kMended);
  EXPECT_EQ(this->BalanceOf("fees"), 0);
  EXPECT_EQ(this->BalanceOf("loss:bank"), 9'000);
  row = this->queries().template FindRow<Difference>(id);
  EXPECT_EQ((*row)->mended_by, "staff:an");
  EXPECT_EQ((*row)->reason, "unknown payer");
  EXPECT_EQ((*row)->confirmed_by, "staff:bo");
}

TYPED_TEST(ReconcileTest, StatementsOutOfOrderAreRefused) {
  auto first = Head(SourceKind::kCoda, "BE68539007547034", 1, kDay + 1, "first");
  first.totals.first_sequence = first.totals.last_sequence = 7;
  first.totals.opening = 100;
  first.totals.closing = 200;
  this->Import(first, {Line(MovementType::kTransfer, "rent", 100)});
  const auto fault = [&](std::int32_t sequence, std::int64_t opening) {
    auto next = first;
    next.digest = DigestOf("next");
    next.totals.from = kDay + 1;
    next.totals.first_sequence = next.totals.last_sequence = sequence;
    next.totals.opening = opening;
    return this->engine_->Call(BeginImport::Check(next))->fault;
  };
  EXPECT_EQ(fault(6, 200), reconcile::StatementFault::kOutOfOrder);
  EXPECT_EQ(fault(9, 200), reconcile::StatementFault::kMissing);
  EXPECT_EQ(fault(8, 201), reconcile::StatementFault::kOpeningBalance);
  EXPECT_EQ(fault(8, 200), std::nullopt);
}

TYPED_TEST(ReconcileTest, AFurtherLineNamesTheBookingThatAnotherLineHas) {
  const OrderId order = this->Pay(1, "pi_1");
  this->Import(Head(SourceKind::kGateway, "bank", 3), {Line(MovementType::kPayment, "pi_1", kTotal),
                                                       Line(MovementType::kRefund, "pi_1", -500),
                                                       Line(MovementType::kPayment, "pi_9", 700)});
  const auto differences = DifferencesOf(this->queries(), kDay, kDay);
  for (const Difference& each : *differences) {
    const bool is_known = each.their_reference == "pi_1";
    EXPECT_EQ(each.our_reference, is_known ? orders::PartReference(order, 'p', 1) : std::string());
    EXPECT_EQ(each.our_cents, 0);
  }
}

TYPED_TEST(ReconcileTest, AnImportSaysWhatIsNew) {
  this->Import(Head(SourceKind::kGateway, "bank", 1, kDay, "first"),
               {Line(MovementType::kPayment, "pi_8", 700)});
  const auto result = this->Import(Head(SourceKind::kGateway, "bank", 1, kDay, "second"),
                                   {Line(MovementType::kPayment, "pi_9", 700)});
  EXPECT_EQ(result.fresh, 1);
  EXPECT_EQ(result.open, 2);
  EXPECT_EQ(Reconcile(*this->engine_, this->queries(), this->file_, "admin")->fresh, 0);
}

}  // namespace
}  // namespace herlaad::engine
