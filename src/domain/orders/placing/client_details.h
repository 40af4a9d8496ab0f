// What the client that places an order says about it for its own use: kept with the order, and
// shown to that client again. No rule depends on it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace herlaad::orders {

inline constexpr std::size_t kMetadataMax = 20;           // pairs
inline constexpr std::size_t kMetadataKeyMax = 40;        // characters
inline constexpr std::size_t kMetadataValueMax = 500;     // characters
inline constexpr std::size_t kMetadataBytesMax = 12'000;  // of all, as JSON in UTF-8
inline constexpr std::size_t kClientReferenceMax = 100;   // characters
inline constexpr std::size_t kReturnUrlMax = 2'000;       // bytes

struct Metadatum {
  std::string key;
  std::string value;

  friend bool operator==(const Metadatum&, const Metadatum&) = default;
};

struct ClientDetails {
  std::string reference;            // its own name for the order; empty: none
  std::string return_url;           // where the payer may go after paying; empty: none
  std::vector<Metadatum> metadata;  // in order of keys, each once

  [[nodiscard]] bool IsEmpty() const {
    return reference.empty() && return_url.empty() && metadata.empty();
  }
  friend bool operator==(const ClientDetails&, const ClientDetails&) = default;
};

// Characters of UTF-8 text; bytes that continue a character are not counted.
std::size_t CountCharacters(std::string_view text);

// The details as one text: equal exactly for equal details. Empty for none.
std::string CanonicalText(const ClientDetails& details);

}  // namespace herlaad::orders
