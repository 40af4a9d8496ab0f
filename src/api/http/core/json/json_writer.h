// JsonWriter: writes JSON, for answers on the hot path. It adds commas and escapes text; the caller
// matches brackets. Texts must be UTF-8.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/core/instant.h"
#include "base/money/money.h"

namespace herlaad::http {

class JsonWriter {
 public:
  // Longer texts than `expected` bytes are copied when the room for them runs out.
  explicit JsonWriter(std::size_t expected = 512) : out_(expected, '\0') {}

  JsonWriter& Begin(char bracket) {  // '{' or '['
    Separate();
    Put({&bracket, 1});
    comma_ = false;
    return *this;
  }
  JsonWriter& End(char bracket) {
    Put({&bracket, 1});
    comma_ = true;
    return *this;
  }
  // The name of the next member. A constant that needs no escaping. A literal's length is known to
  // the compiler, which then copies it without a loop.
  template <std::size_t kBytes>
  JsonWriter& Name(const char (&literal)[kBytes]) {
    return PutName({literal, kBytes - 1});
  }
  JsonWriter& Name(std::string_view name) { return PutName(name); }

  JsonWriter& Text(std::string_view text) { return Text({text}); }
  JsonWriter& Text(std::initializer_list<std::string_view> parts);  // one text
  JsonWriter& Number(std::int64_t number);
  JsonWriter& Bool(bool value) { return Raw(value ? "true" : "false"); }
  JsonWriter& Null() { return Raw("null"); }
  JsonWriter& At(Instant at);               // RFC 3339 in UTC
  JsonWriter& Amount(Money amount);         // {"amount":1500,"currency":"EUR"}
  JsonWriter& Raw(std::string_view json) {  // a value that is already JSON
    Separate();
    Put(json);
    comma_ = true;
    return *this;
  }

  [[nodiscard]] std::string Take() {
    out_.resize(size_);
    size_ = 0;
    return std::move(out_);
  }

 private:
  // Where `bytes` more can be written.
  char* Room(std::size_t bytes) {
    if (out_.size() - size_ < bytes) Grow(bytes);
    return out_.data() + size_;
  }
  void Grow(std::size_t bytes);
  void Put(std::string_view json) { size_ += json.copy(Room(json.size()), json.size()); }
  void Separate() {
    if (comma_) Put(",");
  }
  JsonWriter& PutName(std::string_view name) {
    char* at = Room(name.size() + 4);
    if (comma_) *at++ = ',';
    *at++ = '"';
    at += name.copy(at, name.size());
    *at++ = '"';
    *at++ = ':';
    size_ = static_cast<std::size_t>(at - out_.data());
    comma_ = false;
    return *this;
  }
  void PutNumber(std::int64_t number);
  void PutText(std::string_view text);

  std::string out_;  // the first size_ characters are written, the others room for more
  std::size_t size_ = 0;
  bool comma_ = false;  // a value precedes
};

}  // namespace herlaad::http
