#include "adapters/net/json.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

namespace herlaad::net {
namespace {

using nlohmann::json;

// The length of the UTF-8 character at the start of `text`; 0 if it is invalid: overlong forms,
// surrogates and values above U+10FFFF are invalid.
std::size_t Utf8Length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return 0;
  if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return 0;
  return length;
}

std::optional<std::size_t> FirstNotUtf8(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = Utf8Length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

// Reads the body for the library and records up to where, so that a refusal can say its place.
class Reading {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Reading(const char* at, const char*& read) : at_(at), read_(&read) {}

  reference operator*() const { return *at_; }
  Reading& operator++() {
    *read_ = ++at_;
    return *this;
  }
  friend bool operator==(const Reading& a, const Reading& b) { return a.at_ == b.at_; }

 private:
  const char* at_;
  const char** read_;
};

bool IsOfNumber(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// Where the token begins that was read last in `read`. Reading a number takes one byte more.
std::size_t StartOfString(std::string_view read) {
  std::size_t at = read.size() - 1;
  for (;;) {
    at = read.rfind('"', at - 1);
    std::size_t slashes = 0;
    while (at > slashes && read[at - slashes - 1] == '\\') ++slashes;
    if (slashes % 2 == 0) return at;
  }
}
std::size_t StartOfLiteral(std::string_view read) {
  std::size_t at = read.size() - 1;
  while (at > 0 && read[at - 1] >= 'a' && read[at - 1] <= 'z') --at;
  return at;
}
std::size_t StartOfNumber(std::string_view read) {
  std::size_t at = read.size();
  if (!IsOfNumber(read[at - 1])) --at;
  while (at > 0 && IsOfNumber(read[at - 1])) --at;
  return at;
}

// Builds the value during parsing and stops at the first violation. The library's own builder would
// keep the last of two equal keys and convert large numbers to floating point.
class Builder : public nlohmann::json_sax<json> {
 public:
  Builder(std::string_view body, const JsonLimits& limits)
      : body_(body), limits_(limits), read_(body.data()) {}

  // To be read once. What was read is known at each call of the library.
  Reading begin() { return {body_.data(), read_}; }
  Reading end() { return {body_.data() + body_.size(), read_}; }

  bool null() override { return Scalar(nullptr, StartOfLiteral); }
  bool boolean(bool value) override { return Scalar(value, StartOfLiteral); }
  bool number_integer(number_integer_t value) override { return Scalar(value, StartOfNumber); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return Refuse(JsonErrorKind::kNumber, StartOfNumber);
    }
    return Scalar(static_cast<std::int64_t>(value), StartOfNumber);
  }
  bool number_float(number_float_t, const string_t&) override {
    if (limits_.fractions_as_null) return Scalar(nullptr, StartOfNumber);
    return Refuse(JsonErrorKind::kNumber, StartOfNumber);
  }
  bool string(string_t& value) override {
    if (value.find('\0') != string_t::npos) return Refuse(JsonErrorKind::kNul, StartOfString);
    return Scalar(std::move(value), StartOfString);
  }
  bool binary(binary_t&) override { return Refuse(JsonErrorKind::kSyntax, LastByte); }
  bool start_object(std::size_t) override { return Enter(json::object()); }
  bool start_array(std::size_t) override { return Enter(json::array()); }
  bool end_object() override { return Leave(); }
  bool end_array() override { return Leave(); }
  bool key(string_t& name) override {
    if (name.find('\0') != string_t::npos) return Refuse(JsonErrorKind::kNul, StartOfString);
    if (!Count(StartOfString)) return false;
    if (open_.back()->contains(name)) return Refuse(JsonErrorKind::kDuplicateKey, StartOfString);
    key_ = std::move(name);
    return true;
  }
  // The position counts the bytes read, and the end as one.
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    error_ = {JsonErrorKind::kSyntax, std::min(position == 0 ? 0 : position - 1, body_.size())};
    return false;
  }

  [[nodiscard]] const JsonError& error() const { return error_; }
  json Take() { return std::move(root_); }

 private:
  using Start = std::size_t (*)(std::string_view read);
  static std::size_t LastByte(std::string_view read) { return read.size() - 1; }

  bool Refuse(JsonErrorKind kind, Start start) {
    error_ = {kind, start(body_.substr(0, static_cast<std::size_t>(read_ - body_.data())))};
    return false;
  }
  bool Count(Start start) {
    return ++values_ <= limits_.values || Refuse(JsonErrorKind::kValues, start);
  }

  bool Scalar(json value, Start start) { return Put(std::move(value), start) != nullptr; }
  json* Put(json value, Start start) {
    if (!Count(start)) return nullptr;
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &(parent[key_] = std::move(value));
  }
  bool Enter(json container) {
    if (open_.size() >= limits_.depth) return Refuse(JsonErrorKind::kDepth, LastByte);
    json* placed = Put(std::move(container), LastByte);
    if (placed == nullptr) return false;
    open_.push_back(placed);  // stays valid: a container only grows while it is the innermost
    return true;
  }
  bool Leave() {
    open_.pop_back();
    return true;
  }

  const std::string_view body_;
  const JsonLimits limits_;
  const char* read_;  // the end of what the library has read
  json root_;
  std::vector<json*> open_;
  std::string key_;
  std::size_t values_ = 0;
  JsonError error_;
};

}  // namespace

std::string_view Text(JsonErrorKind kind) {
  switch (kind) {
    case JsonErrorKind::kUtf8:
      return "The body must be UTF-8 without a byte order mark.";
    case JsonErrorKind::kSyntax:
      return "The body must be one JSON value.";
    case JsonErrorKind::kDepth:
      return "The body nests too many arrays or objects within each other.";
    case JsonErrorKind::kValues:
      return "The body has too many values.";
    case JsonErrorKind::kDuplicateKey:
      return "A key appears twice in one object.";
    case JsonErrorKind::kNumber:
      return "Numbers must be whole and fit in 64 bits; amounts are in minor units.";
    case JsonErrorKind::kNul:
      return "A string must not contain the character U+0000.";
  }
  return "";
}

Result<json, JsonError> ParseStrict(std::string_view body, const JsonLimits& limits) {
  if (const auto at = FirstNotUtf8(body)) return Failure{JsonError{JsonErrorKind::kUtf8, *at}};
  // The library takes a NUL byte for the end of the text, whatever follows.
  if (const std::size_t nul = body.find('\0'); nul != std::string_view::npos) {
    return Failure{JsonError{JsonErrorKind::kSyntax, nul}};
  }
  Builder builder(body, limits);
  if (!json::sax_parse(builder.begin(), builder.end(), &builder)) return Failure{builder.error()};
  return builder.Take();
}

std::optional<std::int64_t> IntegerField(const json& object, std::string_view key) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

std::optional<std::string> TextField(const json& object, std::string_view key) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<std::string> UnknownField(const json& object,
                                        std::initializer_list<std::string_view> known) {
  if (!object.is_object()) return std::nullopt;
  for (auto member = object.begin(); member != object.end(); ++member) {
    if (std::find(known.begin(), known.end(), member.key()) == known.end()) return member.key();
  }
  return std::nullopt;
}

std::string WriteJson(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace herlaad::net
