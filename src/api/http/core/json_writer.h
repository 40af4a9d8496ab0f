// JsonWriter: appends JSON to a string, for answers on the hot path. It adds commas and escapes
// text; the caller matches brackets. Texts must be UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/core/instant.h"
#include "base/money/money.h"

namespace herlaad::http {

class JsonWriter {
 public:
  explicit JsonWriter(std::size_t expected = 512) { out_.reserve(expected); }

  JsonWriter& Begin(char bracket) {  // '{' or '['
    Separate();
    out_ += bracket;
    comma_ = false;
    return *this;
  }
  JsonWriter& End(char bracket) {
    out_ += bracket;
    comma_ = true;
    return *this;
  }
  // The name of the next member. A constant that needs no escaping.
  JsonWriter& Name(std::string_view name) {
    Separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    comma_ = false;
    return *this;
  }

  JsonWriter& Text(std::string_view text);
  JsonWriter& Number(std::int64_t number);
  JsonWriter& Bool(bool value) { return Raw(value ? "true" : "false"); }
  JsonWriter& Null() { return Raw("null"); }
  JsonWriter& At(Instant at);               // RFC 3339 in UTC
  JsonWriter& Amount(Money amount);         // {"amount":1500,"currency":"EUR"}
  JsonWriter& Raw(std::string_view json) {  // a value that is already JSON
    Separate();
    out_ += json;
    comma_ = true;
    return *this;
  }

  [[nodiscard]] std::string Take() { return std::move(out_); }

 private:
  void Separate() {
    if (comma_) out_ += ',';
  }

  std::string out_;
  bool comma_ = false;  // a value precedes
};

}  // namespace herlaad::http
