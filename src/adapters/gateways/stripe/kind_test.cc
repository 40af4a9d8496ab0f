#include "adapters/gateways/stripe/kind.h"

#include <gtest/gtest.h>

#include <map>

#include "adapters/gateways/stripe/stripe_api.h"

namespace herlaad::gateways {
namespace {

// Settings that are given as they are; a secret's "file" holds its name.
class Given final : public engine::ConnectorSettings {
 public:
  explicit Given(std::map<std::string, std::string, std::less<>> values)
      : values_(std::move(values)) {}

  [[nodiscard]] bool Has(std::string_view key) const override {
    return values_.find(key) != values_.end();
  }
  std::string Text(std::string_view key, std::string otherwise) override {
    const auto at = values_.find(key);
    return at == values_.end() ? otherwise : at->second;
  }
  Millis Duration(std::string_view, Millis otherwise) override { return otherwise; }
  std::size_t Choice(std::string_view, std::vector<std::string_view>) override { return 0; }
  std::string Path(std::string_view key) override { return Text(key, ""); }
  std::string RequiredText(std::string_view key) override { return Text(key, ""); }
  std::string RequiredUrl(std::string_view key) override { return Text(key, ""); }
  Secret RequiredSecret(std::string_view env_key, std::string_view file_key) override {
    if (!Has(env_key) && !Has(file_key)) Complain("id", "no secret");
    return Secret(Has(file_key) ? Text(file_key, "") : Text(env_key, ""));
  }
  void Complain(std::string_view key, const std::string& why) override {
    complaints.push_back(std::string(key) + ": " + why);
  }

  std::vector<std::string> complaints;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

std::map<std::string, std::string, std::less<>> Good() {
  return {{"secret_key_file", "sk_test_1"}, {"webhook_secret_env", "whsec_1"}};
}

TEST(StripeKind, TwoSecretsAreEnough) {
  Given given(Good());
  const auto options = ReadStripe(given, false);
  EXPECT_TRUE(given.complaints.empty());
  EXPECT_EQ(options.api.base_url, stripe::kApiUrl);
  EXPECT_EQ(options.api.key.Reveal(), "sk_test_1");
  ASSERT_EQ(options.webhook_secrets.size(), 1u);
  EXPECT_EQ(options.descriptor_suffix, "");
  EXPECT_FALSE(options.live);
}

TEST(StripeKind, SecondWebhookSecretIsForRotation) {
  auto values = Good();
  values["second_webhook_secret_file"] = "whsec_2";
  Given given(values);
  EXPECT_EQ(ReadStripe(given, false).webhook_secrets.size(), 2u);
  EXPECT_TRUE(given.complaints.empty());
}

TEST(StripeKind, OnlyTheTestKindIsASandbox) {
  EXPECT_FALSE(kStripe.sandbox);
  EXPECT_TRUE(kStripeTest.sandbox);
  EXPECT_NE(kStripe.name, kStripeTest.name);
}

struct Row {
  const char* name;
  bool live;
  const char* key;
  const char* value;
  const char* complaint;  // the beginning; empty: none
};

TEST(StripeKind, MistakesAreToldAtTheirPlace) {
  const Row rows[] = {
      {"a test key for tests", false, "secret_key_file", "rk_test_1", ""},
      {"a live key for money", true, "secret_key_file", "sk_live_1", ""},
      {"a restricted key for money", true, "secret_key_file", "rk_live_1", ""},
      {"a test key for money", true, "secret_key_file", "sk_test_1",
       "secret_key_file: this is a test key"},
      {"a live key for tests", false, "secret_key_file", "sk_live_1",
       "secret_key_file: this is a live key"},
      {"a publishable key", false, "secret_key_file", "pk_test_1", "secret_key_file: this is no"},
      {"a key with a line break", false, "secret_key_file", "sk_test_1\nx",
       "secret_key_file: this is no"},
      {"the key where the webhook's secret belongs", false, "webhook_secret_env", "sk_test_1",
       "webhook_secret_env: this is no signing secret"},
      {"a stand-in on this machine", false, "base_url", "http://127.0.0.1:12111", ""},
      {"a stand-in by name", false, "base_url", "http://localhost:12111/stripe", ""},
      {"another machine", false, "base_url", "http://stripe.example", "base_url: base_url must"},
      {"a name that begins like this machine's", false, "base_url", "http://localhost.example",
       "base_url: base_url must"},
      {"a user who looks like this machine", false, "base_url", "http://localhost:1@b.example",
       "base_url: base_url must not contain a user"},
      {"another machine, encrypted", false, "base_url", "https://stripe.example", ""},
      {"a descriptor", false, "statement_descriptor", "HERLAAD 15.00", ""},
      {"a descriptor without a letter", false, "statement_descriptor", "12345",
       "statement_descriptor: "},
      {"a descriptor with a forbidden sign", false, "statement_descriptor", "A*B",
       "statement_descriptor: "},
      {"a descriptor with an accent", false, "statement_descriptor", "CRÉDIT",
       "statement_descriptor: "},
      {"a descriptor that is too long", false, "statement_descriptor", "ABCDEFGHIJKLMNOPQRSTUVW",
       "statement_descriptor: "},
  };
  for (const Row& row : rows) {
    auto values = Good();
    if (row.live) values["secret_key_file"] = "sk_live_1";
    values[row.key] = row.value;
    Given given(values);
    (void)ReadStripe(given, row.live);
    const std::string expected = row.complaint;
    ASSERT_EQ(given.complaints.size(), expected.empty() ? 0u : 1u) << row.name;
    if (expected.empty()) continue;
    EXPECT_TRUE(given.complaints[0].starts_with(expected)) << given.complaints[0];
    EXPECT_EQ(given.complaints[0].find("_1"), std::string::npos)
        << "no secret in a message: " << given.complaints[0];
  }
}

TEST(StripeKind, MissingSecretsAreTold) {
  Given given({});
  (void)ReadStripe(given, true);
  EXPECT_EQ(given.complaints.size(), 2u);
}

TEST(StripeKind, ConnectorIsMadeWithTheTimeOuts) {
  Given given(Good());
  const auto make = kStripeTest.read(given);
  const auto gateway = make({});
  ASSERT_NE(gateway, nullptr);
  gateway->Stop();
  EXPECT_EQ(gateway->Fetch("pi_1").error(), engine::CallbackError::kUnavailable);
}

}  // namespace
}  // namespace herlaad::gateways
