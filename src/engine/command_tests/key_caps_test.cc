// Caps on the cash of an API key, through the engine.
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/commands/orders/place_topup.h"
#include "tests/support/run_command.h"
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
  std::vector<Answered<PlaceResult>> Place(const std::vector<std::int64_t>& msisdns,
                                           Instant now = kNow) {
    std::vector<std::unique_ptr<PlaceTopup>> commands;
    for (const std::int64_t msisdn : msisdns) {
      auto request = orders::fixtures::Request(Msisdn::FromStored(msisdn), "telenet",
                                               payments::PaymentMethod::kCash, 1'500);
      request.client = "client:a";
      auto command = PlaceTopup::Check(std::move(request), "k" + std::to_string(msisdn),
                                       UsedKey{KeyId(10), KeyId(9), {0, 3'999}});
      commands.push_back(*std::move(command));
    }
    return testing::RunCommands(runner_, std::move(commands), now);
  }
  std::int64_t Taken() { return (*store_.FindRow<KeyCash>(KeyId(9)).value()).day.taken; }

  testing::ScriptedStore store_;
  catalogue::Catalogue catalogue_ = orders::fixtures::Catalogue();
  BatchRunner runner_{store_, catalogue_, kTimings, IdSource(Shard{}, 0), {}, {}};
};

TEST_F(KeyCapsTest, CashIsCountedWithEachOrderAlsoWithinOneBatch) {
  const auto answers = Place({32'485'000'001, 32'485'000'002, 32'485'000'003, 32'485'000'004});
  for (const std::size_t i : {0U, 1U}) EXPECT_EQ(answers[i]->outcome(), PlaceOutcome::kAccepted);
  for (const std::size_t i : {2U, 3U}) {
    EXPECT_EQ(answers[i]->refusal,
              (orders::Refusal{.outcome = PlaceOutcome::kAboveKeyDayCap, .most = Euros(899)}));
  }
  EXPECT_EQ(Taken(), 3'100);
}

TEST_F(KeyCapsTest, RepeatIsNotCountedAgain) {
  EXPECT_FALSE(Place({32'485'000'001}).front().replayed());
  EXPECT_TRUE(Place({32'485'000'001}).front().replayed());
  EXPECT_EQ(Taken(), 1'550);
}

TEST_F(KeyCapsTest, NextDayBeginsAnew) {
  (void)Place({32'485'000'001, 32'485'000'002});
  const auto next = Place({32'485'000'003}, kNow + Millis(86'400'000));
  EXPECT_EQ(next.front()->outcome(), PlaceOutcome::kAccepted);
  EXPECT_EQ(Taken(), 1'550);
}

}  // namespace
}  // namespace herlaad::engine
