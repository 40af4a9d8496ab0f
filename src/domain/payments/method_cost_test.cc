#include "domain/payments/method_cost.h"

#include <gtest/gtest.h>

#include <limits>

namespace herlaad::payments {
namespace {

TEST(MethodCost, CostOfOnePayment) {
  struct {
    const char* name;
    MethodCost cost;
    std::int64_t received;
    std::int64_t expected;
  } const kRows[] = {
      {"nothing is known", {}, 1'500, 0},
      {"a fixed amount", {25, {0}}, 1'500, 25},
      {"a share", {0, {140}}, 1'500, 21},
      {"both", {25, {140}}, 1'500, 46},
      {"half a cent is a whole one", {0, {150}}, 100, 2},
      {"less than half a cent is none", {0, {149}}, 100, 1},
      {"the share is rounded and not the sum", {10, {1}}, 1'500, 10},
      {"never more than was received", {25, {0}}, 20, 20},
      {"all of it", {25, {10'000}}, 1'500, 1'500},
      {"one cent", {0, {10'000}}, 1, 1},
      {"as much as an order can be",
       {kMethodCostCentsMax, {10'000}},
       std::numeric_limits<std::int64_t>::max(),
       std::numeric_limits<std::int64_t>::max()},
  };
  for (const auto& row : kRows) EXPECT_EQ(CostOf(row.cost, row.received), row.expected) << row.name;
}

TEST(MethodCost, BelongsToOneMethodAtOneGateway) {
  const MethodCosts costs{{{"bank", PaymentMethod::kCard}, {25, {140}}}};
  EXPECT_EQ(CostIn(costs, "bank", PaymentMethod::kCard), (MethodCost{25, {140}}));
  EXPECT_EQ(CostIn(costs, "bank", PaymentMethod::kBancontact), MethodCost{});
  EXPECT_EQ(CostIn(costs, "other", PaymentMethod::kCard), MethodCost{});
  EXPECT_EQ(CostIn({}, "bank", PaymentMethod::kCard), MethodCost{});
  EXPECT_TRUE(HasCosts(costs, "bank"));
  for (const char* gateway : {"", "ban", "bank2", "other"})
    EXPECT_FALSE(HasCosts(costs, gateway)) << gateway;
  EXPECT_FALSE(HasCosts({}, "bank"));
}

}  // namespace
}  // namespace herlaad::payments
