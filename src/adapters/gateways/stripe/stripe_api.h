// The part of Stripe's API that Herlaad uses: its version, names and limits. Nothing else states
// the version; the parameters of a version are checked by tests/stripe_params.
//
// Source: the OpenAPI description of the version below, as in npm stripe 23.1.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/core/instant.h"

namespace herlaad::gateways::stripe {

inline constexpr std::string_view kApiVersion = "2026-10-28.endive";
inline constexpr std::string_view kApiUrl = "https://api.stripe.com";

inline constexpr std::string_view kSessionsPath = "/v1/checkout/sessions";
inline constexpr std::string_view kIntentsPath = "/v1/payment_intents";
inline constexpr std::string_view kRefundsPath = "/v1/refunds";
inline constexpr std::string_view kDisputesPath = "/v1/disputes";
inline constexpr std::string_view kChargesPath = "/v1/charges";
inline constexpr std::string_view kCustomersPath = "/v1/customers";
inline constexpr std::string_view kMethodsPath = "/v1/payment_methods";
inline constexpr std::string_view kBalancePath = "/v1/balance_transactions";
inline constexpr std::string_view kEventsPath = "/v1/events";

// Our references at Stripe: metadata of a session and its payment intent, and of a refund.
inline constexpr std::string_view kPaymentKey = "herlaad_payment";
inline constexpr std::string_view kRefundKey = "herlaad_refund";

inline constexpr std::string_view kEuros = "eur";

inline constexpr std::int64_t kPageItems = 100;  // the most that a list gives at once
inline constexpr int kPagesMax = 10;             // of one search within a list

// A session can be paid for at least half an hour and at most a day after it is created. It is
// created a while after its payment, on another clock, and the same request must have the same time
// when it is repeated: a key with other parameters is an error. Hence the margins.
inline constexpr Millis kLifetimeAfterExpiry{45LL * 60'000};
inline constexpr Millis kLifetimeMax{23LL * 3'600'000};

inline constexpr std::size_t kAnswerMax = std::size_t{4} * 1024 * 1024;  // 100 items in full
inline constexpr std::size_t kCallbackMax = std::size_t{512} * 1024;
inline constexpr std::size_t kIdMax = 255;
inline constexpr std::size_t kDescriptorMax = 22;

// Callbacks whose timestamp differs from the clock by more than this are rejected.
inline constexpr Millis kCallbackTolerance{300'000};

}  // namespace herlaad::gateways::stripe
