// A store with an engine and lists to import, for tests of reconciliation.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/store/contract_tests/store_contract.h"
#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/outbox/record_payment.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/commands/reconcile/mend_difference.h"
#include "engine/reconcile/day_report.h"
#include "engine/reconcile/expected_lines.h"
#include "engine/reconcile/imported_lists.h"
#include "engine/reconcile/reconcile.h"
#include "engine/verify/verify.h"

namespace herlaad::engine {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using payments::PaymentMethod;
using reconcile::MovementType;
using reconcile::SourceKind;

inline const reconcile::Day kDay = reconcile::DayOf(kNow);

inline ExternalMovement Line(MovementType type, const std::string& reference, std::int64_t cents,
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

inline ImportedFile Head(SourceKind kind, const std::string& account, std::size_t lines,
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
                    BatchRunner::Options{node, 100, {}, nullptr, costs_},
                    [](std::string_view kind, const std::string& problem) {
                      ADD_FAILURE() << kind << ": " << problem;
                    });
    engine_.emplace(*runner_, this->store(), clock_, Engine::Options{}, stats_);
    engine_->Start();
  }

  void RestartWith(payments::MethodCosts costs) {
    engine_->Stop();
    costs_ = std::move(costs);
    Start();
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

  // As an import that ends before the list is compared.
  ImportId CompleteOnly(const ImportedFile& file, std::vector<ExternalMovement> lines) {
    const auto begun = engine_->Call(BeginImport::Check(file));
    EXPECT_EQ(begun->outcome, BeginImportOutcome::kBegun);
    std::int32_t n = 0;
    for (ExternalMovement& line : lines) {
      line.file = begun->file;
      line.n = ++n;
    }
    if (!lines.empty())
      (void)engine_->Call(AddMovements::Check(begun->file, std::move(lines), file.actor));
    const auto completed =
        engine_->Call(CompleteImport::Check(begun->file, file.kind, file.account, {}, file.actor));
    EXPECT_EQ(completed->outcome, CompleteImportOutcome::kCompleted);
    return begun->file;
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
  payments::MethodCosts costs_;
  std::optional<BatchRunner> runner_;
  std::optional<Engine> engine_;
  ImportId file_;
};

}  // namespace herlaad::engine
