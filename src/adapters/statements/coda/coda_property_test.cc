// Random movements are written as CODA, in pieces of any size, and read back.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "adapters/statements/coda/coda_reader.h"
#include "adapters/statements/coda/testing_coda.h"
#include "adapters/statements/testing_sink.h"

namespace herlaad::statements {
namespace {

std::string Text(std::size_t max) {
  auto text = *rc::gen::container<std::string>(rc::gen::inRange(' ', '\x7f'));
  text.resize(std::min(text.size(), max));
  // What a reader trims cannot come back.
  while (!text.empty() && text.back() == ' ') text.pop_back();
  while (!text.empty() && text.front() == ' ') text.erase(0, 1);
  return text;
}

// A communication that is longer than one record, sometimes.
std::string Communication() {
  std::string text = Text(149);
  const auto repeats = *rc::gen::inRange(0, 4);
  for (int i = 0; i < repeats && !text.empty(); ++i) text += ' ' + text;
  text.resize(std::min<std::size_t>(text.size(), 149));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

SampleMovement AnyMovement() {
  SampleMovement movement;
  movement.cents = *rc::gen::inRange<std::int64_t>(-99'999'999'999, 100'000'000'000);
  movement.communication = Communication();
  movement.our_reference = Text(35);
  movement.name = Text(35);
  movement.bank_reference = Text(21);
  movement.account = *rc::gen::element<std::string>("", "BE62510007547061 EUR");
  return movement;
}

SampleStatement AnyStatement() {
  SampleStatement statement;
  statement.opening = *rc::gen::inRange<std::int64_t>(-99'999'999'999, 100'000'000'000);
  statement.sequence = *rc::gen::inRange<std::uint64_t>(0, 1000);
  const auto count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count; ++i) {
    statement.movements.push_back(AnyMovement());
    if (i > 0 && *rc::gen::inRange(0, 4) == 0) {
      statement.movements.back().detail = true;
      statement.movements.back().code = "50150000";
    }
  }
  return statement;
}

void Compare(const SampleMovement& written, const reconcile::Movement& read) {
  RC_ASSERT(read.cents == written.cents);
  RC_ASSERT(read.communication.text == written.communication);
  RC_ASSERT(read.our_reference == written.our_reference);
  RC_ASSERT(read.counterparty_name == written.name);
  RC_ASSERT(read.bank_reference == written.bank_reference);
  RC_ASSERT(read.counterparty_account == written.account.substr(0, 16));
}

TEST(CodaProperty, WhatIsWrittenReadsBack) {
  EXPECT_TRUE(rc::check("what is written reads back", [] {
    const SampleStatement written = AnyStatement();
    const auto piece = *rc::gen::inRange<std::size_t>(1, 400);
    const ReadFile read = ReadText<CodaReader>(WriteCoda(written), piece);
    RC_ASSERT(!read.error);
    RC_ASSERT(read.statements.size() == 1U);
    const ReadStatement& statement = read.statements[0];
    RC_ASSERT(statement.head.opening.cents == written.opening);
    RC_ASSERT(statement.head.sequence == written.sequence);
    std::size_t booked = 0;
    std::size_t details = 0;
    std::int64_t sum = written.opening;
    for (const SampleMovement& movement : written.movements) {
      while (movement.detail &&
             statement.details.at(details).kind == reconcile::DetailKind::kRest) {
        ++details;
      }
      Compare(movement, movement.detail ? statement.details.at(details++).movement
                                        : statement.movements.at(booked++));
      if (!movement.detail) sum += movement.cents;
    }
    RC_ASSERT(booked == statement.movements.size());
    RC_ASSERT(sum == statement.end->closing.cents);
  }));
}

TEST(CodaProperty, OneChangedDigitOfAnAmountIsFound) {
  EXPECT_TRUE(rc::check("a changed amount is found", [] {
    SampleStatement written = AnyStatement();
    written.movements.push_back(AnyMovement());
    std::string text = WriteCoda(written);
    std::vector<std::size_t> amounts;
    for (std::size_t at = 0; at < text.size(); at += 129) {
      if (text.compare(at, 2, "21") == 0 && text.compare(at + 6, 4, "0000") == 0) {
        amounts.push_back(at + 32);
      }
    }
    const std::size_t at = *rc::gen::elementOf(amounts) + *rc::gen::inRange<std::size_t>(0, 15);
    const auto digit = static_cast<char>('0' + *rc::gen::inRange(0, 10));
    RC_PRE(digit != text[at]);
    text[at] = digit;
    const ReadFile read = ReadText<CodaReader>(text);
    RC_ASSERT(read.error.has_value());
    RC_ASSERT(!read.statements.at(0).end.has_value());
  }));
}

}  // namespace
}  // namespace herlaad::statements
