#include "adapters/sandbox/phone/phone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "adapters/net/client/client.h"
#include "adapters/net/json.h"
#include "adapters/sandbox/sandbox.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class PhoneTest : public ::testing::Test {
 protected:
  PhoneTest() {
    folder_ = ::testing::TempDir() + "phone_" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
    Start();
  }
  ~PhoneTest() override {
    sandbox_.reset();
    std::filesystem::remove_all(folder_);
  }
  void Start() {
    sandbox_.reset();
    SandboxOptions options;
    options.folder = folder_;
    options.secret = Secret("shared");
    sandbox_ = std::make_unique<Sandbox>(std::move(options));
    const auto started = sandbox_->Start();
    ASSERT_TRUE(started.ok()) << started.error();
  }
  net::ClientResponse Send(const std::string& method, const std::string& path,
                           const std::string& body = "") {
    net::ClientRequest request;
    request.method = method;
    request.url = sandbox_->url() + path;
    request.body = body;
    auto response = client_.Send(request);
    EXPECT_TRUE(response.ok());
    return response.ok() ? *response : net::ClientResponse{};
  }
  int Text(const std::string& reference, const std::string& msisdn, const std::string& text) {
    const json message = {{"reference", reference}, {"msisdn", msisdn}, {"text", text}};
    return Send("POST", "/sandbox/phone/messages", message.dump()).status;
  }

  std::string folder_;
  net::Client client_;
  std::unique_ptr<Sandbox> sandbox_;
};

TEST_F(PhoneTest, PageShowsItsTextsNewestFirst) {
  EXPECT_THAT(Send("GET", "/sandbox/phone/0470123456").body, HasSubstr("No messages yet"));
  EXPECT_EQ(Text("a", "+32470123456", "the first"), 200);
  EXPECT_EQ(Text("b", "0470 12 34 56", "the second"), 200);
  EXPECT_EQ(Text("c", "0471123456", "for another"), 200);
  const net::ClientResponse page = Send("GET", "/sandbox/phone/32470123456?lang=en");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.Find("refresh"), "3") << "it looks again by itself";
  EXPECT_THAT(page.body, HasSubstr("Phone of 0470\u00a012\u00a034\u00a056"));
  EXPECT_LT(page.body.find("the second"), page.body.find("the first"));
  EXPECT_THAT(page.body, Not(HasSubstr("for another")));
}

TEST_F(PhoneTest, TextsSurviveARestart) {
  EXPECT_EQ(Text("a", "+32470123456", "kept"), 200);
  Start();
  EXPECT_THAT(Send("GET", "/sandbox/phone/0470123456").body, HasSubstr("kept"));
}

TEST_F(PhoneTest, TextSentTwiceArrivesTwice) {
  EXPECT_EQ(Text("a", "+32470123456", "twice"), 200);
  EXPECT_EQ(Text("a", "+32470123456", "twice"), 200);
  const auto store = net::ParseStrict(Send("GET", "/sandbox/phone/entries").body);
  ASSERT_TRUE(store.ok());
  EXPECT_EQ((*store)["messages"].size(), 2U);
  EXPECT_EQ((*store)["messages"][0]["reference"], "a");
  EXPECT_EQ(ReadPhoneEntries(folder_)->messages.size(), 2U);
}

TEST_F(PhoneTest, InvalidTextsAreRejected) {
  EXPECT_EQ(Text("a/b", "+32470123456", "x"), 400);
  EXPECT_EQ(Text("a", "02 123 45 67", "x"), 400);
  EXPECT_EQ(Text("a", "+32470123456", ""), 400);
  EXPECT_EQ(Text("a", "+32470123456", std::string(1'001, 'x')), 400);
  EXPECT_EQ(Send("POST", "/sandbox/phone/messages", "{").status, 400);
  EXPECT_TRUE(ReadPhoneEntries(folder_)->messages.empty());
}

TEST_F(PhoneTest, PageIsFoundThroughTheFormAndInEveryNotation) {
  const auto found = Send("GET", "/sandbox/phone?number=0470+12+34+56&lang=nl");
  EXPECT_EQ(found.status, 303);
  EXPECT_EQ(found.Find("location"), "/sandbox/phone/32470123456?lang=nl");
  EXPECT_EQ(Send("GET", "/sandbox/phone/0470.12.34.56").status, 200);
  EXPECT_EQ(Send("GET", "/sandbox/phone?number=12").status, 404);
  EXPECT_EQ(Send("GET", "/sandbox/phone/12").status, 404);
  EXPECT_EQ(Send("GET", "/sandbox/phone/a/b").status, 404);
}

}  // namespace
}  // namespace herlaad::sandbox
