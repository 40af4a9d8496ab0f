// Content negotiation and conditional requests (RFC 9110, 8.8.3, 12.5 and 13.1.2).
#pragma once

#include <cstdint>
#include <string_view>

namespace herlaad::http {

enum class Coding : std::uint8_t { kPlain, kGzip, kBrotli };

// The available coding with the highest weight; among equals, the one with the smallest body. Plain
// if the header is empty, names nothing available, or is malformed.
Coding ChooseCoding(std::string_view accept_encoding, bool has_gzip, bool has_brotli);

// Whether an If-None-Match header matches `etag` (including its quotes). Weak tags match as well;
// so does "*".
bool NamesEtag(std::string_view if_none_match, std::string_view etag);

// Whether an Accept header asks for HTML explicitly, not only through a wildcard.
bool WantsPage(std::string_view accept);

}  // namespace herlaad::http
