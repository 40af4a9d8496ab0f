#include "domain/orders/placing/client_details.h"

#include <gtest/gtest.h>

namespace herlaad::orders {
namespace {

TEST(ClientDetails, CharactersAreCountedNotBytes) {
  EXPECT_EQ(CountCharacters(""), 0U);
  EXPECT_EQ(CountCharacters("abc"), 3U);
  EXPECT_EQ(CountCharacters("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), 3U);
}

TEST(ClientDetails, CanonicalTextsAreEqualOnlyForEqualDetails) {
  const ClientDetails all[] = {
      {},
      {"a", "", {}},
      {"", "a", {}},
      {"a", "b", {}},
      {"", "", {{"a", "b"}}},
      {"", "", {{"ab", ""}}},
      {"", "", {{"a", ""}, {"b", ""}}},
      {"1:a", "", {}},
      {"", "", {{"a", "b"}, {"c", "d"}}},
      {"", "", {{"a", "b1:c1:d"}}},
  };
  for (const ClientDetails& one : all) {
    for (const ClientDetails& other : all)
      EXPECT_EQ(CanonicalText(one) == CanonicalText(other), one == other);
  }
  EXPECT_EQ(CanonicalText({}), "");
}

}  // namespace
}  // namespace herlaad::orders
