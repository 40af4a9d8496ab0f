#include "adapters/statements/csv_list.h"

#include <gtest/gtest.h>

namespace herlaad::statements {
namespace {

using reconcile::SourceKind;

struct ReadList {
  std::vector<engine::ExternalMovement> lines;
  std::optional<StatementError> error;
};

ReadList Read(SourceKind kind, std::string_view text, std::size_t piece = 1'000) {
  ReadList read;
  CsvListReader reader(kind, [&read](const auto& line) { read.lines.push_back(line); });
  for (std::size_t at = 0; at < text.size(); at += piece) {
    if (!reader.Feed(text.substr(at, piece)).ok()) break;
  }
  if (const auto done = reader.Finish(); !done.ok()) read.error = done.error();
  return read;
}

constexpr std::string_view kDeliveries =
    "reference,msisdn,amount,time,state\n"
    "tu_1-d1,32470123456,15.00,2026-11-29T23:30:00Z,delivered\n"
    "tu_2-d1,,10.00,2026-11-29,refused\n"
    "\"tu_3-d1\",4567,5.00,2026-11-29,delivered\r\n";

TEST(CsvList, DeliveriesAreReadInPiecesOfAnySize) {
  for (const std::size_t piece : {1U, 7U, 1'000U}) {
    const ReadList read = Read(SourceKind::kDeliveries, kDeliveries, piece);
    ASSERT_FALSE(read.error.has_value()) << read.error->Sentence();
    ASSERT_EQ(read.lines.size(), 2U);
    EXPECT_EQ(read.lines[0].reference, "tu_1-d1");
    EXPECT_EQ(read.lines[0].cents, 1'500);
    EXPECT_EQ(read.lines[0].counterparty, "3456");                   // never the whole number
    EXPECT_EQ(reconcile::DayText(read.lines[0].day), "2026-11-30");  // in Brussels
    EXPECT_EQ(read.lines[1].n, 2);
  }
}

TEST(CsvList, LinesThatMovedNothingAreLeftOutAndCounted) {
  std::string text = "reference,amount,time,state\na,1.00,2026-11-29,delivered\n";
  for (const char* const state :
       {"refused", "refused", "rejected", "failed", "cancelled", "expired", "pending"})
    text += std::string("b,1.00,2026-11-29,") + state + "\n";
  std::int32_t taken = 0;
  CsvListReader reader(SourceKind::kDeliveries, [&taken](const auto&) { ++taken; });
  ASSERT_TRUE(reader.Feed(text).ok());
  ASSERT_TRUE(reader.Finish().ok());
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(reader.left_out().size(), 6U);
  EXPECT_EQ(reader.left_out().at("refused"), 2);
}

TEST(CsvList, AnUnknownStateIsNamed) {
  for (const std::string state : {"Delivered", "ok", "", "delivered "}) {
    const ReadList read = Read(SourceKind::kDeliveries,
                               "reference,amount,time,state\na,1.00,2026-11-29," + state + "\n");
    ASSERT_TRUE(read.error.has_value()) << state;
    EXPECT_EQ(read.error->kind, StatementErrorKind::kField);
    EXPECT_EQ(read.error->line, 2U);
    EXPECT_EQ(read.error->text.find("\"" + state + "\" is no state: write delivered, refused, "),
              0U)
        << read.error->text;
  }
}

TEST(CsvList, CountsMayBeSeparatedBySemicolons) {
  const ReadList read =
      Read(SourceKind::kTillCounts, "\xEF\xBB\xBFtill;day;counted\nkiosk;2026-11-29;120.50");
  ASSERT_FALSE(read.error.has_value()) << read.error->Sentence();
  ASSERT_EQ(read.lines.size(), 1U);
  EXPECT_EQ(read.lines[0].reference, "kiosk 2026-11-29");
  EXPECT_EQ(read.lines[0].cents, 12'050);
}

TEST(CsvList, CurrencyIsTakenInEitherCase) {
  for (const std::string currency : {"EUR", "eur"}) {
    const ReadList read = Read(SourceKind::kTillCounts,
                               "till,day,counted,currency\nkiosk,2026-11-29,120.50," + currency);
    ASSERT_FALSE(read.error.has_value()) << read.error->Sentence();
    ASSERT_EQ(read.lines.size(), 1U);
    EXPECT_EQ(read.lines[0].cents, 12'050);
  }
}

TEST(CsvList, AnotherCurrencyIsNotTakenForEuros) {
  for (const std::string currency : {"USD", "usd", "Eur", "€", ""}) {
    const std::string line = "a,1.00,2026-11-29,delivered," + currency + "\n";
    const ReadList read =
        Read(SourceKind::kDeliveries, "reference,amount,time,state,currency\n" + line);
    ASSERT_TRUE(read.error.has_value()) << currency;
    EXPECT_EQ(read.error->kind, StatementErrorKind::kCurrency);
    EXPECT_EQ(read.error->line, 2U);
    EXPECT_NE(read.error->text.find("must be EUR or eur"), std::string::npos);
    EXPECT_TRUE(read.lines.empty());
  }
}

struct Case {
  const char* name;
  SourceKind kind;
  const char* text;
  StatementErrorKind error;
  std::uint64_t line;
};

TEST(CsvList, BadLinesAreNamed) {
  const Case cases[] = {
      {"an empty file", SourceKind::kTillCounts, "", StatementErrorKind::kNotStatement, 1},
      {"a column that is missing", SourceKind::kTillCounts, "till,day\nkiosk,2026-11-29\n",
       StatementErrorKind::kNotStatement, 1},
      {"a column twice", SourceKind::kTillCounts, "till,day,counted,day\n",
       StatementErrorKind::kRepeated, 1},
      {"a comma for decimals", SourceKind::kTillCounts,
       "till;day;counted\nkiosk;2026-11-29;120,50\n", StatementErrorKind::kAmount, 2},
      {"a comma for decimals that splits the line", SourceKind::kTillCounts,
       "till,day,counted\nkiosk,2026-11-29,120,50\n", StatementErrorKind::kField, 2},
      {"thousands with a point", SourceKind::kTillCounts,
       "till;day;counted\nkiosk;2026-11-29;1.200\n", StatementErrorKind::kAmount, 2},
      {"no decimals", SourceKind::kTillCounts, "till;day;counted\nkiosk;2026-11-29;120\n",
       StatementErrorKind::kAmount, 2},
      {"a line that is cut off", SourceKind::kTillCounts,
       "till,day,counted\na,2026-11-29,1.00\nkiosk,2026-11", StatementErrorKind::kField, 3},
      {"a day that does not exist", SourceKind::kTillCounts,
       "till,day,counted\nkiosk,2026-11-31,1.00\n", StatementErrorKind::kField, 2},
      {"a quote that is not closed", SourceKind::kTillCounts,
       "till,day,counted\n\"kiosk,2026-11-29,1.00\n", StatementErrorKind::kField, 2},
      {"a time that is none", SourceKind::kDeliveries,
       "reference,amount,time,state\na,1.00,29/11/2026,delivered\n", StatementErrorKind::kField, 2},
      {"a delivery below zero", SourceKind::kDeliveries,
       "reference,amount,time,state\na,1.00,2026-11-29,delivered\nb,-15.00,2026-11-29,delivered\n",
       StatementErrorKind::kAmount, 3},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    const ReadList read = Read(each.kind, each.text);
    ASSERT_TRUE(read.error.has_value());
    EXPECT_EQ(read.error->kind, each.error) << read.error->Sentence();
    EXPECT_EQ(read.error->line, each.line);
  }
}

TEST(CsvList, WhatIsNoUtf8IsRefusedByName) {
  using namespace std::string_literals;
  const std::string header = "reference,amount,time,state\n";
  const std::string end = ",1.00,2026-11-29,delivered\n";
  struct {
    const char* name;
    std::string text;
    std::uint64_t line;
    const char* says;
  } const cases[] = {
      {"Latin-1", header + "a" + end + "t\xE9" + end, 3, "may be in Latin-1 (ISO 8859-1)"},
      {"Latin-1 in a line that is left out", header + "t\xE9,1.00,2026-11-29,refused\n", 2,
       "not in UTF-8"},
      {"a zero byte", header + "t\0"s + end, 2, "has a zero byte"},
      {"a control character", header + "t\x01" + end, 2, "has a control character"},
      {"UTF-16 with its mark", "\xFF\xFEr\0e\0f\0\n\0"s, 1, "in UTF-16. Save it as UTF-8."},
      {"big-endian UTF-16 with its mark", "\xFE\xFF\0r\0e\0f\0\n"s, 1, "in UTF-16"},
      {"UTF-16 without a mark", "r\0e\0f\0\n\0"s, 1, "in UTF-16"},
      {"big-endian UTF-16 without a mark", "\0r\0e\0f\0\n"s, 1, "in UTF-16"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    const ReadList read = Read(SourceKind::kDeliveries, each.text, 3);
    ASSERT_TRUE(read.error.has_value());
    EXPECT_EQ(read.error->line, each.line);
    EXPECT_NE(read.error->text.find(each.says), std::string::npos) << read.error->text;
  }
  EXPECT_FALSE(
      Read(SourceKind::kDeliveries, "\xEF\xBB\xBF" + header + "t\xC3\xA9" + end).error.has_value());
}

TEST(CsvList, KindIsSeenFromTheHeader) {
  EXPECT_EQ(CsvListReader::KindOf(kDeliveries), SourceKind::kDeliveries);
  EXPECT_EQ(CsvListReader::KindOf("till,day,counted\n"), SourceKind::kTillCounts);
  EXPECT_FALSE(CsvListReader::KindOf("name,age\n").has_value());
}

TEST(CsvList, DecimalsAreStrict) {
  EXPECT_EQ(ParseDecimal("0.05"), 5);
  EXPECT_EQ(ParseDecimal("-3.05"), -305);
  for (const char* const text : {"", ".05", "1.5", "1,50", "1.500", "1e2.00", "+1.00", " 1.00"}) {
    EXPECT_FALSE(ParseDecimal(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace herlaad::statements
