// Input for POST /v1/topups: the first line is the Idempotency-Key, the rest the body.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/net/json.h"
#include "api/http/topups/placing/place_body.h"
#include "base/core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t line = text.find('\n');
  herlaad::net::Request request;
  request.headers.push_back({"idempotency-key", std::string(text.substr(0, line))});
  if (line != std::string_view::npos) request.body = text.substr(line + 1);
  const auto key = herlaad::http::ReadIdempotencyKey(request);
  if (key.ok()) CHECK(!key->empty() && key->size() <= 255, "a key has 1 to 255 bytes");
  const auto body = herlaad::http::ReadPlaceBody(request);
  if (body.ok()) {
    CHECK(body->amount.minor > 0 && body->expected_total >= 0, "an amount is above zero");
    return 0;
  }
  const auto problem =
      herlaad::net::ParseStrict(body.error().ToResponse(herlaad::messages::Language::kEn).body);
  CHECK(problem.ok(), "a problem is JSON, whatever was sent");
  return 0;
}
