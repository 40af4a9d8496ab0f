#include "domain/reconcile/matcher.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>
#include <string>

namespace herlaad::reconcile {
namespace {

Line Of(const std::string& reference, std::int64_t cents, Day day, std::uint32_t index = 0) {
  return {DigestOf(reference), cents, day, index, false};
}
Line ByAmount(std::int64_t cents, Day day, std::uint32_t index = 0) {
  return {{}, cents, day, index, true};
}
std::vector<Line> Numbered(std::vector<Line> lines) {
  for (std::uint32_t i = 0; i < lines.size(); ++i) lines[i].index = i;
  return lines;
}
constexpr Window kWindow{100, 130, 1};

std::string Summary(const Matching& matching) {
  std::vector<std::string> words;
  for (const Found& found : matching.differences) {
    words.push_back(std::string(Name(found.which)) + " " + std::to_string(found.our_cents) + "/" +
                    std::to_string(found.their_cents));
  }
  std::sort(words.begin(), words.end());
  std::string text = std::to_string(matching.pairs.size()) + " pairs";
  for (const std::string& word : words) text += "; " + word;
  return text;
}

struct Case {
  const char* name;
  std::vector<Line> ours;
  std::vector<Line> theirs;
  const char* summary;
};

TEST(Matcher, ClassesEachDifference) {
  const Case cases[] = {
      {"nothing on either side", {}, {}, "0 pairs"},
      {"the same on both sides", {Of("a", 500, 110)}, {Of("a", 500, 110)}, "1 pairs"},
      {"theirs only", {}, {Of("a", 500, 110)}, "0 pairs; missing_here 0/500"},
      {"ours only", {Of("a", 500, 110)}, {}, "0 pairs; missing_there 500/0"},
      {"a cent less", {Of("a", 500, 110)}, {Of("a", 499, 110)}, "0 pairs; amount 500/499"},
      {"there twice",
       {Of("a", 500, 110)},
       {Of("a", 500, 110), Of("a", 500, 111)},
       "1 pairs; twice 0/500"},
      {"a duplicate line of what we do not have",
       {},
       {Of("a", 500, 110), Of("a", 500, 110)},
       "0 pairs; missing_here 0/500; twice 0/500"},
      {"booked at 23:59 and listed the next day",
       {Of("a", 500, 110)},
       {Of("a", 500, 111)},
       "1 pairs"},
      {"a day later than the tolerance",
       {Of("a", 500, 110)},
       {Of("a", 500, 112)},
       "1 pairs; late 500/500"},
      {"listed before we knew", {Of("a", 500, 112)}, {Of("a", 500, 105)}, "1 pairs"},
      {"ours of the last day may come with the next list", {Of("a", 500, 130)}, {}, "0 pairs"},
      {"ours before the list begins", {Of("a", 500, 99)}, {}, "0 pairs"},
      {"theirs outside the window is somebody else's", {}, {Of("a", 500, 131)}, "0 pairs"},
      {"a payment and its refund under one reference",
       {Of("a", 500, 110), Of("a", -500, 111)},
       {Of("a", -500, 111), Of("a", 500, 110)},
       "2 pairs"},
      {"taken and given back at once, which we never knew",
       {},
       {Of("a", 500, 110), Of("a", -500, 110)},
       "0 pairs"},
      {"a payout of equal amount without a reference",
       {ByAmount(9'000, 110)},
       {ByAmount(9'000, 111)},
       "1 pairs"},
      {"equal amounts are paired in the order of days",
       {ByAmount(9'000, 110), ByAmount(9'000, 112)},
       {ByAmount(9'000, 111), ByAmount(9'000, 113)},
       "2 pairs"},
      {"a payout that arrived too late is another one",
       {ByAmount(9'000, 110)},
       {ByAmount(9'000, 115)},
       "0 pairs; missing_here 0/9000; missing_there 9000/0"},
      {"a reference is never paired by its amount with another one",
       {Of("a", 500, 110)},
       {Of("b", 500, 110)},
       "0 pairs; missing_here 0/500; missing_there 500/0"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    EXPECT_EQ(Summary(Match(Numbered(each.ours), Numbered(each.theirs), kWindow)), each.summary);
  }
}

struct World {
  std::vector<Line> ours;
  std::vector<Line> theirs;
};

World AnyWorld() {
  World world;
  const auto lines = [] {
    std::vector<Line> made;
    const auto count = *rc::gen::inRange(0, 30);
    for (int i = 0; i < count; ++i) {
      const bool loose = *rc::gen::inRange(0, 5) == 0;
      Line line = Of(std::to_string(*rc::gen::inRange(0, 8)), *rc::gen::inRange(-4, 5),
                     *rc::gen::inRange(95, 136), static_cast<std::uint32_t>(i));
      if (loose) line = ByAmount(line.cents, line.day, line.index);
      made.push_back(line);
    }
    return made;
  };
  world.ours = lines();
  world.theirs = lines();
  return world;
}

TEST(MatcherProperty, EveryLineIsUsedAtMostOnceAndPairsAreEqual) {
  rc::check([] {
    const World world = AnyWorld();
    const Matching matching = Match(world.ours, world.theirs, kWindow);
    std::set<std::uint32_t> ours;
    std::set<std::uint32_t> theirs;
    for (const Pair& pair : matching.pairs) {
      RC_ASSERT(ours.insert(pair.ours).second);
      RC_ASSERT(theirs.insert(pair.theirs).second);
      RC_ASSERT(world.ours.at(pair.ours).cents == world.theirs.at(pair.theirs).cents);
    }
    for (const Found& found : matching.differences) {
      if (found.which == DifferenceClass::kLate) continue;  // a pair as well
      if (found.ours) RC_ASSERT(ours.insert(*found.ours).second);
      if (found.theirs) RC_ASSERT(theirs.insert(*found.theirs).second);
    }
  });
}

TEST(MatcherProperty, TheOrderOfTheLinesDoesNotMatter) {
  rc::check([] {
    World world = AnyWorld();
    const std::string before = Summary(Match(world.ours, world.theirs, kWindow));
    std::reverse(world.ours.begin(), world.ours.end());
    std::reverse(world.theirs.begin(), world.theirs.end());
    RC_ASSERT(Summary(Match(world.ours, world.theirs, kWindow)) == before);
  });
}

std::vector<Line> OfPart(const std::vector<Line>& lines, const Part& part) {
  std::vector<Line> some;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(some),
               [&part](const Line& line) { return part.Has(line.reference); });
  return some;
}

std::vector<std::int64_t> LooseAmounts(const std::vector<Line>& lines) {
  std::vector<std::int64_t> amounts;
  for (const Line& line : lines) {
    if (line.by_amount) amounts.push_back(line.cents);
  }
  std::sort(amounts.begin(), amounts.end());
  return amounts;
}

TEST(MatcherProperty, InPartsItFindsTheSameAsAtOnce) {
  rc::check([] {
    World world = AnyWorld();
    // Lines that have a reference, and may be paired by their amount as well.
    for (Line& line : world.ours) line.by_amount = line.by_amount || line.cents == 2;
    for (Line& line : world.theirs) line.by_amount = line.by_amount || line.cents > 1;
    const Matching at_once = Match(world.ours, world.theirs, kWindow);
    const auto parts = *rc::gen::inRange<std::uint64_t>(1, 6);
    Matching all;
    const auto add = [&all](const Matching& some) {
      all.pairs.insert(all.pairs.end(), some.pairs.begin(), some.pairs.end());
      all.differences.insert(all.differences.end(), some.differences.begin(),
                             some.differences.end());
    };
    Loose loose;
    loose.our_amounts = LooseAmounts(world.ours);
    for (std::uint64_t n = 0; n < parts; ++n) {
      const Part part{n, parts};
      add(MatchPart(OfPart(world.ours, part), OfPart(world.theirs, part), kWindow, loose));
    }
    add(Match(loose.ours, loose.theirs, kWindow));
    RC_ASSERT(Summary(all) == Summary(at_once));
  });
}

TEST(Matcher, WhatCannotBePairedByItsAmountIsNotKeptForLater) {
  Loose loose;
  loose.our_amounts = {9'000};
  const Matching matching =
      MatchPart({}, Numbered({ByAmount(8'000, 110), ByAmount(9'000, 110)}), kWindow, loose);
  EXPECT_EQ(Summary(matching), "0 pairs; missing_here 0/8000");
  ASSERT_EQ(loose.theirs.size(), 1U);
  EXPECT_EQ(loose.theirs.front().cents, 9'000);
}

// Both sides agree in the end: their sum is ours and what the differences say.
TEST(MatcherProperty, TheDifferencesExplainEveryCent) {
  rc::check([] {
    World world = AnyWorld();
    const Window all{0, 1'000, 5};
    const Matching matching = Match(world.ours, world.theirs, all);
    const auto sum = [](const std::vector<Line>& lines) {
      return std::accumulate(
          lines.begin(), lines.end(), std::int64_t{0},
          [](std::int64_t total, const Line& line) { return total + line.cents; });
    };
    std::int64_t explained = 0;
    for (const Found& found : matching.differences) {
      explained += found.their_cents - found.our_cents;
    }
    RC_ASSERT(sum(world.theirs) - sum(world.ours) == explained);
  });
}

TEST(MatcherProperty, EqualListsHaveNoDifference) {
  rc::check([] {
    const World world = AnyWorld();
    const Matching matching = Match(world.ours, world.ours, kWindow);
    RC_ASSERT(matching.differences.empty());
    RC_ASSERT(matching.pairs.size() == world.ours.size());
  });
}

}  // namespace
}  // namespace herlaad::reconcile
