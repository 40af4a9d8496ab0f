#include "api/http/open_orders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/links.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using herlaad::testing::ApiWorld;
using nlohmann::json;

constexpr Instant kStart{1'795'352'531'000};
constexpr Millis kTimeToPay{30 * 60'000};

constexpr Millis kYoungFor{5 * 60'000};
constexpr Millis kMinute{60'000};
using Replaced = std::vector<OrderId>;

TEST(OpenOrders, OneTooManyReplacesTheOldestOfThatClient) {
  OpenOrders open(kTimeToPay, Millis(0), 2);
  EXPECT_EQ(open.Placed("a", OrderId(1), kStart), Replaced{});
  EXPECT_EQ(open.Placed("b", OrderId(2), kStart), Replaced{});
  EXPECT_EQ(open.Placed("a", OrderId(3), kStart), Replaced{});
  EXPECT_EQ(open.Placed("a", OrderId(4), kStart), Replaced{OrderId(1)});
  EXPECT_EQ(open.Placed("a", OrderId(5), kStart), Replaced{OrderId(3)});
  EXPECT_EQ(open.Placed("b", OrderId(6), kStart), Replaced{});
}

// Many people may share the address of a hotel or a carrier: none of them can remove the order that
// another is paying.
TEST(OpenOrders, YoungOrdersAreNotReplaced) {
  OpenOrders open(kTimeToPay, kYoungFor, 2);
  for (int i = 1; i <= 100; ++i) EXPECT_EQ(open.Placed("a", OrderId(i), kStart), Replaced{});
  EXPECT_EQ(open.Placed("a", OrderId(101), kStart + 4 * kMinute), Replaced{});
  EXPECT_EQ(open.Placed("a", OrderId(102), kStart + 5 * kMinute).size(), 100U);
}

TEST(OpenOrders, ExpiredOrdersDoNotCount) {
  OpenOrders open(kTimeToPay, Millis(0), 2);
  (void)open.Placed("a", OrderId(1), kStart);
  (void)open.Placed("a", OrderId(2), kStart);
  EXPECT_EQ(open.Placed("a", OrderId(3), kStart + kTimeToPay), Replaced{});
}

TEST(OpenOrders, NumberOfClientsIsBounded) {
  OpenOrders open(kTimeToPay, Millis(0), 1, 3);
  for (int i = 0; i < 100; ++i) (void)open.Placed("c" + std::to_string(i), OrderId(i + 1), kStart);
  EXPECT_EQ(open.clients(), 3U);
  EXPECT_EQ(open.Placed("c99", OrderId(101), kStart), Replaced{OrderId(100)});
}

// A client that places unpaid orders one after the other keeps few of them open, and affects no
// other client.
TEST(OpenOrdersTest, NewestAnonymousOrderReplacesTheOldest) {
  ApiWorld world;
  const auto place = [&world](std::size_t i) {
    char number[16];
    std::snprintf(number, sizeof number, "0485%06zu", 100'000 + i);
    const auto answer =
        world.Post("/v1/topups",
                   json{{"msisdn", number},
                        {"operator", "telenet"},
                        {"amount", {{"amount", 1'500}, {"currency", "EUR"}}},
                        {"tender", "card"}}
                       .dump(),
                   {{"idempotency-key", "a key of this stranger " + std::to_string(i)}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return json::parse(answer.body)["id"].get<std::string>();
  };
  const std::string oldest = place(0);
  const std::string second = place(1);
  const std::string third = place(2);
  for (std::size_t i = 3; i < kOpenOrdersPerClient; ++i) (void)place(i);
  (void)place(kOpenOrdersPerClient);
  (void)world.MakeKey("topup:read");
  EXPECT_EQ(orders::EndReason(world.OrderOf(oldest)), "") << "somebody may be paying it";
  world.clock.Pass(kYoungFor);
  (void)place(kOpenOrdersPerClient + 1);
  // Decided after its replacement was answered; whatever is decided next comes after it.
  (void)world.MakeKey("topup:read");
  EXPECT_EQ(orders::EndReason(world.OrderOf(oldest)), "replaced");
  EXPECT_EQ(orders::EndReason(world.OrderOf(second)), "replaced") << "two too many";
  EXPECT_EQ(orders::EndReason(world.OrderOf(third)), "");
}

}  // namespace
}  // namespace herlaad::http
