#include "adapters/net/json.h"

#include <algorithm>
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

// Builds the value during parsing and stops at the first violation. The library's own builder would
// keep the last of two equal keys and convert large numbers to floating point.
class Builder : public nlohmann::json_sax<json> {
 public:
  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return Put(nullptr) != nullptr; }
  bool boolean(bool value) override { return Put(value) != nullptr; }
  bool number_integer(number_integer_t value) override { return Put(value) != nullptr; }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return Refuse(JsonErrorKind::kNumber);
    }
    return Put(static_cast<std::int64_t>(value)) != nullptr;
  }
  bool number_float(number_float_t, const string_t&) override {
    return Refuse(JsonErrorKind::kNumber);
  }
  bool string(string_t& value) override {
    if (value.find('\0') != string_t::npos) return Refuse(JsonErrorKind::kNul);
    return Put(std::move(value)) != nullptr;
  }
  bool binary(binary_t&) override { return Refuse(JsonErrorKind::kSyntax); }
  bool start_object(std::size_t) override { return Enter(json::object()); }
  bool start_array(std::size_t) override { return Enter(json::array()); }
  bool end_object() override { return Leave(); }
  bool end_array() override { return Leave(); }
  bool key(string_t& name) override {
    if (name.find('\0') != string_t::npos) return Refuse(JsonErrorKind::kNul);
    if (!Count()) return false;
    if (open_.back()->contains(name)) return Refuse(JsonErrorKind::kDuplicateKey);
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    position_ = position;
    return Refuse(JsonErrorKind::kSyntax);
  }

  [[nodiscard]] JsonErrorKind problem() const { return problem_; }
  [[nodiscard]] std::size_t position() const { return position_; }
  json Take() { return std::move(root_); }

 private:
  bool Refuse(JsonErrorKind kind) {
    problem_ = kind;
    return false;
  }
  bool Count() { return ++values_ <= limits_.values || Refuse(JsonErrorKind::kValues); }

  json* Put(json value) {
    if (!Count()) return nullptr;
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
    if (open_.size() >= limits_.depth) return Refuse(JsonErrorKind::kDepth);
    json* placed = Put(std::move(container));
    if (placed == nullptr) return false;
    open_.push_back(placed);  // stays valid: a container only grows while it is the innermost
    return true;
  }
  bool Leave() {
    open_.pop_back();
    return true;
  }

  const JsonLimits limits_;
  json root_;
  std::vector<json*> open_;
  std::string key_;
  std::size_t values_ = 0;
  std::size_t position_ = 0;
  JsonErrorKind problem_ = JsonErrorKind::kSyntax;
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
  Builder builder(limits);
  if (!json::sax_parse(body.begin(), body.end(), &builder)) {
    return Failure{JsonError{builder.problem(), std::min(builder.position(), body.size())}};
  }
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
