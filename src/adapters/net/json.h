// JSON from outside, read strictly (RFC 8259): what two readers could understand differently is
// refused instead of guessed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad::net {

struct JsonLimits {
  std::size_t depth = 16;     // of arrays and objects within each other
  std::size_t values = 1000;  // all together, containers and keys included
};

// Why a text was not taken. Numbers are stable.
enum class JsonErrorKind : std::int8_t {
  kUtf8 = 1,          // not UTF-8, or it begins with a byte order mark
  kSyntax = 2,        // not JSON, or more than one value
  kDepth = 3,         // over limits.depth
  kValues = 4,        // over limits.values
  kDuplicateKey = 5,  // which of the two would count?
  kNumber = 6,        // a fraction, an exponent, or beyond 64 bits: we count in whole units
  kNul = 7,           // \u0000 inside a string, at which C would end it
};

struct JsonError {
  JsonErrorKind kind = JsonErrorKind::kSyntax;
  std::size_t offset = 0;  // of the byte near which it was noticed
};
std::string_view Text(JsonErrorKind kind);  // a sentence for whoever sent it

// The only value in `body`, white space around it allowed. Its numbers are all int64_t. How long a
// body may be is the client's to decide.
Result<nlohmann::json, JsonError> ParseStrict(std::string_view body, const JsonLimits& limits = {});

// A member of an object; nothing when it is absent or of another type.
std::optional<std::int64_t> IntegerField(const nlohmann::json& object, std::string_view key);
std::optional<std::string> TextField(const nlohmann::json& object, std::string_view key);

// The first key of the object that is not among `known`.
std::optional<std::string> UnknownField(const nlohmann::json& object,
                                        std::initializer_list<std::string_view> known);

// `value` in one line. Bytes that are not UTF-8 become U+FFFD instead of an exception.
std::string WriteJson(const nlohmann::json& value);

}  // namespace herlaad::net
