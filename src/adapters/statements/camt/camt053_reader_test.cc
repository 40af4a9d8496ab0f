#include "adapters/statements/camt/camt053_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/statements/camt/testing_camt.h"
#include "adapters/statements/testing_samples.h"
#include "adapters/statements/testing_sink.h"

namespace herlaad::statements {
namespace {

using reconcile::BankField;
using reconcile::BankFieldKind;
using reconcile::CommunicationKind;
using reconcile::DetailKind;
using reconcile::Movement;
using testing::Contains;
using testing::ElementsAre;

ReadFile Read(std::string_view text, std::size_t piece = std::string_view::npos) {
  return ReadText<Camt053Reader>(text, piece);
}

ReadStatement ReadOne(std::string_view text) {
  ReadFile file = Read(text);
  EXPECT_FALSE(file.error) << file.error->Sentence();
  EXPECT_EQ(file.statements.size(), 1U);
  if (file.statements.empty()) return {};
  EXPECT_TRUE(file.statements[0].end.has_value());
  return std::move(file.statements[0]);
}

class EachVersion : public testing::TestWithParam<const char*> {
 protected:
  ReadStatement read_ = ReadOne(Sample("camt053_" + std::string(GetParam()) + ".xml"));
};

TEST_P(EachVersion, HasHeadAndEnd) {
  EXPECT_EQ(read_.head.account, "BE68539007547034");
  EXPECT_EQ(read_.head.holder, "HERLAAD BV");
  EXPECT_EQ(read_.head.id, "STMT-" + std::string(GetParam()));
  EXPECT_EQ(read_.head.sequence, 42U);
  EXPECT_EQ(read_.head.created, (calendar::Date{2026, 11, 28}));
  EXPECT_EQ(read_.head.opening.cents, 100'000);
  EXPECT_EQ(read_.head.opening.date, (calendar::Date{2026, 11, 26}));
  EXPECT_EQ(read_.end->closing.cents, 135'184);
  EXPECT_EQ(read_.end->credits_cents, 41'234);
  EXPECT_EQ(read_.end->debits_cents, 6'050);
  EXPECT_EQ(read_.end->movements, 4U);
  EXPECT_EQ(read_.end->not_booked, 1U);
  EXPECT_TRUE(read_.end->notices.empty());
  ASSERT_EQ(read_.movements.size(), 4U);
}

TEST_P(EachVersion, OnlyTransactionCompletesItsEntry) {
  const Movement& one = read_.movements[0];
  EXPECT_EQ(one.number, 1U);
  EXPECT_EQ(one.cents, 1'234);
  EXPECT_EQ(one.date, (calendar::Date{2026, 11, 27}));
  EXPECT_EQ(one.value_date, (calendar::Date{2026, 11, 27}));
  EXPECT_EQ(one.counterparty_name, "Nachtwinkel René & Zn");
  EXPECT_EQ(one.counterparty_account, "BE62510007547061");
  EXPECT_EQ(one.counterparty_bic, "GKCCBEBB");
  EXPECT_EQ(one.communication.kind, CommunicationKind::kStructured);
  EXPECT_EQ(one.communication.reference, "123456789002");
  EXPECT_EQ(one.communication.text, "herlading november");
  EXPECT_EQ(one.bank_reference, "B001");
  EXPECT_EQ(one.our_reference, "");
  EXPECT_EQ(one.transaction_code, "PMNT/RCDT/ESCT 0150000");
  EXPECT_EQ(one.information, "Instantoverschrijving");
}

TEST_P(EachVersion, BatchIsOneMovementWithParts) {
  EXPECT_EQ(read_.movements[1].cents, 40'000);
  EXPECT_THAT(read_.movements[1].fields, Contains(BankField{BankFieldKind::kBatch, "BATCH-7"}));
  ASSERT_EQ(read_.details.size(), 5U);
  const Movement& first = read_.details[0].movement;
  EXPECT_EQ(first.number, 2U);
  EXPECT_EQ(first.cents, 25'000);
  EXPECT_EQ(first.counterparty_name, "A");
  EXPECT_EQ(first.our_reference, "E1");
  EXPECT_EQ(first.communication.kind, CommunicationKind::kCreditorReference);
  EXPECT_EQ(first.communication.reference, "RF18539007547034");
  const Movement& second = read_.details[1].movement;
  EXPECT_EQ(second.cents, 15'000);
  EXPECT_EQ(second.communication.kind, CommunicationKind::kGuessed);
  EXPECT_EQ(second.communication.reference, "123456789002");
  EXPECT_EQ(read_.details[2].kind, DetailKind::kNote);
  EXPECT_EQ(read_.details[2].movement.communication.text, "Verzameling");
}

TEST_P(EachVersion, ChargesAreANamedRest) {
  const Movement& paid = read_.movements[2];
  EXPECT_EQ(paid.cents, -3'500);
  EXPECT_EQ(paid.charges_cents, 150);
  EXPECT_EQ(paid.counterparty_name, "Leverancier");
  EXPECT_EQ(paid.counterparty_account, "GB-99");
  EXPECT_EQ(read_.details[3].kind, DetailKind::kPart);
  EXPECT_EQ(read_.details[3].movement.cents, -3'350);
  EXPECT_EQ(read_.details[4].kind, DetailKind::kRest);
  EXPECT_EQ(read_.details[4].movement.cents, -150);
  EXPECT_EQ(read_.details[4].movement.communication.text, "charges of the bank");
}

TEST_P(EachVersion, CounterpartyOfAReturnIsNotTheAccountItself) {
  const Movement& returned = read_.movements[3];
  EXPECT_EQ(returned.cents, -2'550);
  EXPECT_TRUE(returned.reversal);
  EXPECT_EQ(returned.return_reason, "AC04");
  EXPECT_EQ(returned.counterparty_name, "Jan Peeters");
  EXPECT_EQ(returned.counterparty_account, "BE71096123456769");
  EXPECT_EQ(returned.our_reference, "HL-DD-9");
  EXPECT_THAT(returned.fields, ElementsAre(BankField{BankFieldKind::kMandate, "HL-M-00042"}));
}

INSTANTIATE_TEST_SUITE_P(Camt053, EachVersion,
                         testing::Values("02", "03", "04", "05", "06", "07", "08", "12", "13"));

TEST(Camt053Reader, TellsTheVersion) {
  KeepingSink sink;
  Camt053Reader reader(sink);
  ASSERT_TRUE(reader.Feed(Sample("camt053_08.xml")).ok());
  ASSERT_TRUE(reader.Finish().ok());
  EXPECT_EQ(reader.version(), 8);
}

TEST(Camt053Reader, PiecesOfAnySizeGiveTheSame) {
  const std::string text = Sample("camt053_08.xml");
  const ReadFile whole = Read(text);
  for (const std::size_t piece : {1U, 2U, 3U, 100U, 5'000U}) {
    const ReadFile read = Read(text, piece);
    ASSERT_FALSE(read.error) << read.error->Sentence();
    EXPECT_EQ(read.statements[0].movements, whole.statements[0].movements) << piece;
    EXPECT_EQ(read.statements[0].end, whole.statements[0].end) << piece;
  }
}

TEST(Camt053Reader, PrefixedElementsAreTheSame) {
  std::string text = WriteCamt({{.cents = 100, .body = ""}});
  for (const auto& [from, to] : {std::pair{"<", "<c:"}, std::pair{"<c:/", "</c:"},
                                 std::pair{"<c:?", "<?"}, std::pair{"xmlns=", "xmlns:c="}}) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + std::string_view(to).size())) {
      text.replace(at, std::string_view(from).size(), to);
    }
  }
  EXPECT_EQ(ReadOne(text).movements.size(), 1U);
}

TEST(Camt053Reader, Windows1252IsRead) {
  std::string text =
      WriteCamt({{.cents = 100, .body = Details("<RmtInf><Ustrd>\x80 \xe9</Ustrd></RmtInf>")}});
  text.replace(text.find("UTF-8"), 5, "windows-1252");
  EXPECT_EQ(ReadOne(text).movements[0].communication.text, "€ é");
}

TEST(Camt053Reader, NewerPartiesInOldVersionsAreRead) {
  const std::string body = Details("<RltdPties><Dbtr><Pty><Nm>early</Nm></Pty></Dbtr></RltdPties>");
  EXPECT_EQ(ReadOne(WriteCamt({{.cents = 1, .body = body}})).movements[0].counterparty_name,
            "early");
}

TEST(Camt053Reader, ABankMayBeTheCounterparty) {
  const std::string body = Details(
      "<RltdPties><Dbtr><Agt><FinInstnId><Nm>Some Bank</Nm></FinInstnId></Agt></Dbtr></RltdPties>");
  EXPECT_EQ(ReadOne(WriteCamt({{.cents = 1, .body = body}})).movements[0].counterparty_name,
            "Some Bank");
}

struct ReferenceRow {
  const char* name;
  const char* remittance;
  CommunicationKind kind;
  const char* reference;
  const char* text;
  std::size_t notices;
};

std::string Structured(std::string_view issuer, std::string_view reference) {
  std::string text = "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry>";
  if (!issuer.empty()) text.append("<Issr>").append(issuer).append("</Issr>");
  return text.append("</Tp><Ref>").append(reference).append("</Ref></CdtrRefInf></Strd>");
}

TEST(Camt053Reader, ReferencesAreAsSureAsTheyAreMarked) {
  const std::string belgian = Structured("BBA", "123456789002");
  const std::string unmarked = Structured("", "123456789002");
  const std::string wrong = Structured("BBA", "123456789003");
  const std::string rf = Structured("ISO", "RF18 5390 0754 7034");
  const std::string both = "<Ustrd>for you</Ustrd>" + belgian;
  for (const ReferenceRow& row : {
           ReferenceRow{"Belgian", belgian.c_str(), CommunicationKind::kStructured, "123456789002",
                        "123456789002", 0},
           {"Belgian digits without an issuer", unmarked.c_str(), CommunicationKind::kGuessed,
            "123456789002", "123456789002", 0},
           {"wrong check digits", wrong.c_str(), CommunicationKind::kFree, "", "123456789003", 1},
           {"ISO 11649", rf.c_str(), CommunicationKind::kCreditorReference, "RF18539007547034",
            "RF18539007547034", 0},
           {"free text and reference", both.c_str(), CommunicationKind::kStructured, "123456789002",
            "for you", 0},
           {"free text only", "<Ustrd>for 123/4567/89002</Ustrd>", CommunicationKind::kGuessed,
            "123456789002", "for 123/4567/89002", 0},
           {"nothing", "", CommunicationKind::kFree, "", "", 0},
       }) {
    const std::string body = Details("<RmtInf>" + std::string(row.remittance) + "</RmtInf>");
    const ReadStatement read = ReadOne(WriteCamt({{.cents = 1, .body = body}}));
    const auto& communication = read.movements[0].communication;
    EXPECT_EQ(communication.kind, row.kind) << row.name;
    EXPECT_EQ(communication.reference, row.reference) << row.name;
    EXPECT_EQ(communication.text, row.text) << row.name;
    EXPECT_EQ(read.end->notices.size(), row.notices) << row.name;
  }
}

TEST(Camt053Reader, FurtherReferencesAreKept) {
  const std::string body = Details("<RmtInf>" + Structured("BBA", "123456789002") +
                                   Structured("BBA", "000000009797") + "</RmtInf>");
  EXPECT_THAT(ReadOne(WriteCamt({{.cents = 1, .body = body}})).movements[0].fields,
              ElementsAre(BankField{BankFieldKind::kFurtherReference, "000000009797"}));
}

TEST(Camt053Reader, AReferenceCutBetweenTextsStaysWhole) {
  const std::string reference = "+++123/4567/89002+++";
  for (std::size_t cut = 1; cut < reference.size(); ++cut) {
    const std::string body =
        Details("<RmtInf><Ustrd>" + reference.substr(0, cut) + "</Ustrd><Ustrd>" +
                reference.substr(cut) + "</Ustrd></RmtInf>");
    const auto read = ReadOne(WriteCamt({{.cents = 1, .body = body}})).movements[0].communication;
    EXPECT_EQ(read.reference, "123456789002") << cut;
  }
}

TEST(Camt053Reader, AmountsInOtherCurrenciesAreNamed) {
  const std::string foreign =
      "<NtryDtls><TxDtls><Amt Ccy=\"USD\">12.00</Amt></TxDtls>"
      "<TxDtls><Amt Ccy=\"EUR\">3.00</Amt></TxDtls></NtryDtls>";
  const ReadStatement read = ReadOne(WriteCamt({{.cents = 1'400, .body = foreign}}));
  ASSERT_EQ(read.details.size(), 3U);
  EXPECT_EQ(read.details[0].movement.cents, 0);
  EXPECT_THAT(read.details[0].movement.fields,
              ElementsAre(BankField{BankFieldKind::kForeignAmount, "USD 12.00"}));
  EXPECT_EQ(read.details[2].kind, DetailKind::kRest);
  EXPECT_EQ(read.details[2].movement.cents, 1'100);
  EXPECT_EQ(read.details[2].movement.communication.text, "details in other currencies");
}

TEST(Camt053Reader, EntriesThatAreNotBookedAreLeftOutWithTheirDetails) {
  for (const char* status : {"PDNG", "INFO", "FUTR"}) {
    const ReadStatement read = ReadOne(WriteCamt(
        {{.cents = 100, .status = status, .body = Details("") + Details("")}, {.cents = 5}}));
    EXPECT_EQ(read.end->not_booked, 1U);
    EXPECT_EQ(read.movements.size(), 1U);
    EXPECT_TRUE(read.details.empty());
  }
}

TEST(Camt053Reader, TransactionsMayStandInSeveralDetails) {
  const std::string one = "<TxDtls><Amt Ccy=\"EUR\">1.00</Amt></TxDtls>";
  const std::string body = "<NtryDtls>" + one + one + "</NtryDtls><NtryDtls>" + one + "</NtryDtls>";
  const ReadStatement read = ReadOne(WriteCamt({{.cents = 300, .body = body}}));
  EXPECT_EQ(read.movements.size(), 1U);
  EXPECT_EQ(read.details.size(), 3U);
}

TEST(Camt053Reader, ReferencesOfTheBatchAreTheEntrys) {
  const ReadStatement read = ReadOne(WriteCamt(
      {{.cents = 1, .body = "<NtryDtls><Btch><PmtInfId>P</PmtInfId></Btch></NtryDtls>"}}));
  EXPECT_THAT(read.movements[0].fields, ElementsAre(BankField{BankFieldKind::kBatch, "P"}));
}

struct BalanceRow {
  const char* name;
  std::vector<SampleBalance> balances;
  std::int64_t opening;
};

TEST(Camt053Reader, OpeningAndClosingAreFoundAmongTheBalances) {
  const SampleBalance closing{"CLBD", 1'100, "2026-11-27"};
  for (const BalanceRow& row : {
           BalanceRow{"as usual", {{"OPBD", 1'000, "2026-11-26"}, closing}, 1'000},
           {"previous closing", {{"PRCD", 1'000, "2026-11-26"}, closing}, 1'000},
           {"available ones too",
            {{"OPAV", 7, "2026-11-26"},
             {"PRCD", 1'000, "2026-11-26"},
             {"CLAV", 8, "2026-11-27"},
             closing,
             {"FWAV", 9, "2026-11-30"}},
            1'000},
           {"of two days",
            {{"OPBD", 1'000, "2026-11-25"},
             {"CLBD", 1'050, "2026-11-26"},
             {"OPBD", 1'050, "2026-11-26"},
             closing},
            1'000},
           {"first page", {{"OPBD", 1'000, "2026-11-26"}, {"ITBD", 1'100, "2026-11-27"}}, 1'000},
           {"last page", {{"ITBD", 1'000, "2026-11-26"}, closing}, 1'000},
           {"page between", {{"ITBD", 1'000, "2026-11-27"}, {"ITBD", 1'100, "2026-11-27"}}, 1'000},
       }) {
    const ReadStatement read = ReadOne(WriteCamt({{.cents = 100}}, row.balances));
    EXPECT_EQ(read.head.opening.cents, row.opening) << row.name;
    EXPECT_EQ(read.end->closing.cents, 1'100) << row.name;
  }
}

TEST(Camt053Reader, SeveralStatementsAndEmptyOnesAreRead) {
  std::string text = WriteCamt({});
  const std::size_t first = text.find("<Stmt>");
  const std::size_t end = text.find("</Stmt>") + 7;
  text.insert(end, text.substr(first, end - first));
  const ReadFile read = Read(text);
  ASSERT_FALSE(read.error) << read.error->Sentence();
  ASSERT_EQ(read.statements.size(), 2U);
  EXPECT_TRUE(read.statements[1].end);
}

TEST(Camt053Reader, ADuplicateSaysSo) {
  std::string text = WriteCamt({});
  text.insert(text.find("<Acct>"), "<CpyDplctInd>DUPL</CpyDplctInd>");
  EXPECT_TRUE(ReadOne(text).head.duplicate);
}

TEST(Camt053Reader, TheSinkMayRefuseAStatement) {
  KeepingSink sink;
  sink.refusal = reconcile::StatementFault::kDuplicate;
  Camt053Reader reader(sink);
  (void)reader.Feed(Sample("camt053_02.xml"));
  const auto finished = reader.Finish();
  ASSERT_FALSE(finished.ok());
  EXPECT_EQ(finished.error().fault, reconcile::StatementFault::kDuplicate);
  EXPECT_TRUE(sink.statements[0].movements.empty());
}

}  // namespace
}  // namespace herlaad::statements
