// What a request says about which form of an answer it wants (RFC 9110, 8.8.3, 12.5 and 13.1.2).
#pragma once

#include <cstdint>
#include <string_view>

namespace herlaad::http {

enum class Coding : std::uint8_t { kPlain, kGzip, kBrotli };

// The coding with the highest weight among those there are; of equal ones the smallest body. Plain
// when the header is empty, asks for nothing we have, or is malformed.
Coding ChooseCoding(std::string_view accept_encoding, bool has_gzip, bool has_brotli);

// Does an If-None-Match header name `etag` (with its quotes)? Weak ones match as well; "*" matches.
bool NamesEtag(std::string_view if_none_match, std::string_view etag);

// Does an Accept header ask for a page, by name and not as one of everything?
bool WantsPage(std::string_view accept);

}  // namespace herlaad::http
