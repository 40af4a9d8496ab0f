// Bank accounts on every store: transfers that pay into floats, and payouts; each booking belongs
// to one line.
#include "engine/commands/clients/pay_float.h"
#include "engine/reconcile/compare_lists.h"
#include "engine/reconcile/mend_reversal.h"
#include "engine/reconcile/taken_bookings.h"
#include "tests/support/reconcile_world.h"

namespace herlaad::engine {
namespace {

template <class Kind>
class BankReconcileTest : public ReconcileTest<Kind> {};
TYPED_TEST_SUITE(BankReconcileTest, store::Stores, store::StoreNames);

TYPED_TEST(BankReconcileTest, ATransferWithAClientsCommunicationIsPaidIntoItsFloatOnce) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const std::string communication = FloatCommunicationOf(client);
  auto stray = Line(MovementType::kTransfer, "rent", 5'000);
  stray.is_sure = false;
  const auto head = Head(SourceKind::kCoda, "BE68539007547034", 2);
  const auto result =
      this->Import(head, {Line(MovementType::kTransfer, communication, 25'000), stray});
  EXPECT_EQ(result.floats_paid, 1);
  EXPECT_EQ(this->BalanceOf("float:" + ToText(client)), 25'000);
  EXPECT_EQ(this->Found(), "missing_here rent open; ");
  const auto again = Reconcile(*this->engine_, this->queries(), this->file_, "admin");
  EXPECT_EQ(again->floats_paid, 0);
  EXPECT_EQ(again->matched, 1);
  EXPECT_EQ(this->BalanceOf("float:" + ToText(client)), 25'000);
  EXPECT_EQ(this->Broken(), "");
}

// As of a file that was changed between its head and its lines.
TYPED_TEST(BankReconcileTest, LinesThatAreNotThoseTheListAnnouncedAreNotCompleted) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const auto transfer = Line(MovementType::kTransfer, FloatCommunicationOf(client), 99'000);
  auto by_sums = Head(SourceKind::kCoda, "BE68539007547034", 1, kDay, "sums");
  by_sums.totals.credits = 10'000;
  auto by_balance = Head(SourceKind::kCoda, "BE68539007547034", 1, kDay, "balance");
  by_balance.totals.closing = 10'000;
  for (const ImportedFile& head : {by_sums, by_balance}) {
    const auto refused = ImportList(*this->engine_, this->queries(), head, {transfer});
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().text.find("Nothing of it counts."), std::string::npos)
        << refused.error().text;
  }
  EXPECT_EQ(this->BalanceOf("float:" + ToText(client)), 0);
  EXPECT_EQ(this->Found(), "");
  by_sums.name = "right";
  by_sums.digest = DigestOf(by_sums.name);
  by_sums.totals.credits = 99'000;
  EXPECT_EQ(this->Import(by_sums, {transfer}).floats_paid, 1);
}

// Neither number nor balances tell the second one from the next statement.
TYPED_TEST(BankReconcileTest, AStatementWithoutANumberIsRecognisedByItsContent) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const std::vector<ExternalMovement> lines{
      Line(MovementType::kTransfer, FloatCommunicationOf(client), 6'000),
      Line(MovementType::kTransfer, "rent", -6'000)};
  EXPECT_EQ(
      this->Import(Head(SourceKind::kCamt053, "BE68539007547034", 2, kDay, "a"), lines).floats_paid,
      1);
  const auto again = Head(SourceKind::kCamt053, "BE68539007547034", 2, kDay, "one byte more");
  const auto refused = ImportList(*this->engine_, this->queries(), again, lines);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().text.find("was read before"), std::string::npos)
      << refused.error().text;
  EXPECT_EQ(this->BalanceOf("float:" + ToText(client)), 6'000);
  // The next day the same may happen again.
  auto next = Head(SourceKind::kCamt053, "BE68539007547034", 2, kDay + 1, "next");
  next.totals.from = kDay + 1;
  auto moved = lines;
  for (ExternalMovement& line : moved) line.day = kDay + 1;
  EXPECT_EQ(this->Import(next, moved).floats_paid, 1);
}

TYPED_TEST(BankReconcileTest, ABookingIsMatchedByOneLineOfAllBankAccounts) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const std::string communication = FloatCommunicationOf(client);
  const auto transfer = Line(MovementType::kTransfer, communication, 15'000);
  EXPECT_EQ(this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1), {transfer}).floats_paid,
            1);
  const auto other = this->Import(Head(SourceKind::kCamt053, "BE71096123456769", 1), {transfer});
  EXPECT_EQ(other.floats_paid, 1);
  EXPECT_EQ(this->BalanceOf("float:" + ToText(client)), 30'000);
  EXPECT_EQ(this->Found(), "");
  EXPECT_EQ(this->Broken(), "");
}

TYPED_TEST(BankReconcileTest, APayoutIsMatchedOnOneBankAccountOnly) {
  this->Import(Head(SourceKind::kGateway, "bank", 1),
               {Line(MovementType::kPayout, "po_1", -4'200)});
  auto arrived = Line(MovementType::kTransfer, "STRIPE PAYOUT", 4'200, kDay + 2);
  arrived.is_sure = false;
  const auto first =
      this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1, kDay + 8), {arrived});
  EXPECT_EQ(first.matched, 1);
  const auto other =
      this->Import(Head(SourceKind::kCoda, "BE71096123456769", 1, kDay + 8), {arrived});
  EXPECT_EQ(other.matched, 0);
  EXPECT_EQ(this->Found(), "missing_here STRIPE PAYOUT open; ");
}

TYPED_TEST(BankReconcileTest, APayoutThatComesToOurOtherBankAccountIsNotMissingThere) {
  this->Import(Head(SourceKind::kGateway, "bank", 1),
               {Line(MovementType::kPayout, "po_1", -4'200)});
  this->Import(Head(SourceKind::kCoda, "BE71096123456769", 0, kDay + 8), {});
  EXPECT_EQ(this->Found(), "missing_there ours open; ");
  auto arrived = Line(MovementType::kTransfer, "STRIPE PAYOUT", 4'200, kDay + 2);
  arrived.is_sure = false;
  this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1, kDay + 8), {arrived});
  EXPECT_EQ(this->Found(), "missing_there ours settled; ");
}

TYPED_TEST(BankReconcileTest, EqualTransfersOfAClientInOneStatementAreAllPaidIn) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const auto transfer = Line(MovementType::kTransfer, FloatCommunicationOf(client), 15'000);
  const auto result =
      this->Import(Head(SourceKind::kCoda, "BE68539007547034", 3), {transfer, transfer, transfer});
  EXPECT_EQ(result.floats_paid, 3);
  EXPECT_EQ(result.matched, 3);
  EXPECT_EQ(this->BalanceOf("float:" + ToText(client)), 45'000);
  EXPECT_EQ(this->Found(), "");
  const auto again = Reconcile(*this->engine_, this->queries(), this->file_, "admin");
  EXPECT_EQ(again->floats_paid, 0);
  EXPECT_EQ(again->matched, 3);
}

TYPED_TEST(BankReconcileTest, APaymentOfAnOldStatementIsNotTakenForALaterTransfer) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  auto transfer = Line(MovementType::kTransfer, FloatCommunicationOf(client), 15'000, kDay - 90);
  auto old = Head(SourceKind::kCoda, "BE68539007547034", 1, kDay - 90, "old");
  old.totals.from = kDay - 90;
  EXPECT_EQ(this->Import(old, {transfer}).floats_paid, 1);  // booked today
  transfer.day = kDay;
  EXPECT_EQ(this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1), {transfer}).floats_paid,
            1);
  EXPECT_EQ(this->BalanceOf("float:" + ToText(client)), 30'000);
}

// A payment was committed, and the server ended before its line was marked.
TYPED_TEST(BankReconcileTest, APaymentWhoseLineWasNotMarkedYetIsNotPaidInAgain) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const auto transfer = Line(MovementType::kTransfer, FloatCommunicationOf(client), 15'000);
  this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1), {transfer});
  const ImportId first = this->file_;
  Findings unmarked;
  unmarked.file = first;
  unmarked.matched.push_back({1, ""});
  (void)this->engine_->Call(RecordDifferences::Check(std::move(unmarked), "admin"));
  const auto other = this->Import(Head(SourceKind::kCoda, "BE71096123456769", 1), {transfer});
  EXPECT_EQ(other.floats_paid, 1);
  const auto again = Reconcile(*this->engine_, this->queries(), first, "admin");
  EXPECT_EQ(again->floats_paid, 0);
  EXPECT_EQ(again->matched, 1);
  EXPECT_EQ(this->BalanceOf("float:" + ToText(client)), 30'000);
  EXPECT_EQ(this->Found(), "");
}

TYPED_TEST(BankReconcileTest, APayoutIsMatchedWithTheLineOfTheBank) {
  this->Import(Head(SourceKind::kGateway, "bank", 1),
               {Line(MovementType::kPayout, "po_1", -4'200)});
  auto arrived = Line(MovementType::kTransfer, "STRIPE PAYOUT", 4'200, kDay + 2);
  arrived.is_sure = false;
  const auto result =
      this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1, kDay + 8), {arrived});
  EXPECT_EQ(result.open, 0);
  EXPECT_EQ(result.matched, 1);
  // Also when the payout and the line of the bank are in different parts.
  for (const std::uint64_t parts : {2U, 3U, 7U}) {
    const auto again = Reconcile(*this->engine_, this->queries(), this->file_, "admin",
                                 {.lines_at_once = 1, .parts = parts});
    EXPECT_EQ(again->open, 0);
    EXPECT_EQ(again->matched, 1);
  }
  EXPECT_EQ(this->Found(), "");
  const auto line =
      this->queries().template FindRow<ExternalMovement>({this->file_, std::int32_t{1}});
  EXPECT_EQ((*line)->matched, "po_1");
}

TYPED_TEST(BankReconcileTest, APayoutThatStandsInTwoListsOfItsGatewayIsExpectedOnce) {
  const auto payout = Line(MovementType::kPayout, "po_1", -4'200);
  auto head = Head(SourceKind::kGateway, "bank", 1);
  this->Import(head, {payout});
  head = Head(SourceKind::kGateway, "bank", 2, kDay, "again");
  this->Import(head, {payout, Line(MovementType::kPayout, "po_2", -900)});
  std::vector<ExternalMovement> arrived;
  for (const std::int64_t cents : {4'200, 900}) {
    arrived.push_back(Line(MovementType::kTransfer, "STRIPE PAYOUT", cents, kDay + 2));
    arrived.back().is_sure = false;
  }
  const auto result =
      this->Import(Head(SourceKind::kCoda, "BE68539007547034", 2, kDay + 8), arrived);
  EXPECT_EQ(result.matched, 2);
  EXPECT_EQ(this->Found(), "");
}

TYPED_TEST(BankReconcileTest, ATransferThatCannotBePaidIntoTheFloatStaysADifference) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const std::string communication = FloatCommunicationOf(client);
  const auto result =
      this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1),
                   {Line(MovementType::kTransfer, communication, kFloatPaymentMax + 1)});
  EXPECT_EQ(result.floats_paid, 0);
  EXPECT_EQ(result.open, 1);
  const std::string found = this->Found();
  EXPECT_EQ(found, "missing_here " + communication + " open; ");
  const auto again = Reconcile(*this->engine_, this->queries(), this->file_, "admin");
  EXPECT_EQ(again->open, 1);
  EXPECT_EQ(this->Found(), found);
}

TYPED_TEST(BankReconcileTest, AMendedTransferThatIsPaidInByHandLaterMustBeReversed) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1),
               {Line(MovementType::kTransfer, "invoice 7", 5'000)});
  const DifferenceId id = DifferencesOf(this->queries(), kDay, kDay)->front().id;
  (void)this->engine_->Call(MendDifference::Check(*ReadMendSubject(this->queries(), id),
                                                  ledger::ParseName("loss:bank"), "unknown payer",
                                                  "admin", 0));
  (void)this->engine_->Call(*PayFloat::Check(client, 5'000, "invoice 7", "by hand", "admin"));
  (void)Reconcile(*this->engine_, this->queries(), this->file_, "admin");
  EXPECT_EQ(this->Found(), "missing_here invoice 7 mended; missing_there ours open; ");
}

TYPED_TEST(BankReconcileTest, ACommunicationThatWasFoundInATextNamesItsClient) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  auto guessed = Line(MovementType::kTransfer, FloatCommunicationOf(client), 5'000);
  guessed.is_sure = false;
  const auto result = this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1), {guessed});
  EXPECT_EQ(result.floats_paid, 0);
  const auto found = DifferencesOf(this->queries(), kDay, kDay);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().our_reference, ToText(client));
}

// As by two servers that compare two accounts in the same second.
TYPED_TEST(BankReconcileTest, TwoAccountsThatAreComparedAtOnceDoNotMatchOnePaymentTwice) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const auto paid =
      this->engine_->Call(*PayFloat::Check(client, 5'000, "invoice 7", "by hand", "admin"));
  std::vector<std::vector<Findings>> found;
  std::vector<ImportedFile> lists;
  for (const char* const account : {"BE68539007547034", "BE71096123456769"}) {
    const auto begun = this->engine_->Call(BeginImport::Check(Head(SourceKind::kCoda, account, 1)));
    auto transfer = Line(MovementType::kTransfer, "invoice 7", 5'000);
    transfer.file = begun->file;
    (void)this->engine_->Call(AddMovements::Check(begun->file, {transfer}, "admin"));
    const auto whole = this->queries().template FindRow<ImportedFile>(begun->file);
    ASSERT_TRUE(CompleteList(*this->engine_, this->queries(), **whole, "admin").ok());
    lists.push_back(**this->queries().template FindRow<ImportedFile>(begun->file));
  }
  // Both are compared before anything of either is recorded.
  for (const ImportedFile& list : lists) {
    std::vector<Findings>& pieces = found.emplace_back();
    const FindingsTaker taker{[&pieces](Findings piece) {
                                pieces.push_back(std::move(piece));
                                return true;
                              },
                              [](const FloatArrival&) { return Arrived::kNotPaid; }};
    EXPECT_EQ(CompareLists(this->queries(), list, taker)->matched, 1);
    ASSERT_EQ(pieces.size(), 1U);
    ASSERT_EQ(pieces.front().matched.size(), 1U);
    EXPECT_EQ(pieces.front().matched.front().ours, ToText(paid->payment));
  }
  const auto record = [&](std::size_t i) {
    return *this->engine_->Call(RecordDifferences::Check(found.at(i).front(), "admin"));
  };
  EXPECT_EQ(record(0), RecordDifferencesOutcome::kRecorded);
  EXPECT_EQ(record(1), RecordDifferencesOutcome::kStale);
  EXPECT_EQ(record(0), RecordDifferencesOutcome::kRecorded) << "a repeat of the same line";
  const auto matched = [&](std::size_t i) {
    const auto line =
        this->queries().template FindRow<ExternalMovement>({lists.at(i).id, std::int32_t{1}});
    return (*line)->matched;
  };
  EXPECT_EQ(matched(0), ToText(paid->payment));
  EXPECT_EQ(matched(1), "");
  EXPECT_EQ(Reconcile(*this->engine_, this->queries(), lists.at(1).id, "admin")->matched, 0);
  EXPECT_EQ(this->Found(), "missing_here invoice 7 open; ");
}

// A person may write the name of a line, too.
TYPED_TEST(BankReconcileTest, APaymentThatNamesALineOfAnotherPaymentIsMissingThere) {
  const auto client = this->engine_->Call(CreateClient::Check("Dealer", "admin"))->client;
  const auto transfer = Line(MovementType::kTransfer, FloatCommunicationOf(client), 15'000);
  this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1, kDay + 8), {transfer});
  const FloatArrival named{this->file_, 1, client, 15'000, WrittenFloatCommunicationOf(client)};
  auto forged = PayFloat::Check(client, 15'000, PaidReferenceOf(named), "by hand", "admin");
  EXPECT_EQ(this->engine_->Call(*std::move(forged))->outcome, PayFloatOutcome::kPaid);
  (void)Reconcile(*this->engine_, this->queries(), this->file_, "admin");
  EXPECT_EQ(this->Found(), "missing_there ours open; ");
}

}  // namespace
}  // namespace herlaad::engine
