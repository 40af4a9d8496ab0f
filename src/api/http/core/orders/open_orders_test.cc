#include "api/http/core/orders/open_orders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "api/http/core/access/links.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using herlaad::testing::ApiWorld;
using nlohmann::json;

constexpr Instant kStart{1'795'352'531'000};
constexpr Millis kTimeToPay{30 * 60'000};

constexpr Millis kYoungFor{5 * 60'000};
constexpr Millis kMinute{60'000};
using Closed = std::vector<OrderId>;

// What is to be closed after this order if none of the others was paid or has ended.
Closed Place(OpenOrders& open, std::string_view client, int order, Instant now,
             const std::vector<OrderId>& ended = {}) {
  const auto all = open.Placed(client, OrderId(order), now);
  return all.empty() ? Closed{} : open.TakeExcess(client, all.size(), ended, now);
}

TEST(OpenOrders, OneTooManyClosesTheOldestOfThatClient) {
  OpenOrders open(kTimeToPay, Millis(0), 2);
  EXPECT_EQ(Place(open, "a", 1, kStart), Closed{});
  EXPECT_EQ(Place(open, "b", 2, kStart), Closed{});
  EXPECT_EQ(Place(open, "a", 3, kStart), Closed{});
  EXPECT_EQ(Place(open, "a", 4, kStart), Closed{OrderId(1)});
  EXPECT_EQ(Place(open, "a", 5, kStart), Closed{OrderId(3)});
  EXPECT_EQ(Place(open, "b", 6, kStart), Closed{});
}

// Many people may share the address of a hotel or a carrier: none of them can remove the order that
// another is paying.
TEST(OpenOrders, YoungOrdersAreNotClosed) {
  OpenOrders open(kTimeToPay, kYoungFor, 2);
  for (int i = 1; i <= 100; ++i) EXPECT_EQ(Place(open, "a", i, kStart), Closed{});
  EXPECT_EQ(Place(open, "a", 101, kStart + 4 * kMinute), Closed{});
  EXPECT_EQ(Place(open, "a", 102, kStart + 5 * kMinute).size(), 100U);
}

TEST(OpenOrders, PaidAndEndedOrdersDoNotCount) {
  OpenOrders open(kTimeToPay, Millis(0), 2);
  for (int i = 1; i <= 2; ++i) (void)Place(open, "a", i, kStart);
  EXPECT_EQ(open.Placed("a", OrderId(3), kStart), (Closed{OrderId(1), OrderId(2), OrderId(3)}));
  EXPECT_EQ(open.TakeExcess("a", 3, {OrderId(2)}, kStart), Closed{});
  EXPECT_EQ(Place(open, "a", 4, kStart), Closed{OrderId(1)});
}

// Only so many orders are read as it takes to find that few enough are open.
TEST(OpenOrders, OrderPlacedDuringTheLookIsNotCountedByIt) {
  OpenOrders open(kTimeToPay, Millis(0), 2);
  for (int i = 1; i <= 2; ++i) (void)Place(open, "a", i, kStart);
  EXPECT_EQ(open.Placed("a", OrderId(3), kStart).size(), 3U);
  EXPECT_EQ(open.Placed("a", OrderId(4), kStart).size(), 4U);
  EXPECT_EQ(open.TakeExcess("a", 3, {OrderId(2)}, kStart), Closed{}) << "the first look";
  EXPECT_EQ(open.TakeExcess("a", 4, {OrderId(2), OrderId(3)}, kStart), Closed{}) << "the second";
}

TEST(OpenOrders, OverlappingLooksCloseAnOrderOnce) {
  OpenOrders open(kTimeToPay, Millis(0), 2);
  for (int i = 1; i <= 2; ++i) (void)Place(open, "a", i, kStart);
  (void)open.Placed("a", OrderId(3), kStart);
  (void)open.Placed("a", OrderId(4), kStart);
  EXPECT_EQ(open.TakeExcess("a", 3, {}, kStart), Closed{OrderId(1)});
  EXPECT_EQ(open.TakeExcess("a", 4, {}, kStart), Closed{OrderId(2)});
}

TEST(OpenOrders, ExpiredOrdersDoNotCount) {
  OpenOrders open(kTimeToPay, Millis(0), 2);
  (void)Place(open, "a", 1, kStart);
  (void)Place(open, "a", 2, kStart);
  EXPECT_EQ(Place(open, "a", 3, kStart + kTimeToPay), Closed{});
}

TEST(OpenOrders, NumberOfClientsIsBounded) {
  OpenOrders open(kTimeToPay, Millis(0), 1, 3);
  for (int i = 0; i < 100; ++i) (void)Place(open, "c" + std::to_string(i), i + 1, kStart);
  EXPECT_EQ(open.clients(), 3U);
  EXPECT_EQ(Place(open, "c99", 101, kStart), Closed{OrderId(100)});
}

class OpenOrdersTest : public ::testing::Test {
 protected:
  std::string Place(std::size_t i) {
    char number[16];
    std::snprintf(number, sizeof number, "0485%06zu", 100'000 + i);
    const auto answer =
        world_.Post("/v1/topups",
                    json{{"msisdn", number},
                         {"operator", "telenet"},
                         {"amount", {{"amount", 1'500}, {"currency", "EUR"}}},
                         {"tender", "card"}}
                        .dump(),
                    {{"idempotency-key", "a key of this stranger " + std::to_string(i)}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return json::parse(answer.body)["id"].get<std::string>();
  }
  std::string EndOf(const std::string& id) {
    return std::string(orders::EndReason(world_.OrderOf(id)));
  }
  // What is too many is closed after its successor was answered.
  std::string EndWithin(const std::string& id, Millis most) {
    for (Millis waited{}; EndOf(id).empty() && waited < most; waited += Millis(20)) {
      std::this_thread::sleep_for(Millis(20));
    }
    return EndOf(id);
  }
  void Pay(const std::string& id) {
    orders::Order order = world_.OrderOf(id);
    order.payments.front().state = orders::PaymentState::kPaid;
    world_.store.Put(std::move(order));
  }

  ApiWorld world_;
};

// A client that places unpaid orders one after the other keeps few of them open, and affects no
// other client. None of these is for the number of another.
TEST_F(OpenOrdersTest, OldestAnonymousOrderIsClosedAsOneOfTooMany) {
  const std::string oldest = Place(0);
  const std::string second = Place(1);
  const std::string third = Place(2);
  for (std::size_t i = 3; i < kOpenOrdersPerClient; ++i) (void)Place(i);
  (void)Place(kOpenOrdersPerClient);
  EXPECT_EQ(EndWithin(oldest, Millis(200)), "") << "somebody may be paying it";
  world_.clock.Pass(kYoungFor);
  (void)Place(kOpenOrdersPerClient + 1);
  EXPECT_EQ(EndWithin(oldest, Millis(5'000)), "too_many_open");
  EXPECT_EQ(EndWithin(second, Millis(5'000)), "too_many_open") << "two too many";
  EXPECT_EQ(EndOf(third), "");
  const json told = json::parse(world_.Get("/v1/topups/" + oldest).body);
  EXPECT_EQ(told["reason"], "too_many_open");
  EXPECT_EQ(told["payment"]["reason"], "too_many_open");
}

// Whoever pays what is placed may place any number.
TEST_F(OpenOrdersTest, PaidOrdersAreNotCounted) {
  const std::string unpaid = Place(0);
  for (std::size_t i = 1; i <= kOpenOrdersPerClient; ++i) Pay(Place(i));
  world_.clock.Pass(kYoungFor);
  for (std::size_t i = 1; i <= 3; ++i) (void)Place(kOpenOrdersPerClient + i);
  EXPECT_EQ(EndWithin(unpaid, Millis(300)), "") << "only four are open";
}

}  // namespace
}  // namespace herlaad::http
