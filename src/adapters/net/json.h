// Strict parser for JSON from outside (RFC 8259): rejects whatever two parsers could read
// differently.
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
  std::size_t depth = 16;     // nesting of arrays and objects
  std::size_t values = 1000;  // in total, including containers and keys
  // A fraction or an exponent is read as null instead of being rejected: for objects in which no
  // number that matters has one.
  bool fractions_as_null = false;
};

// Why a text was rejected. Numbers are stable.
enum class JsonErrorKind : std::int8_t {
  kUtf8 = 1,          // not UTF-8, or starts with a byte order mark
  kSyntax = 2,        // not JSON, or more than one value
  kDepth = 3,         // above limits.depth
  kValues = 4,        // above limits.values
  kDuplicateKey = 5,  // the same key twice in one object
  kNumber = 6,        // a fraction, an exponent, or beyond 64 bits: all amounts are whole numbers
  kNul = 7,           // \u0000 in a string, where C code would end it
};

struct JsonError {
  JsonErrorKind kind = JsonErrorKind::kSyntax;
  // Where the value or key that was rejected begins; for kSyntax the byte at which it was noticed.
  std::size_t offset = 0;
};
std::string_view Text(JsonErrorKind kind);  // a sentence for the sender

// The only value in `body`; surrounding white space is allowed. All numbers are int64_t. The caller
// must limit the length of `body`.
Result<nlohmann::json, JsonError> ParseStrict(std::string_view body, const JsonLimits& limits = {});

// A member of an object; nothing if it is absent or of another type.
std::optional<std::int64_t> IntegerField(const nlohmann::json& object, std::string_view key);
std::optional<std::string> TextField(const nlohmann::json& object, std::string_view key);

// The first key of the object that is not in `known`.
std::optional<std::string> UnknownField(const nlohmann::json& object,
                                        std::initializer_list<std::string_view> known);

// `value` on one line. Bytes that are not UTF-8 become U+FFFD instead of raising an exception.
std::string WriteJson(const nlohmann::json& value);

}  // namespace herlaad::net
