#include "adapters/net/http.h"

#include <gtest/gtest.h>

#include "adapters/net/addresses/percent.h"
#include "adapters/net/problem.h"

namespace herlaad::net {
namespace {

TEST(Request, FindReturnsOnlyAnUnrepeatedHeader) {
  Request request;
  request.headers = {{"a", "1"}, {"b", "2"}, {"b", "2"}};
  EXPECT_EQ(request.Find("a"), "1");
  EXPECT_EQ(request.Find("b"), std::nullopt) << "repeated";
  EXPECT_EQ(request.Find("c"), std::nullopt);
}

TEST(Request, ParametersAreDecoded) {
  Request request;
  request.query = "a=1&state=paid%2Cdelivered&flag&empty=&na%6De=x&plus=a+b%2B&bad=%zz&a=2&&=v";
  EXPECT_EQ(request.Parameter("a"), "1") << "the first one counts";
  EXPECT_EQ(request.Parameter("state"), "paid,delivered");
  EXPECT_EQ(request.Parameter("flag"), "");
  EXPECT_EQ(request.Parameter("empty"), "");
  EXPECT_EQ(request.Parameter("name"), "x");
  EXPECT_EQ(request.Parameter("plus"), "a b+");
  EXPECT_EQ(request.Parameter("bad"), std::nullopt);
  EXPECT_EQ(request.Parameter("missing"), std::nullopt);
}

TEST(PercentDecode, InvalidEscapesAreRejected) {
  EXPECT_EQ(PercentDecode("a%41%7e"), "aA~");
  EXPECT_EQ(PercentDecode("%"), std::nullopt);
  EXPECT_EQ(PercentDecode("%4"), std::nullopt);
  EXPECT_EQ(PercentDecode("%4g"), std::nullopt);
  EXPECT_EQ(PercentDecode("%00"), std::string(1, '\0'));
}

TEST(Responder, ResponderAnswersExactlyOnce) {
  std::vector<Response> answers;
  const auto keep = [&](Response&& response) { answers.push_back(std::move(response)); };
  {
    Responder responder(keep);
    Responder moved(std::move(responder));
    moved.Send({.status = 201});
  }
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].status, 201);
  { Responder forgotten(keep); }
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[1].status, 500);
  EXPECT_NE(answers[1].body.find(R"("code":"unanswered","money":"unknown")"), std::string::npos)
      << answers[1].body;
  { Responder forgotten(keep, messages::Language::kNl); }
  EXPECT_NE(answers[2].body.find("zonder antwoord"), std::string::npos) << answers[2].body;
}

}  // namespace
}  // namespace herlaad::net
