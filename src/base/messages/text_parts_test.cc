#include "base/messages/text_parts.h"

#include <gtest/gtest.h>

namespace herlaad::messages {
namespace {

std::string Times(std::string_view text, std::size_t n) {
  std::string all;
  for (std::size_t i = 0; i < n; ++i) all += text;
  return all;
}

struct Case {
  const char* name;
  std::string text;
  TextParts parts;
};

TEST(TextParts, PartsAreCountedAsOperatorsBillThem) {
  const auto gsm = TextAlphabet::kGsm7;
  const auto ucs = TextAlphabet::kUcs2;
  const Case cases[] = {
      {"nothing", "", {gsm, 0, 0}},
      {"a full part", Times("a", 160), {gsm, 160, 1}},
      {"one more", Times("a", 161), {gsm, 161, 2}},
      {"two full parts", Times("a", 306), {gsm, 306, 2}},
      {"three", Times("a", 307), {gsm, 307, 3}},
      {"the euro takes two septets", Times("€", 80), {gsm, 160, 1}},
      {"and is never cut in two: 76 fit in a part of 153", Times("€", 153), {gsm, 306, 3}},
      {"all that French needs, but not its marks", "é è ù à Ç É", {gsm, 11, 1}},
      {"a small ç is not in the alphabet", "ça", {ucs, 2, 1}},
      {"a no-break space is not either", "15,00\u00a0€", {ucs, 7, 1}},
      {"an underscore is, a backtick is not", "a_b", {gsm, 3, 1}},
      {"a backtick", "a`b", {ucs, 3, 1}},
      {"braces are in the extension", "{}", {gsm, 4, 1}},
      {"Chinese, a full part", Times("充", 70), {ucs, 70, 1}},
      {"Chinese, one more", Times("充", 71), {ucs, 71, 2}},
      {"Chinese, three", Times("充", 135), {ucs, 135, 3}},
      {"a smile takes two units and is never cut", Times("🙂", 36), {ucs, 72, 2}},
      {"no UTF-8", "a\xff", {ucs, 2, 1}},
      {"cut off", "a\xe2\x82", {ucs, 3, 1}},
  };
  for (const Case& c : cases) {
    const TextParts parts = CountTextParts(c.text);
    EXPECT_EQ(parts.alphabet, c.parts.alphabet) << c.name;
    EXPECT_EQ(parts.units, c.parts.units) << c.name;
    EXPECT_EQ(parts.parts, c.parts.parts) << c.name;
  }
}

TEST(TextParts, PlainTextFitsTheAlphabet) {
  EXPECT_EQ(PlainText("15,00\u00a0€ · 1\u202f234"), "15,00 € - 1 234");
  EXPECT_EQ(PlainText("jusqu’au 3 août, c’est «ça» …"), "jusqu'au 3 aout, c'est \"ca\" ...");
  EXPECT_EQ(PlainText("für März, œuvre"), "für März, oeuvre");
  EXPECT_EQ(PlainText("充值成功"), "充值成功");
  EXPECT_EQ(PlainText("a\xff"), "a\xff");
  EXPECT_EQ(CountTextParts(PlainText("ÀÂÊËÎÏÔÛçœ“”’…\u202f")).alphabet, TextAlphabet::kGsm7);
}

TEST(TextParts, EveryReplacementIsInTheAlphabet) {
  for (char32_t code = 0xA0; code < 0x2100; ++code) {
    std::string utf8;
    if (code < 0x800) {
      utf8 = {static_cast<char>(0xC0U | (code >> 6U)), static_cast<char>(0x80U | (code & 0x3FU))};
    } else {
      utf8 = {static_cast<char>(0xE0U | (code >> 12U)),
              static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)),
              static_cast<char>(0x80U | (code & 0x3FU))};
    }
    const std::string plain = PlainText(utf8);
    if (plain == utf8) continue;
    EXPECT_EQ(CountTextParts(plain).alphabet, TextAlphabet::kGsm7) << std::hex << int(code);
  }
}

}  // namespace
}  // namespace herlaad::messages
