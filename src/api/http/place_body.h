// What POST /v1/topups takes: the body and the Idempotency-Key, read and checked as far as that
// needs nothing looked up.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "api/http/problem.h"
#include "base/core/result.h"
#include "base/money/money.h"
#include "base/numbers/msisdn.h"
#include "domain/orders/order.h"

namespace herlaad::http {

struct PlaceBody {
  Msisdn msisdn;
  std::string operator_id;
  Money amount;
  std::int64_t expected_total = 0;  // 0: not sent
  orders::PaymentMethod payment_method = orders::PaymentMethod::kCard;
  orders::Contact contact = {};  // field "notify"
};
Result<PlaceBody, Problem> ReadPlaceBody(const net::Request& request);
// The same of an object that is a part of a body.
Result<PlaceBody, Problem> ReadPlaceFields(const nlohmann::json& object);

// The number in the text, whoever typed it; the problem names `field`.
Result<Msisdn, Problem> ReadMsisdn(std::string_view text, std::string_view field);

// The key in the header.
Result<std::string, Problem> ReadIdempotencyKey(const net::Request& request);
// The key as it is written in a header or in a batch: a string as the IETF draft has it (RFC 8941),
// or bare. "abc" with its quotes and abc without are the same key.
std::optional<std::string> ParseIdempotencyKey(std::string_view written);

}  // namespace herlaad::http
