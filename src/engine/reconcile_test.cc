// Reconciliation through the engine, on every store: a day with each class of difference planted,
// imports that are interrupted and repeated, transfers that pay into floats, and mends.
#include "engine/reconcile.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/store/store_contract.h"
#include "domain/orders/fixtures.h"
#include "engine/batch.h"
#include "engine/commands/import_list.h"
#include "engine/commands/manage_clients.h"
#include "engine/commands/mend_difference.h"
#include "engine/commands/place_topup.h"
#include "engine/commands/record_payment.h"
#include "engine/day_report.h"
#include "engine/expected_lines.h"
#include "engine/verify.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using payments::PaymentMethod;
using reconcile::MovementType;
using reconcile::SourceKind;

const reconcile::Day kDay = reconcile::DayOf(kNow);

ExternalMovement Line(MovementType type, const std::string& reference, std::int64_t cents,
                      reconcile::Day day = kDay) {
  ExternalMovement line;
  line.type = type;
  line.own_id = "txn_" + reference;
  line.reference = reference;
  line.is_sure = true;
  line.cents = cents;
  line.day = day;
  return line;
}

ImportedFile Head(SourceKind kind, const std::string& account, std::size_t lines,
                  reconcile::Day to = kDay, const std::string& name = "list") {
  ImportedFile file;
  file.kind = kind;
  file.account = account;
  file.name = name;
  file.digest = DigestOf(name + account);
  file.totals.from = kDay;
  file.totals.to = to;
  file.totals.lines = static_cast<std::int32_t>(lines);
  file.actor = "admin";
  return file;
}

template <class Kind>
class ReconcileTest : public store::StoreFixture<Kind> {
 protected:
  void SetUp() override {
    store::StoreFixture<Kind>::SetUp();
    if (!this->IsSkipped()) Start();
  }
  void TearDown() override {
    if (engine_) engine_->Stop();
  }

  void Start() {
    const int node = ++nodes_;
    runner_.emplace(this->store(), catalogue_, kTimings, IdSource(Shard{0}, node),
                    BatchRunner::Options{node, 100, {}, nullptr},
                    [](std::string_view kind, const std::string& problem) {
                      ADD_FAILURE() << kind << ": " << problem;
                    });
    engine_.emplace(*runner_, this->store(), clock_, Engine::Options{}, stats_);
    engine_->Start();
  }

  // Paid by card with 15.50 euros, as that charge of the gateway "bank".
  OrderId Pay(int number, const std::string& charge) {
    auto place = PlaceTopup::Check(
        Request(Msisdn::FromStored(32'485'000'000 + number), "telenet", PaymentMethod::kCard),
        "p" + std::to_string(number));
    const auto placed = engine_->Call<CommandOf<PlaceResult>>(*std::move(place));
    const OrderId order = placed->order;
    GatewayAnswer answer;
    answer.kind = GatewayAnswer::Kind::kPaid;
    answer.reference = charge;
    answer.received = kTotal;
    (void)engine_->Call(RecordPayment::CalledBack(order, 1, answer, "bank"));
    return order;
  }

  ReconcileResult Import(const ImportedFile& file, std::vector<ExternalMovement> lines) {
    const auto now = ImportList(*engine_, this->queries(), file, std::move(lines));
    EXPECT_TRUE(now.ok()) << now.error().text;
    if (!now.ok()) return {};
    file_ = now->file;
    return now->result;
  }

  std::string Found(reconcile::Day from = kDay, reconcile::Day to = kDay + 10) {
    const auto differences = DifferencesOf(this->queries(), from, to);
    std::vector<std::string> words;
    for (const Difference& each : *differences) {
      const std::string& reference = each.their_reference.empty() ? "ours" : each.their_reference;
      words.push_back(std::string(reconcile::Name(each.which)) + " " + reference + " " +
                      std::string(reconcile::Name(each.state)));
    }
    std::sort(words.begin(), words.end());
    std::string text;
    for (const std::string& word : words) text += word + "; ";
    return text;
  }

  std::int64_t BalanceOf(const std::string& account) {
    std::int64_t balance = 0;
    Queries::Reader reader;
    reader.order = [](const OrderRecord&) { return true; };
    reader.entry = [](const ledger::Entry&) { return true; };
    reader.number = [](const orders::Subscriber&) { return true; };
    reader.balance = [&](const ledger::Account& each, std::int64_t kept) {
      if (ledger::Name(each) == account) balance = kept;
      return true;
    };
    EXPECT_TRUE(this->queries().ReadAll(reader).ok());
    return balance;
  }
  std::vector<ExternalMovement> PlantedDay() {
    for (int i = 1; i <= 6; ++i) Pay(i, "pi_" + std::to_string(i));
    const auto charge = [](const char* reference, std::int64_t cents, int days = 0) {
      return Line(MovementType::kPayment, reference, cents, kDay + days);
    };
    ExternalMovement paid = charge("pi_1", kTotal);
    paid.fee = 45;
    return {paid,
            charge("pi_2", kTotal),
            charge("pi_2", kTotal),
            charge("pi_3", kTotal - 50),
            charge("pi_9", 700),
            charge("pi_6", kTotal, 1),  // paid at 23:59, listed the next day
            charge("pi_5", kTotal, 2),
            Line(MovementType::kFee, "", -20),
            Line(MovementType::kPayout, "po_1", -1'000)};
  }

  std::string Broken() {
    const auto report = Verify(this->queries());
    return report.ok() ? report->difference.value_or("") : report.error().message;
  }

  struct ClockOfTest final : Clock {
    Instant Now() override { return kNow; }
  } clock_;
  Stats stats_;
  const catalogue::Catalogue catalogue_ = Catalogue();
  int nodes_ = 0;
  std::optional<BatchRunner> runner_;
  std::optional<Engine> engine_;
  ImportId file_;
};
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
      CompleteImport::Check(begun->file, SourceKind::kGateway, "bank", "admin"));
  EXPECT_EQ(early->outcome, CompleteImportOutcome::kIncomplete);
  this->engine_->Stop();
  this->engine_.reset();
  this->Start();
  const auto result = this->Import(head, lines);
  EXPECT_EQ(this->file_, begun->file);
  EXPECT_EQ(result.compared, 1'200);
  EXPECT_EQ(result.open, 1'200);
}

TYPED_TEST(ReconcileTest, ATransferWithAClientsCommunicationIsPaidIntoItsFloatOnce) {
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

TYPED_TEST(ReconcileTest, APayoutIsMatchedWithTheLineOfTheBank) {
  this->Import(Head(SourceKind::kGateway, "bank", 1),
               {Line(MovementType::kPayout, "po_1", -4'200)});
  auto arrived = Line(MovementType::kTransfer, "STRIPE PAYOUT", 4'200, kDay + 2);
  arrived.is_sure = false;
  const auto result =
      this->Import(Head(SourceKind::kCoda, "BE68539007547034", 1, kDay + 8), {arrived});
  EXPECT_EQ(result.open, 0);
  EXPECT_EQ(result.matched, 1);
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
  const auto mended = this->engine_->Call(
      MendDifference::Check(amount->id, account, "the gateway paid less", "admin", 5'000));
  EXPECT_EQ(mended->outcome, MendOutcome::kMended);
  EXPECT_EQ(this->BalanceOf("psp:bank"), before + 50);
  EXPECT_EQ(this->BalanceOf("loss:bank"), -50);
  const auto again =
      this->engine_->Call(MendDifference::Check(amount->id, account, "once more", "admin", 5'000));
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
        ->Call(MendDifference::Check(found->front().id, ledger::ParseName("fees"), "found money",
                                     person, 5'000))
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

TYPED_TEST(ReconcileTest, TheReportOfADayAddsUp) {
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
