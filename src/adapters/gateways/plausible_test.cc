#include "adapters/gateways/plausible.h"

#include <gtest/gtest.h>

#include <string>

namespace herlaad::gateways {
namespace {

TEST(Plausible, AmountsArePositiveAndCannotOverflow) {
  EXPECT_TRUE(IsSum(1));
  EXPECT_TRUE(IsSum(kSumMax));
  for (const std::int64_t sum : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, kSumMax + 1,
                                 std::int64_t{1} << 62, INT64_MAX}) {
    EXPECT_FALSE(IsSum(sum)) << sum;
  }
}

TEST(Plausible, ChargeReferencesAreShort) {
  EXPECT_TRUE(IsChargeName("ch_1"));
  EXPECT_TRUE(IsChargeName(std::string(kChargeNameMax, 'x')));
  for (const std::string& name : {std::string(), std::string(kChargeNameMax + 1, 'x'),
                                  std::string("ch 1"), std::string("ch\n1")}) {
    EXPECT_FALSE(IsChargeName(name)) << name;
  }
}

TEST(Plausible, PaymentPagesAreWebPages) {
  EXPECT_TRUE(IsPayPage("https://bank.example/pay/1?x=y#z"));
  EXPECT_TRUE(IsPayPage("http://localhost:8081/s/1"));
  for (const std::string& url :
       {std::string(), std::string("javascript:1"), std::string("data:text/html,x"),
        std::string("//bank.example/1"), std::string("https://bank.example/\r\nX: y"),
        "https://" + std::string(kPayPageMax, 'x')}) {
    EXPECT_FALSE(IsPayPage(url)) << url.substr(0, 40);
  }
}

}  // namespace
}  // namespace herlaad::gateways
