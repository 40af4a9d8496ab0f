#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/load/answer.h"
#include "benchmarks/load/histogram.h"
#include "benchmarks/load/requests.h"

namespace herlaad::bench {
namespace {

using ::testing::HasSubstr;
using State = Answer::State;

TEST(Histogram, QuantilesAreWithinOnePercentOfTheSortedSample) {
  Random random(11);
  Histogram histogram;
  std::vector<std::int64_t> sample;
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t value = random.Between(0, std::int64_t{1} << random.Between(0, 40));
    sample.push_back(value);
    histogram.Add(value);
  }
  std::sort(sample.begin(), sample.end());
  for (const double share : {0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * 20'000)) - 1;
    const auto exact = static_cast<double>(sample[rank]);
    const auto measured = static_cast<double>(histogram.Quantile(share));
    EXPECT_GE(measured, exact) << share;
    EXPECT_LE(measured, exact * 1.01 + 1) << share;
  }
  EXPECT_EQ(histogram.max(), sample.back());
  EXPECT_EQ(histogram.Quantile(1), sample.back());
}

TEST(Histogram, EmptyAndExtremeValuesHaveAResult) {
  Histogram histogram;
  EXPECT_EQ(histogram.Quantile(0.99), 0);
  histogram.Add(-5);
  EXPECT_EQ(histogram.max(), 0);
  histogram.Add(INT64_MAX);
  EXPECT_EQ(histogram.max(), INT64_MAX);
}

TEST(Answer, AnswerIsCompleteOnlyOnceAllOfItHasArrived) {
  const std::string text = "HTTP/1.1 201 Created\r\nServer: x\r\ncontent-LENGTH: 5\r\n\r\nhello";
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(ReadAnswer(text.substr(0, size)).state, State::kIncomplete) << size;
  }
  const std::string more = text + "HTTP/1.1 200";
  const Answer answer = ReadAnswer(more);
  EXPECT_EQ(answer.state, State::kComplete);
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.size, text.size());
  EXPECT_FALSE(answer.closes);
}

TEST(Answer, UnsupportedAnswerIsBroken) {
  EXPECT_EQ(ReadAnswer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").state,
            State::kBroken);
  EXPECT_EQ(ReadAnswer("HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n").state, State::kBroken);
  EXPECT_EQ(ReadAnswer("SSH-2.0-x\r\n\r\n").state, State::kBroken);
  EXPECT_EQ(ReadAnswer("HTTP/1.1 204 No Content\r\n\r\n").state, State::kComplete);
  EXPECT_TRUE(
      ReadAnswer("HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").closes);
}

TEST(Answer, IdOfAnOrderIsFound) {
  EXPECT_EQ(IdIn(R"({"id":"tu_1","state":"delivered"})"), "tu_1");
  EXPECT_EQ(IdIn(R"({"state": "paid", "id": "tu_2"})"), "tu_2");
  EXPECT_EQ(IdIn(R"({"idle":"x"})"), "");
}

TEST(Requests, EachTopupHasItsOwnKeyAndANumberInTheRange) {
  RequestOptions options;
  options.key = "secret";
  options.msisdn_first = 32'470'000'000;
  options.msisdn_count = 10;
  Requests requests(options, 3);
  std::set<std::string> keys, numbers;
  for (int i = 0; i < 500; ++i) {
    const std::string text = requests.Next();
    const std::size_t head = text.find("\r\n\r\n") + 4;
    ASSERT_THAT(text, HasSubstr("Content-Length: " + std::to_string(text.size() - head) + "\r\n"));
    ASSERT_THAT(text, HasSubstr("\r\nAuthorization: Bearer secret\r\n"));
    keys.insert(text.substr(text.find("Idempotency-Key: ") + 17, 34));
    numbers.insert(text.substr(text.find("\"msisdn\":\"") + 10, 12));
  }
  EXPECT_EQ(keys.size(), 500U);
  EXPECT_EQ(numbers.size(), 10U);
  EXPECT_EQ(*numbers.begin(), "+32470000000");
  EXPECT_EQ(*numbers.rbegin(), "+32470000009");
}

TEST(Requests, ReadsUseTheGivenPaths) {
  RequestOptions options;
  options.mode = "get";
  EXPECT_THROW(Requests(options, 1), std::runtime_error);
  options.paths = {"/v1/topups/tu_1", "/v1/topups/tu_2"};
  Requests requests(options, 1);
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) seen.insert(requests.Next());
  EXPECT_EQ(seen.size(), 2U);
  EXPECT_EQ(*seen.begin(), "GET /v1/topups/tu_1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

TEST(Requests, EachSignedBodyIsPostedOnceInOrder) {
  RequestOptions options;
  options.mode = "each";
  options.path = "/v1/callbacks/stripe";
  options.bodies = {{"t=1,v1=ab", "{\"id\":1}"}, {"t=2,v1=cd", "{}"}};
  Requests requests(options, 1);
  EXPECT_EQ(requests.Next(),
            "POST /v1/callbacks/stripe HTTP/1.1\r\nHost: localhost\r\n"
            "Content-Type: application/json\r\nStripe-Signature: t=1,v1=ab\r\n"
            "Content-Length: 8\r\n\r\n{\"id\":1}");
  EXPECT_THAT(requests.Next(), HasSubstr("v1=cd\r\nContent-Length: 2\r\n\r\n{}"));
  EXPECT_THROW((void)requests.Next(), std::runtime_error);
}

}  // namespace
}  // namespace herlaad::bench
