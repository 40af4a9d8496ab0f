#include "base/credentials/webhook_secret.h"

#include <gtest/gtest.h>

namespace herlaad::credentials {
namespace {

// The example of the specification's test vectors, computed with the official npm library
// standardwebhooks 1.0.0.
TEST(WebhookSignature, IsThatOfTheOfficialLibrary) {
  const Secret secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  EXPECT_EQ(WebhookSignature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1'614'265'330,
                             R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, DependsOnIdTimeBodyAndSecret) {
  const Secret secret = NewWebhookSecret();
  const std::string signature = WebhookSignature(secret, "msg_1", 5, "{}");
  EXPECT_EQ(WebhookSignature(secret, "msg_1", 5, "{}"), signature);
  EXPECT_NE(WebhookSignature(secret, "msg_2", 5, "{}"), signature);
  EXPECT_NE(WebhookSignature(secret, "msg_1", 6, "{}"), signature);
  EXPECT_NE(WebhookSignature(secret, "msg_1", 5, "{ }"), signature);
  EXPECT_NE(WebhookSignature(NewWebhookSecret(), "msg_1", 5, "{}"), signature);
}

TEST(WebhookSecret, HasItsPrefixAndNoPadding) {
  const std::string text = NewWebhookSecret().Reveal();
  EXPECT_EQ(text.substr(0, 6), "whsec_");
  EXPECT_EQ(text.size(), 6U + 32U);
  EXPECT_EQ(text.find('='), std::string::npos);
  EXPECT_NE(NewWebhookSecret().Reveal(), text);
}

}  // namespace
}  // namespace herlaad::credentials
