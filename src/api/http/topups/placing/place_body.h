// Parses and checks the body and Idempotency-Key of POST /v1/topups, as far as possible without a
// look-up.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "api/http/core/problem.h"
#include "base/core/result.h"
#include "base/money/money.h"
#include "base/numbers/msisdn.h"
#include "domain/orders/order.h"
#include "domain/payments/payment_method.h"
#include "domain/vouchers/pin.h"

namespace herlaad::http {

struct PlaceBody {
  Msisdn msisdn;
  std::string operator_id;
  Money amount;                     // 0: left to the voucher
  std::int64_t expected_total = 0;  // 0: not sent
  payments::PaymentMethod payment_method = payments::PaymentMethod::kCard;
  orders::Contact contact = {};           // field "notify"
  std::optional<vouchers::Pin> pin = {};  // exactly where the payment method needs one
  orders::ClientDetails details = {};
  // Of the receipt, the texts, the pages and the payment provider's page; without it that of the
  // request.
  std::optional<messages::Language> language = {};
};
Result<PlaceBody, Problem> ReadPlaceBody(const net::Request& request);
// As ReadPlaceBody, for an object inside a body.
Result<PlaceBody, Problem> ReadPlaceFields(const nlohmann::json& object);

// The number in text that a person typed; the problem names `field`.
Result<Msisdn, Problem> ReadMsisdn(std::string_view text, std::string_view field);

// The key in the header.
Result<std::string, Problem> ReadIdempotencyKey(const net::Request& request);
// The key in a header or batch: a quoted string as in the IETF draft (RFC 8941), or bare. "abc" in
// quotes and abc without are the same key.
std::optional<std::string> ParseIdempotencyKey(std::string_view written);

}  // namespace herlaad::http
