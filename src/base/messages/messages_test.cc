#include "base/messages/messages.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace herlaad::messages {
namespace {

TEST(Texts, EveryTextExistsInEveryLanguage) {
  EXPECT_EQ(Text(Language::kNl, "order.again"), "Nog eens herladen");
  EXPECT_EQ(Text(Language::kEn, "order.again"), "Top up again");
  for (const Language language : kLanguages) {
    for (const std::string_view name : kKeys) {
      EXPECT_FALSE(Text(language, *Key::Find(name)).empty()) << Code(language) << ' ' << name;
    }
  }
}

TEST(Keys, KeysAreFoundByExactName) {
  ASSERT_TRUE(Key::Find("problem.busy.title"));
  EXPECT_EQ(Text(Language::kEn, *Key::Find("problem.busy.title")), "We are too busy right now");
  EXPECT_EQ(Key::Find("order.again")->name(), "order.again");
  for (const char* const name : {"", "order", "order.again ", "problem.busy", "zzz"}) {
    EXPECT_FALSE(Key::Find(name)) << name;
  }
}

TEST(Texts, PlaceholdersAreReplaced) {
  EXPECT_EQ(Text(Language::kEn, "choice.is_with", {{"operator", "Proximus"}}),
            "This number is with Proximus.");
  EXPECT_EQ(Text(Language::kEn, "choice.pay_for", {{"operator", "Orange"}, {"number", "0470"}}),
            "for 0470\u00a0· Orange");
  EXPECT_EQ(Text(Language::kEn, "choice.other_operator", {{"operator", "Telenet"}}),
            "The number is with Telenet. Choose Telenet to continue.");
}

TEST(Texts, PlaceholdersWithoutValueStay) {
  EXPECT_EQ(Text(Language::kEn, "choice.is_with", {}), "This number is with {operator}.");
  EXPECT_EQ(Text(Language::kEn, "order.again", {{"operator", "Proximus"}}), "Top up again");
}

TEST(Texts, InsertedValuesAreNotExpanded) {
  EXPECT_EQ(Text(Language::kEn, "choice.pay_for", {{"number", "{operator}"}, {"operator", "{x"}}),
            "for {operator}\u00a0· {x");
}

// The sentence follows others about credit and bonus, so it must name the refund.
TEST(Texts, BankDaysTextNamesTheRefund) {
  EXPECT_NE(Text(Language::kNl, "order.bank_days").find("terugbetaling"), std::string::npos);
  EXPECT_NE(Text(Language::kFr, "order.bank_days").find("remboursement"), std::string::npos);
  EXPECT_NE(Text(Language::kDe, "order.bank_days").find("Rückzahlung"), std::string::npos);
  EXPECT_NE(Text(Language::kEn, "order.bank_days").find("refund"), std::string::npos);
  EXPECT_NE(Text(Language::kZh, "order.bank_days").find("退款"), std::string::npos);
}

// All sources of the server except tests.
std::string ServerSources() {
  std::string all;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(HERLAAD_SOURCE_DIR "/src")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".h") && !name.ends_with(".cc")) continue;
    if (name.ends_with("_test.cc") || name == "messages.h") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return all;
}

// A text of a kind that only the server uses is dead unless the server names it. Once the server
// names one text of a kind, it must name all of that kind; web/tests/unit checks the pages' texts
// likewise.
TEST(ServersTexts, EveryServerTextIsUsed) {
  const std::string sources = ServerSources();
  ASSERT_GT(sources.size(), 500'000U);
  for (const std::string kind :
       {"refusal.", "receipt.", "sms.", "mail.", "support.", "sandbox.", "page."}) {
    if (sources.find("\"" + kind) == std::string::npos) continue;
    for (const std::string_view name : kKeys) {
      if (!name.starts_with(kind)) continue;
      EXPECT_NE(sources.find("\"" + std::string(name) + "\""), std::string::npos) << name;
    }
  }
}

}  // namespace
}  // namespace herlaad::messages
