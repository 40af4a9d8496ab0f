#include "base/core/blank.h"

#include <gtest/gtest.h>

namespace herlaad {
namespace {

TEST(Blank, SpacesOfEveryKindAreNothing) {
  for (const char* text : {"", " ", "\t\r\n", "\xC2\xA0", " \xC2\xA0\xE2\x80\xAF ", "\xE3\x80\x80",
                           "\xE2\x80\x8B\xEF\xBB\xBF", "\xC2\xAD", "\x7F"})
    EXPECT_TRUE(IsBlank(text)) << text;
}

TEST(Blank, AnythingToSeeIsSomething) {
  for (const char* text : {"x", " x", "\xC2\xA0.", "é", "。", "\xC2", "\xFF"})
    EXPECT_FALSE(IsBlank(text)) << text;
}

}  // namespace
}  // namespace herlaad
