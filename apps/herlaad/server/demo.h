// Parts that only the demo has: its SIMs, its sandbox and its messages.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adapters/sandbox/sandbox.h"
#include "adapters/sandbox/stripe/stripe_stand_in.h"
#include "apps/herlaad/server/app.h"
#include "base/core/result.h"

namespace herlaad::app {

// The ids of the sandbox's gateway and operator. No payment method goes through that gateway: it is
// there for orders that an earlier version of the demo opened at the sandbox bank.
inline constexpr const char* kSandboxGateway = "sandbox";
inline constexpr const char* kSandboxOperator = "telenet";
// The id of the gateway whose server is the stand-in for Stripe, through which every payment method
// goes that redirects the payer.
inline constexpr const char* kStripeGateway = "stripe";

// The address for its callbacks.
std::string CallbackUrl(const std::string& url);

// The secret shared by merchant and sandbox, generated on first use and stored in the folder.
Result<Secret, std::string> SandboxSecret(const std::string& folder);

// Starts the embedded sandbox in `folder`, on the port after `port` if that is free.
Result<std::unique_ptr<sandbox::Sandbox>, std::string> StartInnerSandbox(const std::string& folder,
                                                                         const std::string& address,
                                                                         std::uint16_t port,
                                                                         const Secret& secret);

// Starts the embedded stand-in for Stripe in `folder`, on the port two after `port` if that is
// free.
Result<std::unique_ptr<sandbox::StripeStandIn>, std::string> StartInnerStripe(
    const std::string& folder, const std::string& address, std::uint16_t port);

// Sends remote top-ups and messages to the sandbox at `url`; offers the demo's test numbers.
void PointAtSandbox(Config& config, const std::string& url, const Secret& secret);

// Adds the gateway of the stand-in at `url`, and sends every online payment method to it.
void PointAtStripe(Config& config, const std::string& url);
// The address for its webhooks.
std::string StripeWebhookUrl(const std::string& url);

// Creates the demo's SIMs; existing ones keep their balance.
Status<std::string> PutInDemoSims(engine::Engine& engine);

// How to start a separate stand-in for Stripe so that it sends webhooks to `url`.
std::string WebhookNotice(const std::string& url);

// The text printed before the demo is ready.
std::string DemoBanner(const std::string& program, const std::string& flags,
                       const std::string& data, const std::string& sandbox_url);
// What is printed about the stand-in at `url`.
std::string StripeText(const std::string& url);

}  // namespace herlaad::app
