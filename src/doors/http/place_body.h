// What POST /v1/topups takes: the body and the Idempotency-Key, read and checked as far as that
// needs nothing looked up.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "base/core/result.h"
#include "base/money/money.h"
#include "base/numbers/msisdn.h"
#include "doors/http/problem.h"
#include "rules/orders/order.h"

namespace herlaad::http {

struct PlaceBody {
  Msisdn msisdn;
  std::string operator_id;
  Money amount;
  std::int64_t expected_total = 0;  // 0: not sent
  orders::Tender tender = orders::Tender::kCard;
};
Result<PlaceBody, Problem> ReadPlaceBody(const net::Request& request);
// The same of an object that is a part of a body.
Result<PlaceBody, Problem> ReadPlaceFields(const nlohmann::json& object);

// The number in the text, whoever typed it; the problem names `field`.
Result<Msisdn, Problem> ReadMsisdn(std::string_view text, std::string_view field);

// The value of the header, quoted as the IETF draft has it or bare: "abc" and abc are the same key.
Result<std::string, Problem> ReadIdempotencyKey(const net::Request& request);
bool IsIdempotencyKey(std::string_view text);

}  // namespace herlaad::http
