// Each fault planted into a file that is right is found in its place, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/statements/coda/coda_reader.h"
#include "adapters/statements/testing_samples.h"
#include "adapters/statements/testing_sink.h"

namespace herlaad::statements {
namespace {

using Lines = std::vector<std::string>;

// Of samples/statement.cod, counted from 1 as in errors.
enum SampleLine : std::size_t {
  kHeader = 1,
  kOldBalance = 2,
  kFirst21 = 3,
  kFirst22 = 4,
  kFirst23 = 5,
  kFirst31 = 6,
  kFirst32 = 7,
  kSecond21 = 8,
  kTotal21 = 10,
  kDetail21 = 12,
  kFees21 = 19,
  kNewBalance = 20,
  kMessage = 21,
  kTrailer = 22,
};

Lines SampleLines() {
  Lines lines;
  std::string text = Sample("statement.cod");
  text += "\r\n";
  for (std::size_t at = 0; at < text.size(); at += 130) lines.push_back(text.substr(at, 128));
  return lines;
}

std::string Joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

void Put(Lines& lines, std::size_t line, std::size_t column, std::string_view field) {
  lines[line - 1].replace(column - 1, field.size(), field);
}
void Erase(Lines& lines, std::size_t line) {
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line - 1));
}
void Repeat(Lines& lines, std::size_t line) {
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(line), std::string(lines[line - 1]));
}

struct Fault {
  const char* name;
  void (*plant)(Lines&);
  StatementErrorKind kind;
  std::size_t line;
};

using enum StatementErrorKind;

const Fault kFaults[] = {
    {"one blank was cut", [](Lines& l) { l[kFirst22 - 1].pop_back(); }, kLineLength, kFirst22},
    {"a line is too long", [](Lines& l) { l[kFirst22 - 1] += ' '; }, kLineLength, kFirst22},
    {"saved as UTF-8", [](Lines& l) { l[kFirst23 - 1].insert(60, "\xc3"); }, kLineLength, kFirst23},
    {"an empty line", [](Lines& l) { l.insert(l.begin() + 3, ""); }, kLineLength, 4},
    {"two lines in one", [](Lines& l) { l[3] += l[4]; }, kLineLength, 4},
    {"the header is missing", [](Lines& l) { Erase(l, kHeader); }, kNotStatement, 1},
    {"version 1", [](Lines& l) { Put(l, kHeader, 128, "1"); }, kVersion, kHeader},
    {"the old balance is missing", [](Lines& l) { Erase(l, kOldBalance); }, kOrder, 2},
    {"two old balances", [](Lines& l) { Repeat(l, kOldBalance); }, kOrder, 3},
    {"a record of no kind", [](Lines& l) { Put(l, kFirst21, 1, "7"); }, kOrder, kFirst21},
    {"a movement's first part is missing", [](Lines& l) { Erase(l, kFirst21); }, kOrder, 3},
    {"a later movement's first part is missing", [](Lines& l) { Erase(l, kSecond21); }, kOrder,
     kSecond21},
    {"a movement's last part is missing", [](Lines& l) { Erase(l, kFirst32); }, kCount, 21},
    {"a whole movement is missing", [](Lines& l) { Erase(l, kFees21); }, kCount, 21},
    {"a first part occurs twice", [](Lines& l) { Repeat(l, kFees21); }, kRepeated, kFees21 + 1},
    {"a detail occurs twice", [](Lines& l) { Repeat(l, kDetail21); }, kRepeated, kDetail21 + 1},
    {"a second part occurs twice", [](Lines& l) { Repeat(l, kFirst22); }, kRepeated, kFirst22 + 1},
    {"a third part occurs twice", [](Lines& l) { Repeat(l, kFirst23); }, kRepeated, kFirst23 + 1},
    {"an information occurs twice", [](Lines& l) { Repeat(l, kFirst31); }, kRepeated, kFirst31 + 1},
    {"a continued information occurs twice", [](Lines& l) { Repeat(l, kFirst32); }, kRepeated,
     kFirst32 + 1},
    {"two parts changed places", [](Lines& l) { std::swap(l[kFirst22 - 1], l[kFirst23 - 1]); },
     kOrder, kFirst23},
    {"two movements changed places",
     [](Lines& l) {
       Put(l, kSecond21, 3, "0003");
       Put(l, kSecond21 + 1, 3, "0003");
       Put(l, kTotal21, 3, "0002");
     },
     kRepeated, kTotal21},
    {"a part of another movement", [](Lines& l) { Put(l, kFirst22, 3, "0002"); }, kOrder, kFirst22},
    {"a part of another detail", [](Lines& l) { Put(l, kFirst22, 7, "0001"); }, kOrder, kFirst22},
    {"a detail without its movement", [](Lines& l) { Put(l, kDetail21, 3, "0009"); }, kOrder,
     kDetail21},
    {"a comma in the amount", [](Lines& l) { Put(l, kFirst21, 33, "0000000000,2340"); }, kAmount,
     kFirst21},
    {"a point in the amount", [](Lines& l) { Put(l, kFirst21, 33, "00000000012.340"); }, kAmount,
     kFirst21},
    {"blanks in the amount", [](Lines& l) { Put(l, kFirst21, 33, "          12340"); }, kAmount,
     kFirst21},
    {"tenths of a cent", [](Lines& l) { Put(l, kFirst21, 33, "000000000012345"); }, kAmount,
     kFirst21},
    {"a sign of no kind", [](Lines& l) { Put(l, kFirst21, 32, "-"); }, kField, kFirst21},
    {"30 February", [](Lines& l) { Put(l, kFirst21, 48, "300226"); }, kField, kFirst21},
    {"a date the other way round", [](Lines& l) { Put(l, kFirst21, 116, "262711"); }, kField,
     kFirst21},
    {"a code of letters", [](Lines& l) { Put(l, kFirst21, 54, "0015000O"); }, kField, kFirst21},
    {"no number", [](Lines& l) { Put(l, kFirst21, 3, "    "); }, kField, kFirst21},
    {"an amount was changed", [](Lines& l) { Put(l, kFirst21, 33, "000000000012350"); }, kSums,
     kTrailer},
    {"a sign was changed", [](Lines& l) { Put(l, kFees21, 32, "0"); }, kSums, kTrailer},
    {"a detail becomes a booked movement",
     [](Lines& l) {
       for (const std::size_t line : {14U, 15U}) {
         Put(l, line, 3, "0004");
         Put(l, line, 7, "0000");
       }
       for (const std::size_t line : {16U, 17U, 18U}) Put(l, line, 3, "0005");
       Put(l, kFees21, 3, "0006");
     },
     kSums, kTrailer},
    {"the old balance was changed", [](Lines& l) { Put(l, kOldBalance, 44, "000000001000010"); },
     kBalance, kTrailer},
    {"the new balance was changed", [](Lines& l) { Put(l, kNewBalance, 42, "1"); }, kBalance,
     kTrailer},
    {"a balance of letters", [](Lines& l) { Put(l, kNewBalance, 43, "O"); }, kAmount, kNewBalance},
    {"the new balance is missing", [](Lines& l) { Erase(l, kNewBalance); }, kOrder, kNewBalance},
    {"the new balance and the message are missing",
     [](Lines& l) {
       Erase(l, kNewBalance);
       Erase(l, kNewBalance);
     },
     kOrder, kNewBalance},
    {"a movement behind the new balance",
     [](Lines& l) { std::swap(l[kNewBalance - 1], l[kFees21 - 1]); }, kOrder, kNewBalance},
    {"US dollars", [](Lines& l) { Put(l, kOldBalance, 40, "USD"); }, kCurrency, kOldBalance},
    {"an account with exchanged digits", [](Lines& l) { Put(l, kOldBalance, 10, "3590"); },
     kAccount, kOldBalance},
    {"another account at the end", [](Lines& l) { Put(l, kNewBalance, 5, "NL91ABNA0417164300"); },
     kAccount, kNewBalance},
    {"an account structure of no kind", [](Lines& l) { Put(l, kOldBalance, 2, "4"); }, kField,
     kOldBalance},
    {"a credit sum was changed", [](Lines& l) { Put(l, kTrailer, 38, "1"); }, kSums, kTrailer},
    {"a debit sum was changed", [](Lines& l) { Put(l, kTrailer, 23, "1"); }, kSums, kTrailer},
    {"a count was changed", [](Lines& l) { Put(l, kTrailer, 17, "000018"); }, kCount, kTrailer},
    {"the trailer is missing", [](Lines& l) { Erase(l, kTrailer); }, kTruncated, kTrailer},
    {"a statement should follow", [](Lines& l) { Put(l, kTrailer, 128, "1"); }, kTruncated, 23},
    {"something follows", [](Lines& l) { l.push_back(l[kFees21 - 1]); }, kAfterEnd, 23},
    {"something follows an empty line",
     [](Lines& l) {
       l.emplace_back();
       l.push_back(l[0]);
     },
     kAfterEnd, 24},
    {"the file is empty", [](Lines& l) { l.clear(); }, kNotStatement, 1},
    {"the file is XML", [](Lines& l) { l = {"<?xml version=\"1.0\"?>"}; }, kNotStatement, 1},
};

TEST(CodaFaults, EachPlantedFaultIsFoundInItsPlace) {
  for (const Fault& fault : kFaults) {
    Lines lines = SampleLines();
    fault.plant(lines);
    const ReadFile read = ReadText<CodaReader>(Joined(lines));
    ASSERT_TRUE(read.error) << fault.name;
    EXPECT_EQ(Name(read.error->kind), Name(fault.kind)) << fault.name << ": " << read.error->text;
    EXPECT_EQ(read.error->line, fault.line) << fault.name << ": " << read.error->text;
    lines.resize(std::min(fault.line - 1, lines.size()));
    EXPECT_EQ(read.error->offset, Joined(lines).size()) << fault.name;
    EXPECT_NE(read.error->text.find(". "), std::string::npos) << fault.name;
    EXPECT_EQ(read.error->text.back(), '.') << fault.name;
    if (!read.statements.empty() && fault.line <= kTrailer) {
      EXPECT_FALSE(read.statements[0].end) << fault.name;
    }
  }
}

TEST(CodaFaults, AFileCutAnywhereIsNeverWhole) {
  const std::string text = Joined(SampleLines());
  for (std::size_t length = 0; length + 1 < text.size(); ++length) {
    const ReadFile read = ReadText<CodaReader>(text.substr(0, length));
    ASSERT_TRUE(read.error) << length;
    for (const ReadStatement& statement : read.statements) EXPECT_FALSE(statement.end) << length;
    EXPECT_EQ(Name(read.error->kind), length > 0 ? "truncated" : "not_statement") << length;
  }
}

TEST(CodaFaults, AStatementBeforeTheFaultIsKept) {
  Lines lines = SampleLines();
  Put(lines, kTrailer, 128, "1");
  const Lines second = SampleLines();
  lines.insert(lines.end(), second.begin(), second.end());
  Put(lines, kTrailer + kFees21, 33, "00000000000150O");
  const ReadFile read = ReadText<CodaReader>(Joined(lines));
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->line, kTrailer + kFees21);
  ASSERT_EQ(read.statements.size(), 2U);
  EXPECT_TRUE(read.statements[0].end);
  EXPECT_FALSE(read.statements[1].end);
}

TEST(CodaFaults, ALongLineIsNotKeptInMemory) {
  KeepingSink sink;
  CodaReader reader(sink);
  ASSERT_TRUE(reader.Feed("0000").ok());
  const auto fed = reader.Feed(std::string(1'000'000, 'x'));
  ASSERT_FALSE(fed.ok());
  EXPECT_EQ(fed.error().kind, StatementErrorKind::kLineLength);
  EXPECT_EQ(fed.error().line, 1U);
}

TEST(CodaFaults, EachKindHasAName) {
  for (std::int8_t kind = 1; kind <= 18; ++kind) {
    EXPECT_FALSE(Name(StatementErrorKind{kind}).empty()) << int{kind};
  }
}

}  // namespace
}  // namespace herlaad::statements
