// Lists that are taken back where differences were mended, on every store: a mend is posted back,
// or keeps the list.
#include <gtest/gtest.h>

#include "engine/commands/reconcile/withdraw_import.h"
#include "engine/reconcile/mend_reversal.h"
#include "engine/reconcile/withdraw_list.h"
#include "tests/support/reconcile_world.h"

namespace herlaad::engine {
namespace {

constexpr const char* kFirstBank = "BE68539007547034";
constexpr const char* kOtherBank = "BE71096123456769";

template <class Kind>
class WithdrawMendTest : public ReconcileTest<Kind> {
 protected:
  void Withdraw(ImportId file) {
    const auto result = WithdrawList(*this->engine_, this->queries(), file, "wrong day", "admin");
    EXPECT_TRUE(result.ok()) << result.error().text;
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
  DifferenceId OnlyDifference() {
    const auto found = DifferencesOf(this->queries(), kDay, kDay);
    EXPECT_EQ(found->size(), 1U);
    return found->front().id;
  }
};
TYPED_TEST_SUITE(WithdrawMendTest, store::Stores, store::StoreNames);

TYPED_TEST(WithdrawMendTest, WhatWasPostedBackIsOpenAgainWhenTheSameListComesBack) {
  this->Pay(1, "pi_1");
  const auto mend = [&](DifferenceId id) {
    const auto subject = ReadMendSubject(this->queries(), id);
    return this->engine_
        ->Call(MendDifference::Check(*subject, ledger::ParseName("loss:bank"), "lost", "admin", 0))
        ->outcome;
  };
  const auto head = Head(SourceKind::kGateway, "bank", 0, kDay + 2);
  const ImportId file = this->Imported(head, {});
  const DifferenceId missing = this->OnlyDifference();
  EXPECT_EQ(mend(missing), MendOutcome::kMended);
  this->Withdraw(file);
  EXPECT_EQ(this->Found(), "missing_there ours mended; missing_there ours open; ");
  const auto found = DifferencesOf(this->queries(), kDay, kDay);
  EXPECT_EQ(mend(IsReversal(found->front()) ? found->front().id : found->back().id),
            MendOutcome::kMended);
  EXPECT_EQ(this->BalanceOf("loss:bank"), 0);
  EXPECT_EQ(this->Import(head, {}).open, 1);
  const auto again = this->queries().template FindRow<Difference>(missing);
  EXPECT_EQ((*again)->state, reconcile::DifferenceState::kOpen);
  EXPECT_EQ(mend(missing), MendOutcome::kMended);
  EXPECT_EQ(this->BalanceOf("loss:bank"), -kTotal);
  EXPECT_EQ(this->Broken(), "");
}

// Whichever is decided first.
TYPED_TEST(WithdrawMendTest, AMendAndAWithdrawalAtOnceAreNotBothDone) {
  const auto checked = [&](ImportId file) {
    CheckedWithdrawal as_checked;
    as_checked.file = this->Row(file);
    as_checked.tail = *this->queries().template FindRow<ImportTail>(
        ImportTailKey(as_checked.file.kind, as_checked.file.account));
    return as_checked;
  };
  const auto mend = [&](DifferenceId id) {
    return MendDifference::Check(*ReadMendSubject(this->queries(), id), ledger::ParseName("fees"),
                                 "costs", "admin", 0);
  };
  const ImportId file = this->Imported(Head(SourceKind::kCoda, kFirstBank, 1),
                                       {Line(MovementType::kTransfer, "rent", -500)});
  auto withdraw = WithdrawImport::Check(checked(file), "wrong day", "admin");
  EXPECT_EQ(this->engine_->Call(mend(this->OnlyDifference()))->outcome, MendOutcome::kMended);
  EXPECT_EQ(this->engine_->Call(std::move(withdraw))->outcome, WithdrawImportOutcome::kChanged);
  EXPECT_FALSE(IsWithdrawn(this->Row(file)));

  const ImportId other = this->Imported(Head(SourceKind::kCoda, kOtherBank, 1, kDay + 1),
                                        {Line(MovementType::kTransfer, "water", -600, kDay + 1)});
  const DifferenceId id = DifferencesOf(this->queries(), kDay + 1, kDay + 1)->front().id;
  auto late = mend(id);
  withdraw = WithdrawImport::Check(checked(other), "wrong day", "admin");
  EXPECT_EQ(this->engine_->Call(std::move(withdraw))->outcome, WithdrawImportOutcome::kWithdrawn);
  EXPECT_EQ(this->engine_->Call(std::move(late))->outcome, MendOutcome::kClosed);
  EXPECT_EQ(this->BalanceOf("fees"), -500);
  EXPECT_EQ(this->Broken(), "");
}

TYPED_TEST(WithdrawMendTest, APayoutOfAListThatComesBackIsMatchedWithTheStatementAgain) {
  const auto head = Head(SourceKind::kGateway, "bank", 1);
  const std::vector<ExternalMovement> lines{Line(MovementType::kPayout, "po_1", -4'200)};
  const ImportId file = this->Imported(head, lines);
  auto arrived = Line(MovementType::kTransfer, "STRIPE PAYOUT", 4'200, kDay + 2);
  arrived.is_sure = false;
  this->Imported(Head(SourceKind::kCoda, kFirstBank, 1, kDay + 8), {arrived});
  EXPECT_EQ(this->Found(), "");
  this->Withdraw(file);
  EXPECT_EQ(this->Found(), "missing_here STRIPE PAYOUT open; ");
  this->Import(head, lines);
  EXPECT_EQ(this->Found(), "missing_here STRIPE PAYOUT settled; ");
  EXPECT_EQ(this->Broken(), "");
}

}  // namespace
}  // namespace herlaad::engine
