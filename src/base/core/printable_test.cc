#include "base/core/printable.h"

#include <gtest/gtest.h>

namespace herlaad {
namespace {

struct Row {
  const char* sentence;
  const char* text;
  bool is_one_line;
};

TEST(OneLine, HasTextOfAnyLanguageAndNothingThatMovesIt) {
  const Row rows[] = {
      {"nothing", "", true},
      {"words", "Kiosk Centraal, 2e verdieping", true},
      {"accents", "L\xC3\xA4\xC3\x9Ft \xC3\x80", true},
      {"a no-break space", "15\xC2\xA0\xE2\x82\xAC", true},
      {"Chinese", "\xE5\x85\x85\xE5\x80\xBC", true},
      {"Arabic and Hebrew letters", "\xD8\xB4\xD8\x9B \xD7\xA9", true},
      {"a dash, quotes and an ellipsis", "\xE2\x80\x93 \xE2\x80\x9C\xE2\x80\x9D \xE2\x80\xA6",
       true},
      {"joiners in a picture", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7", true},
      {"a line break", "a\nb", false},
      {"a carriage return", "a\r", false},
      {"a tab", "a\tb", false},
      {"an escape", "a\x1B[2J", false},
      {"delete", "a\x7F", false},
      {"next line, U+0085",
       "a\xC2\x85"
       "b",
       false},
      {"the control sequence introducer, U+009B",
       "\xC2\x9B"
       "2J",
       false},
      {"Arabic letter mark, U+061C", "\xD8\x9C", false},
      {"left-to-right mark, U+200E", "a\xE2\x80\x8E", false},
      {"right-to-left mark, U+200F", "a\xE2\x80\x8F", false},
      {"line separator, U+2028", "a\xE2\x80\xA8", false},
      {"paragraph separator, U+2029", "a\xE2\x80\xA9", false},
      {"right-to-left override, U+202E",
       "a\xE2\x80\xAE"
       "b",
       false},
      {"left-to-right embedding, U+202A", "\xE2\x80\xAA", false},
      {"left-to-right isolate, U+2066", "\xE2\x81\xA6", false},
      {"pop directional isolate, U+2069", "\xE2\x81\xA9", false},
      {"the character after it, U+206A", "\xE2\x81\xAA", true},
      {"a character that is cut", "\xE2\x80", true},
  };
  for (const Row& row : rows) EXPECT_EQ(IsOneLine(row.text), row.is_one_line) << row.sentence;
}

}  // namespace
}  // namespace herlaad
