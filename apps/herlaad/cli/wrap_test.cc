#include "apps/herlaad/cli/wrap.h"

#include <gtest/gtest.h>

#include <sstream>

namespace herlaad::app {
namespace {

std::string Wrapped(const std::string& text, std::size_t column, std::optional<int> width) {
  std::ostringstream out;
  Wrap(text, column, width, out);
  return out.str();
}

TEST(Wrap, LinesEndBetweenWordsAndStartAtTheColumn) {
  EXPECT_EQ(Wrapped("one two three", 2, 9), "one two\n  three\n");
  EXPECT_EQ(Wrapped("one two three", 2, 10), "one two\n  three\n");
  EXPECT_EQ(Wrapped("one two three", 2, 15), "one two three\n") << "the last column is used";
  EXPECT_EQ(Wrapped("€15 €50", 0, 7), "€15 €50\n") << "columns, not bytes";
  EXPECT_EQ(Wrapped("https://herlaad.example/ it", 4, 10), "https://herlaad.example/\n    it\n");
}

TEST(Wrap, CommandsAreWhole) {
  EXPECT_EQ(Wrapped("Run `herlaad key list`. Then", 0, 10), "Run\n`herlaad key list`.\nThen\n");
}

TEST(Wrap, TextIsUnchangedWithoutATerminal) {
  EXPECT_EQ(Wrapped("one  two three", 2, std::nullopt), "one  two three\n");
  EXPECT_EQ(Wrapped("", 2, std::nullopt), "\n");
}

}  // namespace
}  // namespace herlaad::app
