// Caps on the cash of an API key, through the engine.
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "engine/batch.h"
#include "engine/commands/place_topup.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using orders::PlaceOutcome;
using orders::fixtures::kNow;
using orders::fixtures::kTimings;

class KeyCapsTest : public ::testing::Test {
 protected:
  // One batch: a cash top-up of 15 euros and 50 cents for each number, under the key "k" and the
  // number.
  std::vector<Answer> Place(const std::vector<std::int64_t>& msisdns, Instant now = kNow) {
    std::vector<Answer> answers(msisdns.size());
    std::vector<Submitted> batch;
    for (std::size_t i = 0; i < msisdns.size(); ++i) {
      auto request = orders::fixtures::Request(Msisdn::FromStored(msisdns[i]), "telenet",
                                               payments::PaymentMethod::kCash, 1'500);
      request.client = "client:a";
      auto command = PlaceTopup::Check(std::move(request), "k" + std::to_string(msisdns[i]),
                                       UsedKey{KeyId(10), KeyId(9), {0, 3'999}});
      batch.push_back(
          {*std::move(command), [&answer = answers[i]](const Answer& answered, const OrderRecord*) {
             answer = answered;
           }});
    }
    runner_.Run(std::move(batch), now);
    return answers;
  }
  std::int64_t Taken() { return (*store_.FindRow<KeyCash>(KeyId(9)).value()).day.taken; }

  testing::ScriptedStore store_;
  catalogue::Catalogue catalogue_ = orders::fixtures::Catalogue();
  BatchRunner runner_{store_, catalogue_, kTimings, IdSource(Shard{}, 0), {}, {}};
};

TEST_F(KeyCapsTest, CashIsCountedWithEachOrderAlsoWithinOneBatch) {
  const auto answers = Place({32'485'000'001, 32'485'000'002, 32'485'000'003, 32'485'000'004});
  for (const std::size_t i : {0U, 1U})
    EXPECT_EQ(answers[i].outcome, static_cast<int>(PlaceOutcome::kAccepted));
  for (const std::size_t i : {2U, 3U}) {
    EXPECT_EQ(answers[i].outcome, static_cast<int>(PlaceOutcome::kAboveKeyDayCap));
    EXPECT_EQ(answers[i].detail, 899);
  }
  EXPECT_EQ(Taken(), 3'100);
}

TEST_F(KeyCapsTest, RepeatIsNotCountedAgain) {
  EXPECT_FALSE(Place({32'485'000'001}).front().replayed);
  EXPECT_TRUE(Place({32'485'000'001}).front().replayed);
  EXPECT_EQ(Taken(), 1'550);
}

TEST_F(KeyCapsTest, NextDayBeginsAnew) {
  (void)Place({32'485'000'001, 32'485'000'002});
  const auto next = Place({32'485'000'003}, kNow + Millis(86'400'000));
  EXPECT_EQ(next.front().outcome, static_cast<int>(PlaceOutcome::kAccepted));
  EXPECT_EQ(Taken(), 1'550);
}

}  // namespace
}  // namespace herlaad::engine
