#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sys/resource.h>

#include <thread>

#include "base/core/crockford.h"
#include "base/core/even_time.h"
#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/random.h"
#include "base/core/secret.h"
#include "base/core/short_slices.h"

namespace herlaad {
namespace {

TEST(ShortSlices, ThreadKeepsItsPriority) {
  std::thread([] {
    setpriority(PRIO_PROCESS, 0, 3);
    AskForShortSlices();
    EXPECT_EQ(getpriority(PRIO_PROCESS, 0), 3);
  }).join();
}

TEST(Instant, Rfc3339RoundTrips) {
  EXPECT_EQ(ToRfc3339({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(ToRfc3339({1'795'357'331'042}), "2026-11-22T14:22:11.042Z");
  EXPECT_EQ(ParseRfc3339("2026-11-22T14:22:11.042Z"), Instant{1'795'357'331'042});
  EXPECT_EQ(ParseRfc3339("2026-11-22T14:22:11Z"), Instant{1'795'357'331'000});
}

TEST(Instant, EveryMillisecondRoundTrips) {
  EXPECT_EQ(ToRfc3339({253'402'300'799'999}), "9999-12-31T23:59:59.999Z");
  EXPECT_TRUE(rc::check("what is written reads back", [] {
    const Instant at{*rc::gen::inRange<std::int64_t>(0, 253'402'300'800'000)};
    RC_ASSERT(ParseRfc3339(ToRfc3339(at)) == at);
  }));
}

TEST(Instant, InvalidTimesAreRejected) {
  for (const char* text :
       {"", "2026-11-22", "2026-13-22T14:22:11Z", "2026-02-30T14:22:11Z", "2026-11-22T24:22:11Z",
        "2026-11-22 14:22:11Z", "2026-11-22T14:22:11+", "20x6-11-22T14:22:11Z"}) {
    EXPECT_EQ(ParseRfc3339(text), std::nullopt) << text;
  }
}

TEST(Crockford, EachCharacterHasItsValue) {
  const std::string digits = "0123456789abcdefghjkmnpqrstvwxyz";
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    std::string read =
        c >= 'A' && c <= 'Z' ? std::string(1, static_cast<char>(c + 32)) : std::string(1, c);
    if (read == "i" || read == "l") read = "1";
    if (read == "o") read = "0";
    const std::size_t value = digits.find(read);
    const auto expected =
        value == std::string::npos ? std::nullopt : std::optional(static_cast<unsigned>(value));
    EXPECT_EQ(CrockfordDigit(c), expected) << byte;
  }
}

TEST(Id, TextRoundTripsInEitherCase) {
  EXPECT_TRUE(rc::check("every id reads back", [] {
    const auto id = *rc::gen::inRange<std::int64_t>(0, INT64_MAX);
    const std::string text = IdText("tu_", id);
    RC_ASSERT(ParseIdText("tu_", text) == id);
    std::string upper = text;
    for (auto& c : upper) c = static_cast<char>(std::toupper(c));
    RC_ASSERT(ParseIdText("tu_", upper) == id);
  }));
}

TEST(Id, CheckCharacterDetectsSingleErrorsAndAdjacentSwaps) {
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

TEST(Id, IdsIncreaseEvenIfTheClockGoesBack) {
  IdSource source(Shard{3}, 2);
  std::int64_t last = 0;
  Random random(7);
  std::int64_t now = 1'795'357'331'042;
  for (int i = 0; i < 10'000; ++i) {
    now += random.Between(-2, 2);
    const std::int64_t id = source.Next({now});
    ASSERT_GT(id, last);
    ASSERT_EQ(ShardOfId(id).number, 3);
    last = id;
  }
}

TEST(Id, NewIdsExceedTheLastStoredId) {
  IdSource before(Shard{0}, 5);
  const std::int64_t last = before.Next({1'795'357'331'042});
  IdSource after(Shard{0}, 1, last);
  EXPECT_GT(after.Next({1'700'000'000'000}), last) << "the clock was set back while we were down";
}

TEST(Id, IdCarriesItsCreationTime) {
  IdSource source(Shard{0}, 0);
  const Instant now{1'795'357'331'042};
  EXPECT_EQ(InstantOfId(source.Next(now)), now);
  EXPECT_LE(FirstIdAt(Shard{0}, now), source.Next(now));
}

class EvenTimeTest : public ::testing::Test {
 protected:
  // The source reads `off` ms more than the time since the start.
  Instant At(std::int64_t ms, std::int64_t off = 0) {
    return time_.Now(kStart + Millis(ms + off), EvenTime::Steady{} + Millis(1'000'000 + ms));
  }
  const Instant kStart{1'795'352'531'000};
  EvenTime time_;
};

TEST_F(EvenTimeTest, EqualsItsSourceWhileTheClockIsNotSet) {
  for (const std::int64_t ms : {0, 1, 500, 500, 60'000, 86'400'000}) {
    EXPECT_EQ(At(ms), kStart + Millis(ms));
  }
  EXPECT_EQ(At(86'401'000, -3), kStart + Millis(86'400'997)) << "a little late";
  EXPECT_EQ(time_.Since(), kStart);
}

TEST_F(EvenTimeTest, RunsAtHalfSpeedAfterTheSourceIsSetBack) {
  At(0);
  EXPECT_EQ(At(10'000, -100'000), kStart + Millis(5'000)) << "neither back nor standing still";
  EXPECT_EQ(At(20'000, -100'000), kStart + Millis(10'000));
  EXPECT_EQ(time_.Since(), kStart + Millis(10'000)) << "not even before it has caught up";
  for (std::int64_t ms = 20'001; ms < 200'000; ++ms) At(ms, -100'000);
  EXPECT_EQ(At(200'000, -100'000), kStart + Millis(100'000)) << "however often it is asked";
  EXPECT_EQ(At(300'000, -100'000), kStart + Millis(200'000)) << "its source's pace again";
  EXPECT_LE(time_.Since(), kStart + Millis(100'000));
}

TEST_F(EvenTimeTest, FollowsTheSourceWhenItIsSetAhead) {
  At(0);
  EXPECT_EQ(At(1'000, 10'800'000), kStart + Millis(10'801'000));
  EXPECT_EQ(At(2'000, 10'800'000), kStart + Millis(10'802'000));
  EXPECT_EQ(time_.Since(), kStart + Millis(10'801'000));
}

TEST(Random, SameSeedGivesTheSameSequence) {
  Random a(42), b(42), c(43);
  EXPECT_EQ(a.Next(), b.Next());
  EXPECT_NE(a.Next(), c.Next());
  for (int i = 0; i < 1000; ++i) {
    const auto draw = a.Between(-3, 3);
    ASSERT_TRUE(draw >= -3 && draw <= 3);
  }
}

TEST(Secret, RandomSecretsDifferAndCompareByContent) {
  const Secret a = RandomSecret(16), b = RandomSecret(16);
  EXPECT_EQ(a.Reveal().size(), 26U);
  EXPECT_FALSE(a == b);
  EXPECT_TRUE(a == Secret(a.Reveal()));
}

TEST(Secret, HmacMatchesRfc4231) {
  // RFC 4231, test case 2.
  EXPECT_EQ(HmacHex(Secret("Jefe"), "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_TRUE(HmacMatches(Secret("k"), "text", HmacHex(Secret("k"), "text")));
  EXPECT_FALSE(HmacMatches(Secret("k"), "text", HmacHex(Secret("k"), "texts")));
  EXPECT_FALSE(HmacMatches(Secret("k"), "text", ""));
}

}  // namespace
}  // namespace herlaad
