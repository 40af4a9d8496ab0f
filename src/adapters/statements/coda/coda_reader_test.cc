#include "adapters/statements/coda/coda_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/statements/coda/testing_coda.h"
#include "adapters/statements/testing_samples.h"
#include "adapters/statements/testing_sink.h"

namespace herlaad::statements {
namespace {

using reconcile::BankField;
using reconcile::BankFieldKind;
using reconcile::CommunicationKind;
using reconcile::DetailKind;
using reconcile::Movement;
using testing::ElementsAre;

ReadFile Read(std::string_view text, std::size_t piece = std::string_view::npos) {
  return ReadText<CodaReader>(text, piece);
}

ReadStatement ReadOne(std::string_view text) {
  ReadFile file = Read(text);
  EXPECT_FALSE(file.error) << file.error->Sentence();
  EXPECT_EQ(file.statements.size(), 1U);
  if (file.statements.empty()) return {};
  EXPECT_TRUE(file.statements[0].end.has_value());
  return std::move(file.statements[0]);
}

ReadStatement ReadMovements(std::vector<SampleMovement> movements) {
  SampleStatement sample;
  sample.movements = std::move(movements);
  return ReadOne(WriteCoda(sample));
}

SampleMovement Credit(std::int64_t cents, std::string communication = "thanks") {
  SampleMovement movement;
  movement.cents = cents;
  movement.communication = std::move(communication);
  return movement;
}

SampleMovement Detail(std::int64_t cents, std::string code = "50150000") {
  SampleMovement movement = Credit(cents);
  movement.detail = true;
  movement.code = std::move(code);
  return movement;
}

TEST(CodaReader, SampleIsReadToItsLastField) {
  const ReadStatement read = ReadOne(Sample("statement.cod"));
  EXPECT_EQ(read.head.account, "BE68539007547034");
  EXPECT_EQ(read.head.holder, "HERLAAD BV");
  EXPECT_EQ(read.head.id, "HL00000042");
  EXPECT_EQ(read.head.sequence, 42U);
  EXPECT_EQ(read.head.created, (calendar::Date{2026, 11, 28}));
  EXPECT_EQ(read.head.opening.cents, 100'000);
  EXPECT_EQ(read.head.opening.date, (calendar::Date{2026, 11, 26}));
  EXPECT_FALSE(read.head.duplicate);
  EXPECT_EQ(read.end->closing.cents, 138'584);
  EXPECT_EQ(read.end->credits_cents, 41'234);
  EXPECT_EQ(read.end->debits_cents, 2'650);
  EXPECT_EQ(read.end->movements, 5U);
  EXPECT_THAT(read.end->messages, ElementsAre("Onze kantoren zijn gesloten op 25 december."));
  EXPECT_TRUE(read.end->notices.empty());
  ASSERT_EQ(read.movements.size(), 5U);
  ASSERT_EQ(read.details.size(), 2U);
}

TEST(CodaReader, SampleHasAStructuredTransfer) {
  const ReadStatement read = ReadOne(Sample("statement.cod"));
  const Movement& transfer = read.movements[0];
  EXPECT_EQ(transfer.account, "BE68539007547034");
  EXPECT_EQ(transfer.number, 1U);
  EXPECT_EQ(transfer.cents, 1'234);
  EXPECT_EQ(transfer.date, (calendar::Date{2026, 11, 27}));
  EXPECT_EQ(transfer.communication.kind, CommunicationKind::kStructured);
  EXPECT_EQ(transfer.communication.reference, "123456789002");
  EXPECT_EQ(transfer.counterparty_name, "Nachtwinkel René €");
  EXPECT_EQ(transfer.counterparty_account, "BE62510007547061");
  EXPECT_EQ(transfer.counterparty_bic, "GKCCBEBB");
  EXPECT_EQ(transfer.our_reference, "");
  EXPECT_EQ(transfer.bank_reference, "AAAA00001");
  EXPECT_EQ(transfer.transaction_code, "01/50/000");
  EXPECT_EQ(transfer.information, "Stationsstraat 1, 2000 Antwerpen, België");
}

TEST(CodaReader, SampleHasAReferenceCutBetweenTwoRecords) {
  const Movement cut = ReadOne(Sample("statement.cod")).movements[1];
  EXPECT_EQ(cut.communication.text,
            "Voor de herlading van onze kaarten in november +++123/4567/89002+++ met dank");
  EXPECT_EQ(cut.communication.kind, CommunicationKind::kGuessed);
  EXPECT_EQ(cut.communication.reference, "123456789002");
  EXPECT_EQ(cut.our_reference, "HL-7");
}

TEST(CodaReader, SampleHasATerminalsTotalWithDetails) {
  const ReadStatement read = ReadOne(Sample("statement.cod"));
  EXPECT_EQ(read.movements[2].cents, 30'000);
  EXPECT_EQ(read.movements[2].communication.kind, CommunicationKind::kBankFields);
  EXPECT_THAT(read.movements[2].fields,
              ElementsAre(BankField{BankFieldKind::kCardScheme, "bancontact"},
                          BankField{BankFieldKind::kTerminal, "T12345 NACHTWINKEL     GENT"},
                          BankField{BankFieldKind::kTerminalPeriod, "001"},
                          BankField{BankFieldKind::kFirstSequence, "000101"},
                          BankField{BankFieldKind::kLastSequence, "000102"}));
  EXPECT_EQ(read.details[0].kind, DetailKind::kPart);
  EXPECT_EQ(read.details[0].movement.number, 3U);
  EXPECT_EQ(read.details[0].movement.cents, 20'000);
  EXPECT_EQ(read.details[0].movement.communication.reference, "123456789002");
  EXPECT_EQ(read.details[1].movement.cents, 10'000);
}

TEST(CodaReader, SampleHasAReturnedDirectDebit) {
  const Movement returned = ReadOne(Sample("statement.cod")).movements[3];
  EXPECT_EQ(returned.cents, -2'500);
  EXPECT_TRUE(returned.reversal);
  EXPECT_EQ(returned.return_reason, "AC04");
  EXPECT_EQ(returned.our_reference, "HL-DD-9");
  EXPECT_EQ(returned.communication.text, "Herlaad november");
  EXPECT_THAT(returned.fields,
              ElementsAre(BankField{BankFieldKind::kReturnType, "return"},
                          BankField{BankFieldKind::kCreditorId, "BE69ZZZ0123456789"},
                          BankField{BankFieldKind::kMandate, "HL-M-00042"}));
}

TEST(CodaReader, PiecesOfAnySizeGiveTheSame) {
  const std::string text = Sample("statement.cod");
  const ReadFile whole = Read(text);
  for (const std::size_t piece : {1U, 2U, 7U, 127U, 128U, 129U, 130U, 131U}) {
    const ReadFile read = Read(text, piece);
    ASSERT_FALSE(read.error) << read.error->Sentence();
    EXPECT_EQ(read.statements[0].movements, whole.statements[0].movements) << piece;
    EXPECT_EQ(read.statements[0].end, whole.statements[0].end) << piece;
  }
}

TEST(CodaReader, BothLineEndsAndAMissingLastOneAreAccepted) {
  SampleStatement sample;
  sample.movements = {Credit(100)};
  for (const char* end : {"\n", "\r\n"}) {
    CodaWriter writer(end);
    writer.Write(sample);
    std::string text = writer.text();
    EXPECT_EQ(ReadOne(text).movements.size(), 1U);
    EXPECT_EQ(ReadOne(text + end + end).movements.size(), 1U);
    text.resize(text.size() - std::string_view(end).size());
    EXPECT_EQ(ReadOne(text).movements.size(), 1U);
  }
}

TEST(CodaReader, SeveralStatementsFollowEachOther) {
  SampleStatement first;
  first.movements = {Credit(100)};
  first.another_follows = true;
  SampleStatement second;
  second.opening = 100;
  second.sequence = 8;
  second.movements = {Credit(-30), Credit(5)};
  CodaWriter writer;
  writer.Write(first);
  writer.Write(second);
  const ReadFile read = Read(writer.text());
  ASSERT_FALSE(read.error);
  ASSERT_EQ(read.statements.size(), 2U);
  EXPECT_EQ(read.statements[1].head.sequence, 8U);
  EXPECT_EQ(read.statements[1].end->closing.cents, 75);
  EXPECT_EQ(read.statements[1].movements[0].number, 1U);
  const ReadFile alone = Read(WriteCoda(first));
  ASSERT_TRUE(alone.error);
  EXPECT_EQ(alone.error->kind, StatementErrorKind::kTruncated);
  EXPECT_TRUE(alone.statements[0].end.has_value());
}

TEST(CodaReader, FilesWithoutMovementsAreRead) {
  SampleStatement sample;
  sample.opening = -500;
  sample.messages = {"Gelukkig nieuwjaar"};
  EXPECT_EQ(ReadOne(WriteCoda(sample)).end->closing.cents, -500);
  std::string text;
  for (std::size_t at = 0; const char record : {'0', '1', '8', '4', '9'}) {
    const std::string all = WriteCoda(sample);
    if (record == '0' || record == '1') text += all.substr(at, 129);
    at += 129;
  }
  CodaText trailer("9");
  trailer.Put(17, "000001").Put(23, Digits(0, 15)).Put(38, Digits(0, 15)).Put(128, "2");
  EXPECT_EQ(ReadOne(text + trailer.text()).end->closing.cents, -500);
}

TEST(CodaReader, AllFourAccountStructuresAreRead) {
  SampleStatement sample;
  for (const auto& [structure, field, account] :
       {std::tuple{'0', "539007547034 EUR0BE", "BE68539007547034"},
        std::tuple{'1', "NL-12-FOREIGN 99                  EUR", "NL-12-FOREIGN99"},
        std::tuple{'2', "BE68539007547034                  EUR", "BE68539007547034"},
        std::tuple{'3', "NL91ABNA0417164300                EUR", "NL91ABNA0417164300"}}) {
    sample.structure = structure;
    sample.account = field;
    EXPECT_EQ(ReadOne(WriteCoda(sample)).head.account, account);
  }
}

TEST(CodaReader, AReferenceCutAtAnyBorderStaysWhole) {
  const std::string reference = "+++123/4567/89002+++";
  for (std::size_t before = 0; before + reference.size() <= 149; ++before) {
    std::string text = std::string(before, 'x');
    if (before > 0) text.back() = ' ';
    const ReadStatement read = ReadMovements({Credit(1, text + reference)});
    ASSERT_EQ(read.movements.size(), 1U);
    EXPECT_EQ(read.movements[0].communication.reference, "123456789002") << before;
    EXPECT_EQ(read.movements[0].communication.text, before == 1 ? reference : text + reference)
        << before;
  }
}

TEST(CodaReader, AReferenceCutAtAnyBorderOfInformationStaysWhole) {
  const std::string reference = "RF18539007547034";
  for (std::size_t before = 1; before + reference.size() <= 268; ++before) {
    SampleMovement movement = Credit(1, "");
    movement.information = {
        {.structured = false, .text = std::string(before - 1, 'x') + ' ' + reference}};
    const ReadStatement read = ReadMovements({movement});
    EXPECT_EQ(read.movements[0].communication.reference, reference) << before;
    EXPECT_EQ(read.movements[0].communication.kind, CommunicationKind::kGuessed) << before;
  }
}

TEST(CodaReader, BlanksAtABorderAreNeitherLostNorInvented) {
  std::string text(149, 'a');
  text[52] = text[53] = text[105] = ' ';
  const ReadStatement read = ReadMovements({Credit(1, text)});
  EXPECT_EQ(read.movements[0].communication.text, text);
}

TEST(CodaReader, TotalsAndDetailsAreNeverBothCounted) {
  SampleMovement total = Credit(1'000);
  total.code = "10150000";
  const ReadStatement read = ReadMovements({total, Detail(600), Detail(400), Credit(-5)});
  ASSERT_EQ(read.movements.size(), 2U);
  EXPECT_EQ(read.end->credits_cents, 1'000);
  ASSERT_EQ(read.details.size(), 2U);
  EXPECT_EQ(read.details[1].movement.number, 1U);
  EXPECT_EQ(read.movements[1].number, 2U);
}

TEST(CodaReader, WhatDetailsLeaveIsANamedLine) {
  SampleMovement total = Credit(1'526);
  total.code = "10150000";
  const ReadStatement read = ReadMovements({total, Detail(1'500)});
  ASSERT_EQ(read.details.size(), 2U);
  EXPECT_EQ(read.details[1].kind, DetailKind::kRest);
  EXPECT_EQ(read.details[1].movement.cents, 26);
  EXPECT_EQ(read.details[1].movement.communication.text, "not explained by the details");
}

TEST(CodaReader, DetailsOfASubtotalCountOnlyThere) {
  SampleMovement total = Credit(900);
  total.code = "20450000";
  const ReadStatement read = ReadMovements({total, Detail(500, "70450000"), Detail(300, "90450000"),
                                            Detail(200, "90450000"), Detail(400, "60450000")});
  ASSERT_EQ(read.details.size(), 4U);
  EXPECT_EQ(read.details[0].kind, DetailKind::kSubtotal);
  EXPECT_EQ(read.details[1].kind, DetailKind::kPart);
}

TEST(CodaReader, NumbersGoOnBehind9999) {
  SampleStatement sample;
  for (int i = 0; i < 10'003; ++i) sample.movements.push_back(Credit(1));
  SampleMovement total = Credit(10'003);
  total.code = "10150000";
  sample.movements.push_back(total);
  for (int i = 0; i < 10'003; ++i) sample.movements.push_back(Detail(1));
  const ReadStatement read = ReadOne(WriteCoda(sample));
  EXPECT_EQ(read.movements.size(), 10'004U);
  EXPECT_EQ(read.details.size(), 10'003U);
  EXPECT_EQ(read.end->credits_cents, 20'006);
  EXPECT_TRUE(read.end->notices.empty());
}

TEST(CodaReader, ASeparateApplicationHasDetailsOnly) {
  SampleStatement sample;
  sample.application = "00001";
  sample.movements = {Credit(100), Credit(200)};
  const ReadStatement read = ReadOne(WriteCoda(sample));
  EXPECT_EQ(read.head.separate_application, "00001");
  EXPECT_TRUE(read.movements.empty());
  EXPECT_EQ(read.details.size(), 2U);
  EXPECT_EQ(read.end->closing.cents, 0);
}

TEST(CodaReader, ADuplicateSaysSo) {
  SampleStatement sample;
  sample.duplicate = true;
  EXPECT_TRUE(ReadOne(WriteCoda(sample)).head.duplicate);
}

TEST(CodaReader, CorrectionsAreReversals) {
  SampleMovement correction = Credit(-100);
  correction.code = "00149000";
  EXPECT_TRUE(ReadMovements({correction}).movements[0].reversal);
  EXPECT_FALSE(ReadMovements({Credit(-100)}).movements[0].reversal);
}

TEST(CodaReader, OddTextsAreNoticesAndNothingIsLost) {
  SampleMovement wrong = Credit(1, "101123456789003");
  wrong.structured = true;
  SampleMovement unknown = Credit(2, "199abc");
  unknown.structured = true;
  const ReadStatement read = ReadMovements({wrong, unknown, Credit(3, std::string("a\x81\x01z"))});
  EXPECT_EQ(read.movements[0].communication.kind, CommunicationKind::kFree);
  EXPECT_EQ(read.movements[0].communication.text, "123456789003");
  EXPECT_EQ(read.movements[1].communication.text, "199abc");
  EXPECT_EQ(read.movements[2].communication.text, "a\uFFFD\uFFFDz");
  ASSERT_EQ(read.end->notices.size(), 3U);
  EXPECT_EQ(read.end->notices[0].line, 3U);
  EXPECT_EQ(read.end->notices[1].line, 4U);
  EXPECT_EQ(read.end->notices[2].line, 5U);
}

TEST(CodaReader, StructuredInformationWithoutATypeIsText) {
  SampleMovement movement = Credit(1);
  movement.information = {{.structured = true, .text = "\xe9\xe9t\xe9"}};
  EXPECT_EQ(ReadMovements({movement}).movements[0].information, "éété");
}

TEST(CodaReader, GlobalisationThatStaysOpenIsANotice) {
  SampleMovement opened = Credit(1);
  opened.level = '1';
  EXPECT_TRUE(ReadMovements({opened, opened}).end->notices.empty());
  EXPECT_EQ(ReadMovements({opened, Credit(2)}).end->notices.size(), 1U);
}

TEST(CodaReader, CounterpartyAccountIsReadInEveryForm) {
  for (const auto& [field, account] :
       {std::pair{"BE62510007547061                  EUR", "BE62510007547061"},
        std::pair{"BE62510007547061 EUR", "BE62510007547061"},
        std::pair{"BE62 5100 0754 7061", "BE62510007547061"},
        std::pair{"510007547061 EUR0BE", "510007547061"},
        std::pair{"NL91ABNA0417164300", "NL91ABNA0417164300"}, std::pair{"", ""}}) {
    SampleMovement movement = Credit(1);
    movement.account = field;
    movement.name = "somebody";
    EXPECT_EQ(ReadMovements({movement}).movements[0].counterparty_account, account) << field;
  }
}

TEST(CodaReader, TheSinkMayRefuseAStatement) {
  KeepingSink sink;
  sink.refusal = reconcile::StatementFault::kOtherAccount;
  CodaReader reader(sink);
  const auto fed = reader.Feed(Sample("statement.cod"));
  ASSERT_FALSE(fed.ok());
  EXPECT_EQ(fed.error().kind, StatementErrorKind::kRefused);
  EXPECT_EQ(fed.error().fault, reconcile::StatementFault::kOtherAccount);
  EXPECT_EQ(fed.error().line, 2U);
  EXPECT_TRUE(sink.statements[0].movements.empty());
  EXPECT_FALSE(reader.Finish().ok());
}

}  // namespace
}  // namespace herlaad::statements
