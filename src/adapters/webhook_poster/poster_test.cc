#include "adapters/webhook_poster/poster.h"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "adapters/net/server/server.h"
#include "adapters/net/server/testing.h"
#include "base/credentials/webhook_secret.h"

namespace herlaad::webhook_poster {
namespace {

using outbox::Answer;

// A receiver whose answer a test chooses.
class WebhookPosterTest : public ::testing::Test {
 protected:
  WebhookPosterTest()
      : server_(net::testing::StartServer(
            {}, [this](net::Request&& request, net::Responder&& responder) {
              const std::lock_guard lock(mutex_);
              requests_.push_back(std::move(request));
              responder.Send(net::Response(answer_));
            })) {}
  [[nodiscard]] engine::WebhookCall Call(const std::string& path = "/hooks") const {
    return {"msg_1",
            Instant{1'700'000'000'900},
            "http://127.0.0.1:" + std::to_string(server_->Port()) + path,
            {secret_},
            R"({"a":1})"};
  }
  std::vector<net::Request> Heard() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  const Secret secret_ = credentials::NewWebhookSecret();
  std::mutex mutex_;
  std::vector<net::Request> requests_;
  net::Response answer_{204, {}, {}, {}, {}, {}};
  std::unique_ptr<net::Server> server_;  // its thread uses the others
  WebhookPoster poster_{{.allow_private = true, .total_timeout = Millis(2'000)}};
};

TEST_F(WebhookPosterTest, DeliveryIsPostedWithItsIdTimeAndSignature) {
  const auto answer = poster_.Call(Call());
  EXPECT_EQ(answer.answer, Answer::kTaken);
  EXPECT_EQ(answer.note, "HTTP 204");
  ASSERT_EQ(Heard().size(), 1U);
  const net::Request heard = Heard().front();
  EXPECT_EQ(heard.method, "POST");
  EXPECT_EQ(heard.body, R"({"a":1})");
  EXPECT_EQ(heard.Find("content-type"), "application/json");
  EXPECT_EQ(heard.Find("webhook-id"), "msg_1");
  EXPECT_EQ(heard.Find("webhook-timestamp"), "1700000000");
  EXPECT_EQ(heard.Find("webhook-signature"),
            credentials::WebhookSignature(secret_, "msg_1", 1'700'000'000, R"({"a":1})"));
}

TEST_F(WebhookPosterTest, EachSecretSigns) {
  auto call = Call();
  call.secrets.push_back(credentials::NewWebhookSecret());
  (void)poster_.Call(call);
  const std::string signatures(*Heard().at(0).Find("webhook-signature"));
  EXPECT_EQ(signatures,
            credentials::WebhookSignature(secret_, "msg_1", 1'700'000'000, call.body) + " " +
                credentials::WebhookSignature(call.secrets[1], "msg_1", 1'700'000'000, call.body));
}

TEST_F(WebhookPosterTest, EveryOtherStatusIsAFailure) {
  for (const int status : {301, 307, 400, 404, 410, 429, 500, 503}) {
    answer_.status = status;
    answer_.headers = {{"Location", "http://127.0.0.1:1/elsewhere"}};
    const auto answer = poster_.Call(Call());
    EXPECT_EQ(answer.answer, Answer::kUnknown) << status;
    EXPECT_EQ(answer.note, "HTTP " + std::to_string(status));
  }
  EXPECT_EQ(Heard().size(), 8U) << "a redirect was followed";
}

TEST_F(WebhookPosterTest, LongAnswerIsCutOff) {
  answer_.status = 200;
  answer_.body = std::string(100'000, 'x');
  const auto answer = poster_.Call(Call());
  EXPECT_EQ(answer.answer, Answer::kUnknown);
  EXPECT_EQ(answer.note, "the answer is longer than 64 KiB");
}

TEST_F(WebhookPosterTest, PrivateAddressesAreNotCalledUnlessAllowed) {
  WebhookPoster strict{{}};
  auto call = Call();
  EXPECT_EQ(strict.Call(call).note, "the address must begin with https://");
  for (const std::string host : {"127.0.0.1", "localhost", "[::1]", "0x7f.1", "10.0.0.1",
                                 "169.254.169.254", "[::ffff:127.0.0.1]"}) {
    call.url = "https://" + host + "/";
    const auto answer = strict.Call(call);
    EXPECT_EQ(answer.answer, Answer::kNotSent) << host;
    EXPECT_EQ(answer.note, "the host has a private address, which this server does not call")
        << host;
  }
  EXPECT_TRUE(Heard().empty());
}

TEST_F(WebhookPosterTest, ReceiverThatIsGoneIsTold) {
  auto call = Call();
  call.url = "http://127.0.0.1:1/";
  const auto answer = poster_.Call(call);
  EXPECT_EQ(answer.answer, Answer::kNotSent);
  EXPECT_EQ(answer.note, "no connection to the host");
}

TEST_F(WebhookPosterTest, StoppedPosterSendsNothing) {
  poster_.Stop();
  EXPECT_EQ(poster_.Call(Call()).note, "this server was being stopped");
  EXPECT_TRUE(Heard().empty());
}

}  // namespace
}  // namespace herlaad::webhook_poster
