// Random entries are written as camt.053, in pieces of any size, and read back.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "adapters/statements/camt/camt053_reader.h"
#include "adapters/statements/camt/testing_camt.h"
#include "adapters/statements/testing_sink.h"

namespace herlaad::statements {
namespace {

struct WrittenEntry {
  std::int64_t cents = 0;
  std::string name;
  std::string text;
  std::vector<std::int64_t> parts;  // amounts of the transactions, none or several
};

std::string Escaped(std::string_view text) {
  std::string xml;
  for (const char c : text) {
    if (c == '&') {
      xml += "&amp;";
    } else if (c == '<') {
      xml += "&lt;";
    } else if (c == '>') {
      xml += "&#62;";
    } else {
      xml += c;
    }
  }
  return xml;
}

std::string Text(std::size_t max) {
  auto text = *rc::gen::container<std::string>(rc::gen::inRange('!', '\x7f'));
  text.resize(std::min(text.size(), max));
  return text;
}

WrittenEntry AnyEntry() {
  WrittenEntry entry;
  entry.cents = *rc::gen::inRange<std::int64_t>(-99'999'999'999, 100'000'000'000);
  if (*rc::gen::inRange(0, 3) > 0) {
    entry.name = Text(70);
    entry.text = Text(140);
    return entry;
  }
  const auto count = *rc::gen::inRange(2, 6);
  for (int i = 0; i < count; ++i) {
    entry.parts.push_back(*rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'001));
  }
  return entry;
}

std::string Body(const WrittenEntry& entry, bool wraps) {
  if (!entry.parts.empty()) {
    std::string body = "<NtryDtls>";
    for (const std::int64_t part : entry.parts) body += "<TxDtls>" + Signed(part) + "</TxDtls>";
    return body + "</NtryDtls>";
  }
  const std::string party = entry.cents < 0 ? "Cdtr" : "Dbtr";
  std::string name = "<Nm>" + Escaped(entry.name) + "</Nm>";
  if (wraps) name = "<Pty>" + name + "</Pty>";
  return Details("<RltdPties><" + party + ">" + name + "</" + party +
                 "></RltdPties><RmtInf><Ustrd>" + Escaped(entry.text) + "</Ustrd></RmtInf>");
}

void CompareParts(const WrittenEntry& written, const ReadStatement& read, std::size_t& at) {
  std::int64_t sum = 0;
  for (const std::int64_t part : written.parts) {
    RC_ASSERT(read.details.at(at).kind == reconcile::DetailKind::kPart);
    RC_ASSERT(read.details.at(at++).movement.cents == part);
    sum += part;
  }
  if (written.parts.empty() || sum == written.cents) return;
  RC_ASSERT(read.details.at(at).kind == reconcile::DetailKind::kRest);
  RC_ASSERT(read.details.at(at++).movement.cents == written.cents - sum);
}

TEST(Camt053Property, WhatIsWrittenReadsBack) {
  EXPECT_TRUE(rc::check("what is written reads back", [] {
    std::vector<WrittenEntry> written;
    std::vector<SampleEntry> entries;
    const bool wraps = *rc::gen::inRange(0, 2) == 1;
    const auto count = *rc::gen::inRange(0, 10);
    for (int i = 0; i < count; ++i) {
      written.push_back(AnyEntry());
      entries.push_back({.cents = written.back().cents,
                         .status = wraps ? "<Cd>BOOK</Cd>" : "BOOK",
                         .body = Body(written.back(), wraps)});
    }
    std::int64_t closing = 1'000;
    for (const WrittenEntry& entry : written) closing += entry.cents;
    const std::string text =
        WriteCamt(entries, {{"OPBD", 1'000, "2026-11-26"}, {"CLBD", closing, "2026-11-27"}},
                  wraps ? "08" : "02");
    const ReadFile read = ReadText<Camt053Reader>(text, *rc::gen::inRange<std::size_t>(1, 3'000));
    RC_ASSERT(!read.error);
    const ReadStatement& statement = read.statements.at(0);
    RC_ASSERT(statement.movements.size() == written.size());
    std::size_t detail = 0;
    for (std::size_t i = 0; i < written.size(); ++i) {
      RC_ASSERT(statement.movements[i].cents == written[i].cents);
      RC_ASSERT(statement.movements[i].counterparty_name == written[i].name);
      RC_ASSERT(statement.movements[i].communication.text == written[i].text);
      CompareParts(written[i], statement, detail);
    }
    RC_ASSERT(detail == statement.details.size());
    RC_ASSERT(statement.end->closing.cents == closing);
  }));
}

}  // namespace
}  // namespace herlaad::statements
