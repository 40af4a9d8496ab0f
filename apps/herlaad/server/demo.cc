#include "apps/herlaad/server/demo.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "adapters/gateways/sandbox_bank/kind.h"
#include "adapters/gateways/stripe/kind.h"
#include "adapters/messengers/sandbox_mailbox/kind.h"
#include "adapters/messengers/sandbox_phone/kind.h"
#include "adapters/operators/sandbox_operator/kind.h"
#include "apps/herlaad/cli/files.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/sims/provision_sims.h"

namespace herlaad::app {
namespace {

constexpr std::size_t kSecretBytesMax = 4'096;
// The sandbox's operator stores a request before it answers, so a request it does not know after a
// while never arrived.
constexpr Millis kNotFoundSettles{15'000};

struct DemoSim {
  const char* number;
  const char* op;
  prepaid::SimState state;
  const char* kind;  // the property as shown to people
};
constexpr DemoSim kDemoSims[] = {
    {"+32470123456", "proximus", prepaid::SimState::kActive, ""},
    {"+32495123456", "orange", prepaid::SimState::kActive, ""},
    {"+32472334455", "orange", prepaid::SimState::kActive, "ported"},
    {"+32470111111", "proximus", prepaid::SimState::kSuspended, "suspended"},
    {"+32470999999", "proximus", prepaid::SimState::kTerminated, "terminated"},
};
constexpr const char* kRemoteNumber = "+32485123456";  // of the sandbox's operator

constexpr std::string_view kSubscribers =
    R"(  0470 12 34 56   Proximus
  0485 12 34 56   Telenet, a remote operator
  0495 12 34 56   Orange
  0472 33 44 55   looks like Proximus, ported to Orange
  0470 11 11 11   Proximus, suspended: refused before payment
  0470 99 99 99   Proximus, terminated: refused before payment

  At Telenet the last three digits select the outcome, for instance
  0485 12 31 00   credited after 3 seconds     0485 12 30 02   refused and refunded
  0485 12 30 05   credited, unclear answer     0485 12 30 07   no usable answer: a review after an hour)";

// Durable before it is used: without its secret, callbacks of the sandbox bank would be rejected.
Status<std::string> WriteSecret(const std::string& path, const Secret& secret) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return Failure{"cannot write " + path};
  const std::string& text = secret.Reveal();
  const bool written =
      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  close(fd);
  if (!written) return Failure{"cannot write " + path};
  return Nothing{};
}

sandbox::SandboxOptions OptionsOf(const std::string& folder, const std::string& address,
                                  std::uint16_t port, const Secret& secret) {
  sandbox::SandboxOptions options;
  options.folder = folder;
  options.address = address;
  options.port = port;
  options.secret = secret;
  return options;
}

// Obviously a sample.
messages::SupportContact SampleSupport() {
  using messages::Language;
  messages::SupportContact sample;
  sample.name = "SAMPLE HELP DESK";
  sample.phone = "+32 2 000 00 00";
  sample.email = "sample-help@herlaad.example";
  sample.hours = *messages::ParseSupportHours("Mo-Fr 09:00-17:00");
  sample.languages = {Language::kNl, Language::kFr, Language::kDe, Language::kEn, Language::kZh};
  return sample;
}

}  // namespace

std::string CallbackUrl(const std::string& url) { return url + "/v1/callbacks/" + kSandboxGateway; }

Result<Secret, std::string> SandboxSecret(const std::string& folder) {
  const std::string path = folder + "/secret";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Failure{"cannot create " + folder + ": " + error.message()};
  if (!std::filesystem::exists(path, error)) {
    if (const auto written = WriteSecret(path, RandomSecret(20)); !written.ok())
      return Failure{written.error()};
  }
  auto text = ReadFile(path, kSecretBytesMax);
  if (!text.ok()) return Failure{text.error()};
  if (text->empty()) return Failure{path + " is empty; remove it and start again"};
  return Secret(*std::move(text));
}

Result<std::unique_ptr<sandbox::Sandbox>, std::string> StartInnerSandbox(const std::string& folder,
                                                                         const std::string& address,
                                                                         std::uint16_t port,
                                                                         const Secret& secret) {
  const auto next = static_cast<std::uint16_t>(port == 0 || port == 65'535 ? 0 : port + 1);
  auto sandbox = std::make_unique<sandbox::Sandbox>(OptionsOf(folder, address, next, secret));
  auto started = sandbox->Start();
  if (!started.ok() && next != 0) {
    sandbox = std::make_unique<sandbox::Sandbox>(OptionsOf(folder, address, 0, secret));
    started = sandbox->Start();
  }
  if (!started.ok()) return Failure{"the sandbox does not start: " + started.error()};
  return sandbox;
}

Result<std::unique_ptr<sandbox::StripeStandIn>, std::string> StartInnerStripe(
    const std::string& folder, const std::string& address, std::uint16_t port) {
  sandbox::StripeOptions options;
  options.folder = folder;
  options.address = address;
  options.port = static_cast<std::uint16_t>(port == 0 || port >= 65'534 ? 0 : port + 2);
  auto stripe = std::make_unique<sandbox::StripeStandIn>(options);
  auto started = stripe->Start();
  if (!started.ok() && options.port != 0) {
    options.port = 0;
    stripe = std::make_unique<sandbox::StripeStandIn>(options);
    started = stripe->Start();
  }
  if (!started.ok()) return Failure{"the stand-in for Stripe does not start: " + started.error()};
  return stripe;
}

void PointAtSandbox(Config& config, const std::string& url, const Secret& secret) {
  config.operators = {
      {kSandboxOperator, &operators::kSandboxOperator,
       operators::MakeSandboxOperator(url + "/sandbox/operator", kNotFoundSettles)}};
  config.gateways = {{kSandboxGateway, &gateways::kSandboxBank,
                      gateways::MakeSandboxBank(url + "/sandbox/bank", secret)}};
  config.messenger = {
      {}, &messengers::kSandboxPhone, messengers::MakeSandboxPhone(url + "/sandbox/phone")};
  config.mail = {
      {}, &messengers::kSandboxMailbox, messengers::MakeSandboxMailbox(url + "/sandbox/mail")};
  if (config.support.IsEmpty()) config.support = SampleSupport();
  config.seller = {"SAMPLE SELLER: no such company", "1 Sample Street, 1000 Sample City",
                   "0000.000.000 (sample)", "BE 0000.000.000 (sample)"};
  config.demo_numbers.clear();
  for (const DemoSim& sim : kDemoSims) {
    config.demo_numbers.push_back({Msisdn::Parse(sim.number).value(), sim.op, sim.kind});
  }
  config.demo_numbers.insert(config.demo_numbers.begin() + 1,
                             {Msisdn::Parse(kRemoteNumber).value(), kSandboxOperator, ""});
}

std::string StripeWebhookUrl(const std::string& url) {
  return url + "/v1/callbacks/" + kStripeGateway;
}

void PointAtStripe(Config& config, const std::string& url) {
  gateways::stripe::StripeOptions options;
  options.api.base_url = url;
  options.api.key = Secret(sandbox::kDemoStripeKey);
  options.webhook_secrets.emplace_back(sandbox::kDemoStripeWebhookSecret);
  config.gateways.push_back(
      {kStripeGateway, &gateways::kStripeTest, gateways::MakeStripe(std::move(options))});
  for (const auto payment_method : payments::AllPaymentMethods()) {
    if (payments::FlowOf(payment_method) == payments::Flow::kRedirect)
      config.payment_methods[payment_method] = kStripeGateway;
  }
}

Status<std::string> PutInDemoSims(engine::Engine& engine) {
  for (const DemoSim& sim : kDemoSims) {
    auto command = engine::ProvisionSims::Check({Msisdn::Parse(sim.number).value()}, sim.op,
                                                sim.state, "demo");
    CHECK(command.ok(), "one number is not too many");
    const auto answer = engine.Call(*std::move(command));
    if (!answer.ok()) return Failure{std::string("the demo's SIMs cannot be created")};
    if (answer->outcome == engine::ProvisionOutcome::kNotAHostedOperator) {
      return Failure{std::string("the catalogue has no hosted operator ") + sim.op +
                     ", which the demo needs"};
    }
    // kOtherOperator: an administrator has ported the number meanwhile, which is allowed.
  }
  return Nothing{};
}

std::string WebhookNotice(const std::string& url) {
  return "Herlaad asks that stand-in for Stripe about a payment until it is paid or closed. A "
         "later "
         "charge or a\ndispute is noticed at once only if its sandbox was started with\n  "
         "--stripe-webhook " +
         StripeWebhookUrl(url) + "\n";
}

std::string DemoBanner(const std::string& program, const std::string& flags,
                       const std::string& data, const std::string& sandbox_url) {
  std::string text =
      "Herlaad demo. Everything in it is a sandbox: simulated payments, simulated operators, no "
      "real money, no real credit.\n\n";
  text += kSubscribers;
  text += "\n\nThe first top-up, in another terminal:\n  " + program +
          " topup place 0470.12.34.56 --amount 15 --tender card" + flags;
  text += "\nThe sandbox operator, phones and mailboxes are at " + sandbox_url +
          "; the database is in " + data + ".\n";
  return text;
}

std::string StripeText(const std::string& url) {
  return "Cards, Bancontact, PayPal, Alipay and WeChat Pay go through a stand-in for Stripe at " +
         url + ";\nits secret key is " + sandbox::kDemoStripeKey +
         ", and its webhooks are signed with " + sandbox::kDemoStripeWebhookSecret + ".\n";
}

}  // namespace herlaad::app
