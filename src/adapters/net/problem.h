// Problem details (RFC 9457). Those the server answers by itself have the API's format:
// api/openapi.yaml lists them all, and their texts are problem.<code>.title and .detail of the
// message catalogue.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "base/messages/language.h"

namespace herlaad::net {

struct Problem {
  int status = 400;
  std::string_view code;  // stable, for programs; must have static storage
  std::string_view detail =
      {};  // an English sentence with static storage; empty: the message catalogue's
  // The outcome is unknown: the handler, or an earlier request with the same key, may have moved
  // money. If false, the request is rejected each time it is sent.
  bool money_unknown = false;
};

namespace problems {

inline constexpr Problem kBadRequest{400, "bad_request"};
inline constexpr Problem kBadTarget{400, "bad_target"};
inline constexpr Problem kBadHost{400, "bad_host"};
inline constexpr Problem kBadContentLength{400, "bad_content_length"};
inline constexpr Problem kBadTransferEncoding{400, "bad_transfer_encoding"};
inline constexpr Problem kFoldedHeader{400, "folded_header"};
inline constexpr Problem kBadChunk{400, "bad_chunk"};
inline constexpr Problem kIncompleteRequest{400, "incomplete_request", {}, true};
inline constexpr Problem kRequestTimeout{408, "request_timeout", {}, true};
inline constexpr Problem kBodyTooLarge{413, "body_too_large"};
inline constexpr Problem kTargetTooLong{414, "target_too_long"};
inline constexpr Problem kBadExpectation{417, "bad_expectation"};
inline constexpr Problem kHeadersTooLarge{431, "headers_too_large"};
inline constexpr Problem kTooManyHeaders{431, "too_many_headers"};
inline constexpr Problem kUnanswered{500, "unanswered", {}, true};
inline constexpr Problem kMethodUnknown{501, "method_unknown"};
inline constexpr Problem kTooManyConnections{503, "too_many_connections", {}, true};
inline constexpr Problem kHttpVersion{505, "http_version"};
inline constexpr Problem kStarting{503, "starting", {}, true};  // for servers without a handler yet

}  // namespace problems

std::span<const Problem> AllProblems();

// "Not Found" for 404; empty for an unregistered status.
std::string_view ReasonPhrase(int status);

// application/problem+json with type, title, status, detail, code and money. A problem with a
// detail of its own is in English and lacks what the message catalogue and the API's description
// add.
Response ProblemResponse(const Problem& problem,
                         messages::Language language = messages::Language::kEn);

}  // namespace herlaad::net
