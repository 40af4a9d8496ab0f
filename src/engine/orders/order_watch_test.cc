#include "engine/orders/order_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace herlaad::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Millis kAtOnce{0};
constexpr Millis kLong{20'000};

WriteSet Changing(std::vector<std::int64_t> ids) {
  WriteSet writes;
  for (const std::int64_t id : ids) {
    writes.changed.Of<OrderRecord>().emplace_back(
        orders::Order(OrderId(id), Msisdn::Parse("0470123456").value()));
  }
  return writes;
}

TEST(OrderWatch, OnlyFollowedOrdersAreReported) {
  OrderWatch watch;
  watch.OnCommit(Changing({7}), {});
  watch.Follow(OrderId(7));
  EXPECT_THAT(watch.Wait(kAtOnce), IsEmpty()) << "it changed before";
  watch.OnCommit(Changing({5, 7, 9}), {});
  EXPECT_THAT(watch.Wait(kLong), ElementsAre(OrderId(7)));
  EXPECT_THAT(watch.Wait(kAtOnce), IsEmpty());
}

TEST(OrderWatch, SeveralChangesAreReportedOnce) {
  OrderWatch watch;
  watch.Follow(OrderId(7));
  for (int i = 0; i < 5; ++i) watch.OnCommit(Changing({7}), {});
  EXPECT_THAT(watch.Wait(kLong), ElementsAre(OrderId(7)));
  watch.OnCommit(Changing({7}), {});
  EXPECT_THAT(watch.Wait(kLong), ElementsAre(OrderId(7))) << "and of later ones again";
}

TEST(OrderWatch, OrderIsFollowedUntilTheLastUnfollow) {
  OrderWatch watch;
  watch.Follow(OrderId(7));
  watch.Follow(OrderId(7));
  watch.Unfollow(OrderId(7));
  watch.OnCommit(Changing({7}), {});
  EXPECT_THAT(watch.Wait(kLong), ElementsAre(OrderId(7)));
  watch.Unfollow(OrderId(7));
  watch.Unfollow(OrderId(7));
  watch.OnCommit(Changing({7}), {});
  EXPECT_THAT(watch.Wait(kAtOnce), IsEmpty());
}

TEST(OrderWatch, WakeEndsAWait) {
  OrderWatch watch;
  watch.Follow(OrderId(7));
  std::thread commits([&] { watch.OnCommit(Changing({7}), {}); });
  EXPECT_THAT(watch.Wait(kLong), ElementsAre(OrderId(7)));
  commits.join();
  std::thread wakes([&] { watch.Wake(); });
  EXPECT_THAT(watch.Wait(kLong), IsEmpty());
  wakes.join();
}

}  // namespace
}  // namespace herlaad::engine
