// Each fault planted into a file that is right is found in its place, and nothing else.
#include <gtest/gtest.h>

#include "adapters/statements/camt/camt053_reader.h"
#include "adapters/statements/camt/testing_camt.h"
#include "adapters/statements/testing_samples.h"
#include "adapters/statements/testing_sink.h"

namespace herlaad::statements {
namespace {

using enum StatementErrorKind;

ReadFile Read(std::string_view text) { return ReadText<Camt053Reader>(text); }

// The first `from` in the sample becomes `to`.
struct Fault {
  const char* name;
  const char* from;
  const char* to;
  StatementErrorKind kind;
};

const Fault kFaults[] = {
    {"another message", "camt.053.001.02", "camt.054.001.02", kNotStatement},
    {"another message inside", "BkToCstmrStmt>", "BkToCstmrDbtCdtNtfctn>", kNotStatement},
    {"no namespace", " xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"", "",
     kNotStatement},
    {"version 1", "camt.053.001.02", "camt.053.001.01", kVersion},
    {"a version of no kind", "camt.053.001.02", "camt.053.001.2x", kNotStatement},
    {"a comma", ">12.34<", ">12,34<", kAmount},
    {"a thousands separator", ">1000.00<", ">1.000,00<", kAmount},
    {"a sign", ">12.34<", ">-12.34<", kAmount},
    {"an empty amount", ">12.34<", "><", kAmount},
    {"an exponent", ">12.34<", ">1e3<", kAmount},
    {"parts of a cent", ">12.34<", ">12.345<", kAmount},
    {"six decimals", ">12.34<", ">12.340000<", kAmount},
    {"a very large amount", ">12.34<", ">12345678901234567.00<", kAmount},
    {"an account in dollars", "<Ccy>EUR</Ccy>", "<Ccy>USD</Ccy>", kCurrency},
    {"a balance in dollars", "<Amt Ccy=\"EUR\">1000.00", "<Amt Ccy=\"USD\">1000.00", kCurrency},
    {"an entry in dollars", "<NtryRef>1</NtryRef><Amt Ccy=\"EUR\"",
     "<NtryRef>1</NtryRef><Amt Ccy=\"USD\"", kCurrency},
    {"an entry without a currency", "<NtryRef>1</NtryRef><Amt Ccy=\"EUR\"",
     "<NtryRef>1</NtryRef><Amt", kCurrency},
    {"an account with exchanged digits", "BE68539007547034", "BE68359007547034", kAccount},
    {"no account", "<IBAN>BE68539007547034</IBAN>", "", kAccount},
    {"no opening balance", "OPBD", "INFO", kBalance},
    {"no closing balance", "CLBD", "CLAV", kBalance},
    {"the opening balance was changed", ">1000.00<", ">1000.01<", kBalance},
    {"the closing balance is a debit", "1351.84</Amt><CdtDbtInd>CRDT",
     "1351.84</Amt><CdtDbtInd>DBIT", kBalance},
    {"an amount was changed", "<NtryRef>1</NtryRef><Amt Ccy=\"EUR\">12.34",
     "<NtryRef>1</NtryRef><Amt Ccy=\"EUR\">12.35", kBalance},
    {"a direction was changed", "400.00</Amt><CdtDbtInd>CRDT", "400.00</Amt><CdtDbtInd>DBIT",
     kBalance},
    {"an announced entry is booked", "<Sts>PDNG</Sts>", "<Sts>BOOK</Sts>", kBalance},
    {"a direction of no kind", "12.34</Amt><CdtDbtInd>CRDT", "12.34</Amt><CdtDbtInd>C", kField},
    {"no direction", "12.34</Amt><CdtDbtInd>CRDT</CdtDbtInd>", "12.34</Amt>", kOrder},
    {"no status", "<Sts>BOOK</Sts>", "", kOrder},
    {"two amounts", "<NtryRef>1</NtryRef>", "<NtryRef>1</NtryRef><Amt Ccy=\"EUR\">1.00</Amt>",
     kOrder},
    {"two directions", "<Sts>BOOK</Sts>", "<CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>", kOrder},
    {"30 February", "2026-11-27", "2026-02-30", kField},
    {"a Belgian date", "2026-11-27", "27/11/2026", kField},
    {"a reversal of no kind", "<RvslInd>true", "<RvslInd>yes", kField},
    {"a balance without an amount", "<Amt Ccy=\"EUR\">1000.00</Amt>", "", kOrder},
    {"a tag that is not closed", "</NtryRef>", "</NtryRe>", kXml},
    {"an ampersand", "&amp;", "& ", kXml},
    {"an entity of nobody", "&amp;", "&nbsp;", kXml},
    {"bytes that are no UTF-8", "Verzameling", "\xff\xfe", kXml},
    {"a DTD", "<Document", "<!DOCTYPE Document [<!ENTITY a \"b\">]><Document", kDoctype},
    {"a DTD outside", "<Document", "<!DOCTYPE Document SYSTEM \"file:///etc/passwd\"><Document",
     kDoctype},
    {"an unknown encoding", "UTF-8", "KLINGON", kXml},
};

TEST(Camt053Faults, EachPlantedFaultIsFound) {
  const std::string right = Sample("camt053_02.xml");
  for (const Fault& fault : kFaults) {
    std::string text = right;
    const std::size_t at = text.find(fault.from);
    ASSERT_NE(at, std::string::npos) << fault.name;
    text.replace(at, std::string_view(fault.from).size(), fault.to);
    const ReadFile read = Read(text);
    ASSERT_TRUE(read.error) << fault.name;
    EXPECT_EQ(Name(read.error->kind), Name(fault.kind)) << fault.name << ": " << read.error->text;
    EXPECT_NE(read.error->text.find(". "), std::string::npos) << fault.name;
    for (const ReadStatement& statement : read.statements) EXPECT_FALSE(statement.end);
  }
}

TEST(Camt053Faults, ErrorsHaveTheirPlace) {
  std::string text = WriteCamt({{.cents = 100}, {.cents = 200}});
  const std::size_t at = text.find("2.00");
  text.replace(at, 4, "2,00");
  const ReadFile read = Read(text);
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->line, 7U);
  EXPECT_EQ(read.error->offset, at + 4);
  EXPECT_EQ(read.error->Sentence().substr(0, 8), "Line 7: ");
}

TEST(Camt053Faults, AnEntryThatOccursTwiceIsNamed) {
  const std::string body = "<AcctSvcrRef>B1</AcctSvcrRef>";
  const ReadFile read =
      Read(WriteCamt({{.cents = 100, .status = "BOOK", .body = body},
                      {.cents = 100, .status = "BOOK", .body = body}},
                     {{"OPBD", 1'000, "2026-11-26"}, {"CLBD", 1'100, "2026-11-27"}}));
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->kind, kBalance);
  EXPECT_NE(read.error->text.find("Line 7: The entry has reference and amount"), std::string::npos)
      << read.error->text;
}

TEST(Camt053Faults, AFileCutAnywhereIsNeverWhole) {
  const std::string text = Sample("camt053_08.xml");
  const std::size_t end = text.find("</Stmt>") + 7;
  for (std::size_t length = 0; length + 1 < text.size(); length += length < 300 ? 1 : 7) {
    const ReadFile read = Read(text.substr(0, length));
    ASSERT_TRUE(read.error) << length;
    if (length < end) {
      for (const ReadStatement& statement : read.statements) EXPECT_FALSE(statement.end) << length;
    }
    EXPECT_EQ(Name(read.error->kind), length > 0 ? "truncated" : "not_statement") << length;
  }
}

TEST(Camt053Faults, OtherFilesSayWhatToDo) {
  for (const std::string& text :
       {Sample("statement.cod"), std::string("{}"), std::string("<html></html>"), std::string()}) {
    const ReadFile read = Read(text);
    ASSERT_TRUE(read.error);
    EXPECT_EQ(Name(read.error->kind), "not_statement") << text.substr(0, 20);
  }
  const ReadFile after = Read(WriteCamt({}) + "<more/>");
  ASSERT_TRUE(after.error);
  EXPECT_EQ(after.error->kind, kAfterEnd);
}

// The text in ASCII as UTF-16, little-endian, with its mark.
std::string AsUtf16(std::string_view text) {
  std::string wide = "\xFF\xFE";
  for (const char c : text) (wide += c) += '\0';
  return wide;
}

TEST(Camt053Faults, AnEncodingThatIsNotTheDeclaredOneIsNamed) {
  std::string text = WriteCamt({});
  const ReadFile wide = Read(AsUtf16(text));
  ASSERT_TRUE(wide.error);
  EXPECT_EQ(Name(wide.error->kind), "xml");
  EXPECT_EQ(wide.error->text.find("The file is in UTF-16, "), 0U) << wide.error->text;
  text.replace(text.find("UTF-8"), 5, "UTF-16");
  const ReadFile narrow = Read(text);
  ASSERT_TRUE(narrow.error);
  EXPECT_EQ(narrow.error->text.find("The first line names the encoding UTF-16"), 0U)
      << narrow.error->text;
  EXPECT_FALSE(Read(AsUtf16(text)).error);
}

TEST(Camt053Faults, EntitiesNeverExpand) {
  std::string laughs = "<!DOCTYPE Document [<!ENTITY a0 \"ha\">";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "&a" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY a" + std::to_string(i) + " \"" + before + before + "\">";
  }
  std::string text = WriteCamt(
      {{.cents = 1, .status = "BOOK", .body = Details("<RmtInf><Ustrd>&a29;</Ustrd></RmtInf>")}});
  text.insert(text.find("<Document"), laughs + "]>");
  const ReadFile read = Read(text);
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->kind, kDoctype);
  EXPECT_TRUE(read.statements.empty());
}

TEST(Camt053Faults, EverythingIsBounded) {
  const auto with = [](const std::string& inside) {
    const ReadFile read = Read(WriteCamt(
        {{.cents = 1, .status = "BOOK", .body = Details("<RmtInf>" + inside + "</RmtInf>")}}));
    return read.error ? std::string(Name(read.error->kind)) : std::string();
  };
  EXPECT_EQ(with("<Ustrd>" + std::string(Camt053Reader::kTextMax, 'x') + "</Ustrd>"), "");
  EXPECT_EQ(with("<Ustrd>" + std::string(Camt053Reader::kTextMax + 1, 'x') + "</Ustrd>"),
            "too_large");
  std::string texts;
  for (int i = 0; i < 5; ++i) texts += "<Ustrd>" + std::string(4'000, 'x') + "</Ustrd>";
  EXPECT_EQ(with(texts), "too_large");
  std::string nested;
  for (int i = 0; i < 100; ++i) nested += "<x>";
  EXPECT_EQ(with(nested), "too_large");
  EXPECT_EQ(with("<!--" + std::string(10'000, ',') + "-->"), "");
  EXPECT_EQ(with("<!--" + std::string(200'000, 'x') + "-->"), "too_large");
  EXPECT_EQ(with("<x y=\"" + std::string(200'000, 'x') + "\"/>"), "too_large");
}

TEST(Camt053Faults, AStatementBeforeTheFaultIsKept) {
  std::string text = WriteCamt({{.cents = 777}});
  const std::size_t first = text.find("<Stmt>");
  const std::size_t end = text.find("</Stmt>") + 7;
  std::string second = text.substr(first, end - first);
  second.replace(second.find(">7.77<"), 6, ">7,77<");
  text.insert(end, second);
  const ReadFile read = Read(text);
  ASSERT_TRUE(read.error);
  ASSERT_EQ(read.statements.size(), 2U);
  EXPECT_TRUE(read.statements[0].end);
  EXPECT_FALSE(read.statements[1].end);
}

}  // namespace
}  // namespace herlaad::statements
