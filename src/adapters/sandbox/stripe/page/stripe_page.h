// The hosted payment page, in five languages, with the sandbox's notice: a look for each method,
// the payer's choices, and the faults that can be simulated.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "adapters/net/http.h"
#include "adapters/sandbox/stripe/book/stripe_method.h"
#include "adapters/sandbox/stripe/page/payer.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

// What the page shows.
struct HostedPayment {
  nlohmann::json session;
  std::optional<nlohmann::json> intent;   // once the payer has tried
  std::optional<nlohmann::json> charge;   // the intent's latest
  std::optional<nlohmann::json> dispute;  // of that charge
  const StripeMethod* method = nullptr;   // that the payer has chosen
  std::string own_url;                    // of the page, for the QR code
};

// The method of that name if the session has it; otherwise its first.
const StripeMethod* MethodOfPage(const nlohmann::json& session, const std::string& name);

net::Response HostedPage(const HostedPayment& payment, messages::Language language);
net::Response NoHostedPage(messages::Language language);  // 404

// Where the browser goes after the action: the shop's address, or empty for the page itself.
std::string AddressAfter(const nlohmann::json& session, PayerAction action);

// The style sheet of the sandbox with what this page adds.
net::Response HostedPageStyle();

}  // namespace herlaad::sandbox
