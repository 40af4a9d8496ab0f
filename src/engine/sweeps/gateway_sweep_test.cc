// The sweep over what gateways list.
#include "engine/sweeps/gateway_sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <optional>

namespace herlaad::engine {
namespace {

using ::testing::ElementsAre;

constexpr Instant kNow{1'800'000'000'000};

// Answers with the given pages in turn, and keeps what it was asked for.
class ListingGateway final : public Gateway {
 public:
  struct Asked {
    Instant since;
    std::string after;
    friend bool operator==(const Asked&, const Asked&) = default;
  };
  std::deque<Result<NewsPage, CallbackError>> pages;
  std::vector<Asked> asked;

  GatewayAnswer Open(const OpenRequest&) override { return {}; }
  GatewayAnswer Ask(const PaymentRef&) override { return {}; }
  GatewayAnswer Close(const PaymentRef&) override { return {}; }
  GatewayAnswer Refund(const RefundRequest&) override { return {}; }
  GatewayAnswer AskRefund(const RefundRequest&) override { return {}; }
  Result<Callback, CallbackError> ReadCallback(const Headers&, std::string_view, Instant) override {
    return Failure{CallbackError::kNotForUs};
  }
  Result<NewsPage, CallbackError> List(Instant since, const std::string& after) override {
    asked.push_back({since, after});
    if (pages.empty()) return Failure{CallbackError::kNotForUs};
    auto page = std::move(pages.front());
    pages.pop_front();
    return page;
  }
  void Stop() override {}
};

NewsPage Page(std::vector<std::string> parts, std::string next = {}) {
  NewsPage page;
  for (std::string& part : parts) {
    GatewayAnswer answer;
    answer.kind = GatewayAnswer::Kind::kPaid;
    answer.received = 1'500;
    answer.reference = "ch_" + part;
    page.news.push_back({std::move(part), std::move(answer)});
  }
  page.next = std::move(next);
  return page;
}

const std::string kOne = orders::PartReference(OrderId(1), 'p', 1);
const std::string kTwo = orders::PartReference(OrderId(2), 'p', 1);

class GatewaySweepTest : public ::testing::Test {
 protected:
  GatewaySweep Sweep() {
    return GatewaySweep({{"bank", &gateway_}},
                        [this](Submitted submitted) {
                          if (!takes_) return false;
                          ++submitted_;
                          kinds_.emplace_back(submitted.submission->command().Kind());
                          return true;
                        },
                        options_, {});
  }

  ListingGateway gateway_;
  GatewaySweep::Options options_;
  bool takes_ = true;
  int submitted_ = 0;
  std::vector<std::string> kinds_;
};

TEST_F(GatewaySweepTest, PagesAreReadOneByOneAndEachPieceOfNewsIsRecorded) {
  gateway_.pages = {Page({kOne}, "more"), Page({kTwo})};
  GatewaySweep sweep = Sweep();
  EXPECT_EQ(sweep.Step(kNow), options_.pause);
  EXPECT_EQ(sweep.Step(kNow), options_.pass_every);
  EXPECT_THAT(kinds_, ElementsAre("record_payment", "record_payment"));
  EXPECT_THAT(gateway_.asked,
              ElementsAre(ListingGateway::Asked{kNow - options_.look_back, ""},
                          ListingGateway::Asked{kNow - options_.look_back, "more"}));
}

TEST_F(GatewaySweepTest, NextPassOverlapsTheLast) {
  gateway_.pages = {Page({}), Page({})};
  GatewaySweep sweep = Sweep();
  (void)sweep.Step(kNow);
  (void)sweep.Step(kNow + options_.pass_every);
  EXPECT_EQ(gateway_.asked.back().since, kNow - options_.overlap);
}

TEST_F(GatewaySweepTest, PassThatBrokeOffIsBegunAgain) {
  gateway_.pages = {Page({kOne}, "more"), Failure{CallbackError::kUnavailable}, Page({kOne})};
  GatewaySweep sweep = Sweep();
  (void)sweep.Step(kNow);
  EXPECT_EQ(sweep.Step(kNow), options_.pass_every);
  (void)sweep.Step(kNow + options_.pass_every);
  EXPECT_EQ(gateway_.asked.back(), (ListingGateway::Asked{kNow - options_.look_back, ""}));
}

TEST_F(GatewaySweepTest, NothingIsSkippedWhenTheEngineIsBusy) {
  takes_ = false;
  gateway_.pages = {Page({kOne}), Page({kOne})};
  GatewaySweep sweep = Sweep();
  EXPECT_EQ(sweep.Step(kNow), options_.pass_every);
  takes_ = true;
  (void)sweep.Step(kNow + options_.pass_every);
  EXPECT_EQ(submitted_, 1);
  EXPECT_EQ(gateway_.asked.back().since, kNow - options_.look_back);
}

TEST_F(GatewaySweepTest, NewsOfOthersAreNotRecorded) {
  gateway_.pages = {Page({"another shop's", orders::PartReference(OrderId(1), 'd', 1)})};
  GatewaySweep sweep = Sweep();
  (void)sweep.Step(kNow);
  EXPECT_EQ(submitted_, 0);
}

TEST_F(GatewaySweepTest, GatewayWithoutAListIsNotAskedAgain) {
  GatewaySweep sweep = Sweep();
  EXPECT_EQ(sweep.Step(kNow), options_.pass_every);
  EXPECT_EQ(sweep.Step(kNow + options_.pass_every), options_.pass_every);
  EXPECT_EQ(gateway_.asked.size(), 1U);
}

TEST_F(GatewaySweepTest, EndlessListIsLeftAfterItsMostPages) {
  options_.pages_max = 3;
  gateway_.pages = {Page({}, "a"), Page({}, "b"), Page({}, "c"), Page({})};
  GatewaySweep sweep = Sweep();
  (void)sweep.Step(kNow);
  (void)sweep.Step(kNow);
  EXPECT_EQ(sweep.Step(kNow), options_.pass_every);
  (void)sweep.Step(kNow + options_.pass_every);
  EXPECT_EQ(gateway_.asked.back(), (ListingGateway::Asked{kNow - options_.look_back, ""}));
}

}  // namespace
}  // namespace herlaad::engine
