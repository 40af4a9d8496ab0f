#include "adapters/gateways/stripe/kind.h"

#include <algorithm>
#include <string>
#include <utility>

#include "adapters/gateways/stripe/stripe_api.h"
#include "base/core/printable.h"

namespace herlaad::gateways {
namespace {

using stripe::StripeOptions;

bool IsThisMachine(std::string_view url) {
  std::string_view host = url.substr(std::min(url.find("://") + 3, url.size()));
  host = host.substr(0, host.find('/'));
  if (!host.starts_with('[')) host = host.substr(0, host.find(':'));
  return host == "localhost" || host == "127.0.0.1" || host.starts_with("[::1]");
}

std::string_view GivenKey(engine::ConnectorSettings& settings, std::string_view env_key,
                          std::string_view file_key) {
  return settings.Has(file_key) ? file_key : env_key;
}

Secret ReadKey(engine::ConnectorSettings& settings, bool live) {
  Secret key = settings.RequiredSecret("secret_key_env", "secret_key_file");
  if (key.empty()) return key;
  const std::string_view text = key.Reveal();
  const std::string_view place = GivenKey(settings, "secret_key_env", "secret_key_file");
  const auto is_of = [text](std::string_view mode) {
    return (text.starts_with("sk_") || text.starts_with("rk_")) && text.substr(3).starts_with(mode);
  };
  if (!IsPrintable(text) || (!is_of("live_") && !is_of("test_"))) {
    settings.Complain(place,
                      "this is no secret or restricted key of Stripe: "
                      "it begins with sk_live_, "
                      "rk_live_, sk_test_ or rk_test_");
  } else if (is_of("live_") != live) {
    settings.Complain(place, live ? "this is a test key, which takes no money: kind = "
                                    "\"stripe_test\", or a live key"
                                  : "this is a live key, which takes real money: kind = "
                                    "\"stripe\", or a test key");
  }
  return key;
}

Secret ReadWebhookSecret(engine::ConnectorSettings& settings, std::string_view env_key,
                         std::string_view file_key) {
  Secret secret = settings.RequiredSecret(env_key, file_key);
  if (!secret.empty() && !secret.Reveal().starts_with("whsec_"))
    settings.Complain(GivenKey(settings, env_key, file_key),
                      "this is no signing secret of a webhook endpoint: it "
                      "begins with whsec_");
  return secret;
}

std::string ReadDescriptor(engine::ConnectorSettings& settings) {
  std::string text = settings.Text("statement_descriptor", "");
  if (text.empty()) return text;
  const bool has_letter = std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c < '\x7f' && std::string_view("<>\\'\"*").find(c) == std::string_view::npos;
  });
  if (text.size() > stripe::kDescriptorMax || !has_letter || !is_plain)
    settings.Complain("statement_descriptor",
                      "statement_descriptor has at most 22 letters, digits and signs without "
                      "accents, at least one of them a letter, and none of < > \\ ' \" *");
  return text;
}

std::string ReadBaseUrl(engine::ConnectorSettings& settings) {
  if (!settings.Has("base_url")) return std::string(stripe::kApiUrl);
  std::string url = settings.RequiredUrl("base_url");
  if (url.find('@') != std::string::npos)
    settings.Complain("base_url", "base_url must not contain a user");
  if (url.starts_with("http://") && !IsThisMachine(url))
    settings.Complain("base_url",
                      "base_url must begin with https://, or the key could be read on "
                      "its way; http:// is for a server on this machine");
  return url;
}

template <bool live>
engine::MakeConnector<engine::Gateway> Read(engine::ConnectorSettings& settings) {
  return MakeStripe(ReadStripe(settings, live));
}

}  // namespace

engine::MakeConnector<engine::Gateway> MakeStripe(StripeOptions made) {
  return [made = std::move(made)](const engine::ConnectorContext& context) {
    StripeOptions options = made;
    options.api.connect_timeout = context.connect_timeout;
    options.api.request_timeout = context.request_timeout;
    options.report = context.report;
    return std::make_unique<stripe::StripeGateway>(std::move(options));
  };
}

StripeOptions ReadStripe(engine::ConnectorSettings& settings, bool live) {
  StripeOptions options;
  options.live = live;
  options.api.base_url = ReadBaseUrl(settings);
  options.api.key = ReadKey(settings, live);
  options.webhook_secrets.push_back(
      ReadWebhookSecret(settings, "webhook_secret_env", "webhook_secret_file"));
  if (settings.Has("second_webhook_secret_env") || settings.Has("second_webhook_secret_file"))
    options.webhook_secrets.push_back(
        ReadWebhookSecret(settings, "second_webhook_secret_env", "second_webhook_secret_file"));
  options.descriptor_suffix = ReadDescriptor(settings);
  return options;
}

const engine::ConnectorKind<engine::Gateway> kStripe{"stripe", false, Read<true>, true};
const engine::ConnectorKind<engine::Gateway> kStripeTest{"stripe_test", true, Read<false>, true};

}  // namespace herlaad::gateways
