#include "engine/commands/orders/review_act.h"

#include <gtest/gtest.h>

namespace herlaad::engine {
namespace {

using orders::ReviewDecision;

TEST(ReviewActTest, IsReadAsItIsWritten) {
  for (const ReviewAct& act :
       {ReviewAct{ReviewDecision::kRefunded}, ReviewAct{ReviewDecision::kNotRefunded, 2},
        ReviewAct{ReviewDecision::kAskAgain, 2'147'483'647}}) {
    EXPECT_EQ(ParseReviewAct(DetailOf(act)), act) << DetailOf(act);
  }
  EXPECT_EQ(DetailOf({ReviewDecision::kRefunded}), "refunded");
  EXPECT_EQ(DetailOf({ReviewDecision::kNotRefunded, 2}), "not_refunded (refund 2)");
}

TEST(ReviewActTest, AnythingElseIsNoAct) {
  for (const char* const text :
       {"", "magic", "refunded (refund 0)", "refunded (refund -1)", "refunded (refund 02)",
        "refunded (refund 2", "refunded (refund 2) ", "refunded (refund )",
        "refunded (refund 4294967298)", "refunded  (refund 2)", " (refund 2)"}) {
    EXPECT_EQ(ParseReviewAct(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace herlaad::engine
