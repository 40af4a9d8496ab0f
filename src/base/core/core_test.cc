#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/core/crockford.h"
#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/random.h"
#include "base/core/secret.h"

namespace herlaad {
namespace {

TEST(Instant, WritesAndReadsRfc3339) {
  EXPECT_EQ(ToRfc3339({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(ToRfc3339({1'795'357'331'042}), "2026-11-22T14:22:11.042Z");
  EXPECT_EQ(ParseRfc3339("2026-11-22T14:22:11.042Z"), Instant{1'795'357'331'042});
  EXPECT_EQ(ParseRfc3339("2026-11-22T14:22:11Z"), Instant{1'795'357'331'000});
}

TEST(Instant, RefusesWhatIsNotATime) {
  for (const char* text :
       {"", "2026-11-22", "2026-13-22T14:22:11Z", "2026-02-30T14:22:11Z", "2026-11-22T24:22:11Z",
        "2026-11-22 14:22:11Z", "2026-11-22T14:22:11+", "20x6-11-22T14:22:11Z"}) {
    EXPECT_EQ(ParseRfc3339(text), std::nullopt) << text;
  }
}

TEST(Id, TextRoundTripsInEitherCase) {
  EXPECT_TRUE(rc::check("every id reads back", [] {
    const auto id = *rc::gen::inRange<std::int64_t>(0, INT64_MAX);
    const std::string text = IdText("tu_", id);
    RC_ASSERT(ParseIdText("tu_", text) == id);
    std::string upper = text;
    for (auto& c : upper) c = static_cast<char>(std::toupper(c));
    upper.replace(0, 3, "tu_");
    RC_ASSERT(ParseIdText("tu_", upper) == id);
  }));
}

TEST(Id, CheckCharacterCatchesOneWrongCharacterAndSwappedNeighbours) {
  EXPECT_TRUE(rc::check("a misheard reference opens nothing", [] {
    const auto id = *rc::gen::inRange<std::int64_t>(0, INT64_MAX);
    const std::string text = IdText("tu_", id);
    const auto at = *rc::gen::inRange<std::size_t>(3, text.size());
    std::string wrong = text;
    std::string other;
    AppendCrockford(*rc::gen::inRange<std::uint64_t>(0, 32), 1, other);
    wrong[at] = other[0];
    RC_ASSERT((wrong == text) == ParseIdText("tu_", wrong).has_value());
    if (at + 1 < text.size()) {
      std::string swapped = text;
      std::swap(swapped[at], swapped[at + 1]);
      RC_ASSERT((swapped == text) == ParseIdText("tu_", swapped).has_value());
    }
  }));
}

TEST(Id, GrowsAlsoWhenTheClockGoesBack) {
  IdSource source(Home{3}, 2);
  std::int64_t last = 0;
  Random random(7);
  std::int64_t now = 1'795'357'331'042;
  for (int i = 0; i < 10'000; ++i) {
    now += random.Between(-2, 2);
    const std::int64_t id = source.Next({now});
    ASSERT_GT(id, last);
    ASSERT_EQ(HomeOfId(id).number, 3);
    last = id;
  }
}

TEST(Id, StartsAboveTheLastStoredOne) {
  IdSource before(Home{0}, 5);
  const std::int64_t last = before.Next({1'795'357'331'042});
  IdSource after(Home{0}, 1, last);
  EXPECT_GT(after.Next({1'700'000'000'000}), last) << "the clock was set back while we were down";
}

TEST(Id, SaysWhenItWasMade) {
  IdSource source(Home{0}, 0);
  const Instant now{1'795'357'331'042};
  EXPECT_EQ(InstantOfId(source.Next(now)), now);
  EXPECT_LE(FirstIdAt(Home{0}, now), source.Next(now));
}

TEST(Random, SameSeedSameSequence) {
  Random a(42), b(42), c(43);
  EXPECT_EQ(a.Next(), b.Next());
  EXPECT_NE(a.Next(), c.Next());
  for (int i = 0; i < 1000; ++i) {
    const auto draw = a.Between(-3, 3);
    ASSERT_TRUE(draw >= -3 && draw <= 3);
  }
}

TEST(Secret, IsUnguessableAndComparesByContent) {
  const Secret a = RandomSecret(16), b = RandomSecret(16);
  EXPECT_EQ(a.Reveal().size(), 26U);
  EXPECT_FALSE(a == b);
  EXPECT_TRUE(a == Secret(a.Reveal()));
}

TEST(Secret, HmacIsSha256) {
  // RFC 4231, test case 2.
  EXPECT_EQ(HmacHex(Secret("Jefe"), "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_TRUE(HmacMatches(Secret("k"), "text", HmacHex(Secret("k"), "text")));
  EXPECT_FALSE(HmacMatches(Secret("k"), "text", HmacHex(Secret("k"), "texts")));
  EXPECT_FALSE(HmacMatches(Secret("k"), "text", ""));
}

}  // namespace
}  // namespace herlaad
