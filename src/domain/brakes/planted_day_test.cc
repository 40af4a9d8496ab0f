// The planted day on the rules alone: engine/brakes/planted_day_test.cc is the same through the
// engine.
#include "domain/brakes/planted_day.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace herlaad::brakes {
namespace {

using planted::Planned;

Rules DefaultRules() {
  std::ifstream file(std::string(HERLAAD_SOURCE_DIR) + "/config/brakes.toml");
  std::stringstream text;
  text << file.rdbuf();
  auto rules = ParseRules(text.str(), "config/brakes.toml");
  EXPECT_TRUE(rules.ok()) << (rules.ok() ? "" : catalogue::Text(rules.error()));
  return rules.ok() ? *std::move(rules) : Rules{};
}

// What the engine keeps, in maps.
class PlantedDay : public ::testing::Test {
 protected:
  PlantedDay() {
    for (int fraud = 0; fraud < planted::kFrauds; ++fraud) {
      const SubjectId card = Of(By::kCard, planted::BlockedCard(fraud));
      blocks_[card] = {card, By::kCard, "", "dispute lost", "staff:an", planted::Midnight(), {}};
    }
  }
  SubjectId Of(By by, const std::string& value) const { return SubjectOf(brakes_.key, by, value); }
  std::optional<Stopped> Judged(Moment moment, const Planned& order) {
    const Subjects subjects{Of(By::kCard, order.card),
                            Of(By::kAddress, order.address),
                            {},
                            Of(By::kNumber, std::to_string(order.number)),
                            Of(By::kDevice, order.device)};
    Facts facts;
    facts.now = order.at;
    facts.cents = order.cents;
    facts.stranger = !order.with_key;
    facts.first_of_number = order.first_of_number;
    facts.has_device = !order.device.empty();
    const auto judged = Judge(brakes_, moment, subjects, facts,
                              {[this](SubjectId id) { return In(counters_, id); },
                               [this](SubjectId id) { return In(blocks_, id); }});
    for (const Counter& counter : judged.counted) counters_[counter.id] = counter;
    return judged.stopped;
  }
  std::optional<Stopped> Pay(const Planned& order) {
    if (auto stopped = Judged(Moment::kPlacing, order)) return stopped;
    return Judged(Moment::kPaid, order);
  }
  template <class Row>
  static const Row* In(const std::map<SubjectId, Row>& rows, SubjectId id) {
    const auto at = rows.find(id);
    return at != rows.end() ? &at->second : nullptr;
  }

  Brakes brakes_{DefaultRules(), Secret("a key of the planted day")};
  std::map<SubjectId, Counter> counters_;
  std::map<SubjectId, Block> blocks_;
};

TEST_F(PlantedDay, EveryFraudIsStoppedAndNoOrdinaryOrder) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    counters_.clear();
    const planted::Day day(seed);
    std::set<int> frauds;
    int ordinary = 0;
    for (const Planned& order : day.orders()) {
      const auto stopped = Pay(order);
      ordinary += order.fraud < 0 ? 1 : 0;
      if (order.fraud < 0) {
        ASSERT_FALSE(stopped.has_value()) << "seed " << seed << ", " << order.address << ": "
                                          << stopped->rule << ", " << stopped->facts;
      }
      if (!order.must_stop) continue;
      frauds.insert(order.fraud);
      ASSERT_TRUE(stopped.has_value())
          << "seed " << seed << ", pattern " << static_cast<int>(order.pattern) << ", fraud "
          << order.fraud;
    }
    EXPECT_EQ(ordinary, planted::kOrdinary);
    EXPECT_EQ(frauds.size(), static_cast<std::size_t>(planted::kFrauds));
  }
}

// Whoever pays again at the same time is as welcome as before.
TEST_F(PlantedDay, TwoDaysLaterAllIsForgotten) {
  const planted::Day day(4);
  for (const Planned& order : day.orders()) {
    if (order.fraud < 0) (void)Pay(order);
  }
  for (Planned order : day.orders()) {
    if (order.fraud >= 0) continue;
    order.at = order.at + Millis(48LL * 3'600'000);
    ASSERT_FALSE(Pay(order).has_value());
  }
}

}  // namespace
}  // namespace herlaad::brakes
