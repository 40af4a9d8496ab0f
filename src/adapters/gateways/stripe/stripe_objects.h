// What Stripe's objects say about a payment, a refund or a dispute, in the terms of the port.
// Everything is checked; what cannot be is kUnknown, never a guess.
//
// Source: the objects of the API version in stripe_api.h.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/json.h"
#include "engine/ports/gateway.h"

namespace herlaad::gateways::stripe {

// A page of a hundred payment intents with all their fields. A fraction, as of
// an exchange rate, is read as null: no amount is one.
inline constexpr net::JsonLimits kObjectLimits{
    .depth = 32, .values = 200'000, .fractions_as_null = true};

// Letters, digits and '_' after the prefix: safe in an address.
bool IsStripeId(std::string_view id, std::string_view prefix);
// The object's id if it is one; empty if not.
std::string IdOf(const nlohmann::json& object);
// The text under `key` in the object's metadata; empty if there is none.
std::string MetadataOf(const nlohmann::json& object, std::string_view key);
// A member that was expanded into an object; nullptr if it is absent, null or only an id.
const nlohmann::json* Expanded(const nlohmann::json& object, std::string_view key);
// Whether the object is of that mode. Objects without a mode, as refunds, are of any.
bool IsOfMode(const nlohmann::json& object, bool live);

struct Page {
  std::vector<nlohmann::json> items;
  std::string last;  // to continue behind; empty: there are no more
};
// Nothing if it is not a list, or claims to go on behind no item.
std::optional<Page> ReadPage(nlohmann::json list);

// What an object says, and if that is nothing because the object is wrong, why:
// a sentence for the administrator, without values.
struct Reading {
  engine::GatewayAnswer answer;
  std::string_view trouble = {};
};

// The card that a charge was paid by; empty for other methods and for what is no such text.
engine::CardFacts ReadCard(const nlohmann::json& charge);

// kPaid, kProcessing, kClosed; kUnknown without trouble while the payer may still pay. The card is
// told, also with a dispute, if the charge is expanded, and is to be asked if it is not.
Reading ReadIntent(const nlohmann::json& intent);

// kOpen, kPaid, kProcessing or kClosed. The payment intent must be expanded:
// the money is there, and counts more than the state of the page.
Reading ReadSession(const nlohmann::json& session);

// kPaid, of a page that says so and only names its payment intent. The card is to be asked.
Reading ReadPaidPage(const nlohmann::json& session);

// kPaid with its card, of a charge that succeeded and only names its payment intent; kUnknown
// without trouble of another charge.
Reading ReadCharge(const nlohmann::json& charge);

// kDone, kProcessing or kRefused, with `received` the refunded sum.
Reading ReadRefund(const nlohmann::json& refund);

// kDisputed. The payment intent must be expanded. `at`: when the dispute was like this.
Reading ReadDispute(const nlohmann::json& dispute, Instant at);

// Why the payer's bank declined, by the `last_payment_error` of a payment intent. kNone if there is
// none, or if nobody declined and a payment in progress failed.
orders::DeclineReason ReadDecline(const nlohmann::json& intent);
// The same, of the error itself.
orders::DeclineReason ReadDeclineOf(const nlohmann::json& error);

}  // namespace herlaad::gateways::stripe
