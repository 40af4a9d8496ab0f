#include "apps/herlaad/topup/dispute_warning.h"

#include <gtest/gtest.h>

namespace herlaad::app {
namespace {

nlohmann::json OrderWith(const std::vector<std::string>& disputes) {
  nlohmann::json order{{"history", nlohmann::json::array({{{"event", "payment_charged"}}})}};
  for (const std::string& state : disputes) {
    order["history"].push_back({{"event", "payment_disputed"}, {"detail", state}});
  }
  return order;
}

TEST(DisputeWarning, LastReportCounts) {
  EXPECT_EQ(DisputeWarning({}), "");
  EXPECT_EQ(DisputeWarning(OrderWith({})), "");
  EXPECT_NE(DisputeWarning(OrderWith({"opened, €15.50 of charge ch_1"})).find("(opened)"),
            std::string::npos);
  EXPECT_NE(DisputeWarning(OrderWith({"opened", "under_review"})).find("(under review)"),
            std::string::npos);
  EXPECT_NE(DisputeWarning(OrderWith({"opened", "lost"})).find("nothing is sent besides"),
            std::string::npos);
  EXPECT_EQ(DisputeWarning(OrderWith({"opened", "won"})), "");
  EXPECT_EQ(DisputeWarning(OrderWith({"opened", "lost"})).find("bank"), std::string::npos)
      << "it may be a wallet";
  EXPECT_EQ(DisputeWarning(OrderWith({"prevented"})), "");
}

}  // namespace
}  // namespace herlaad::app
