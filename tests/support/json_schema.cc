#include "tests/support/json_schema.h"

#include <algorithm>
#include <regex>
#include <set>
#include <string_view>

#include "base/core/instant.h"

namespace herlaad::testing {
namespace {

using Json = nlohmann::ordered_json;
using Verdict = std::optional<std::string>;

std::string Named(const std::string& where) { return where.empty() ? "the value" : where; }

bool HasType(const Json& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  return false;
}

Verdict CheckType(const Json& types, const Json& value, const std::string& where) {
  const Json list = types.is_array() ? types : Json::array({types});
  const bool fits = std::any_of(list.begin(), list.end(), [&value](const Json& type) {
    return HasType(value, type.get<std::string>());
  });
  if (fits) return std::nullopt;
  return Named(where) + " is not of type " + types.dump() + ": " + value.dump();
}

Verdict CheckFormat(const std::string& format, const std::string& text, const std::string& where) {
  bool fits = false;
  if (format == "date-time") {
    fits = ParseRfc3339(text).has_value();
  } else if (format == "date") {
    fits = ParseRfc3339(text + "T00:00:00Z").has_value();
  } else if (format == "binary") {
    fits = true;
  } else if (format == "uri") {
    fits = text.starts_with("http://") || text.starts_with("https://");
  } else {
    return "nobody checks the format " + format;
  }
  if (fits) return std::nullopt;
  return Named(where) + " is not a " + format + ": " + text;
}

// Counts characters as JSON Schema does: in UTF-8, every byte except continuation bytes begins one.
std::int64_t Characters(const std::string& text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

Verdict CheckLength(const Json& schema, const std::string& text, const std::string& where) {
  if (Characters(text) < schema.value("minLength", std::int64_t{0})) {
    return Named(where) + " is too short: " + text;
  }
  if (schema.contains("maxLength") &&
      Characters(text) > schema.at("maxLength").get<std::int64_t>()) {
    return Named(where) + " is too long: " + text;
  }
  return std::nullopt;
}

Verdict CheckText(const Json& schema, const std::string& text, const std::string& where) {
  if (auto problem = CheckLength(schema, text, where)) return problem;
  if (schema.contains("format")) {
    if (auto problem = CheckFormat(schema.at("format").get<std::string>(), text, where)) {
      return problem;
    }
  }
  if (!schema.contains("pattern")) return std::nullopt;
  const std::regex pattern(schema.at("pattern").get<std::string>());
  if (std::regex_search(text, pattern)) return std::nullopt;
  return Named(where) + " does not fit its pattern: " + text;
}

Verdict CheckSubscriber(const Json& schema, const Json& value, const std::string& where) {
  const auto number = value.get<std::int64_t>();
  if (schema.contains("minimum") && number < schema.at("minimum").get<std::int64_t>()) {
    return Named(where) + " is too small";
  }
  if (schema.contains("maximum") && number > schema.at("maximum").get<std::int64_t>()) {
    return Named(where) + " is too large";
  }
  return std::nullopt;
}

Verdict CheckObject(const Json& schema, const Json& value, const Json& root,
                    const std::string& where) {
  if (schema.contains("required")) {
    for (const Json& name : schema.at("required")) {
      if (!value.contains(name.get<std::string>())) {
        return Named(where) + " lacks " + name.get<std::string>();
      }
    }
  }
  const auto size = static_cast<std::int64_t>(value.size());
  if (size < schema.value("minProperties", std::int64_t{0}))
    return Named(where) + " has too few members";
  if (size > schema.value("maxProperties", size)) return Named(where) + " has too many members";
  static const Json kNone = Json::object();
  static const Json kAny = true;
  const Json& others =
      schema.contains("additionalProperties") ? schema.at("additionalProperties") : kAny;
  const Json& properties = schema.contains("properties") ? schema.at("properties") : kNone;
  for (const auto& [name, member] : value.items()) {
    if (properties.contains(name)) {
      if (auto problem = SchemaProblem(properties.at(name), member, root, where + "." + name)) {
        return problem;
      }
    } else if (others == false) {
      return Named(where) + " has the member " + name + ", which is not described";
    } else if (others.is_object()) {
      if (auto problem = SchemaProblem(others, member, root, where + "." + name)) return problem;
    }
  }
  return std::nullopt;
}

Verdict CheckOneOf(const Json& choices, const Json& value, const Json& root,
                   const std::string& where) {
  int fitting = 0;
  std::string problems;
  for (const Json& choice : choices) {
    const Verdict problem = SchemaProblem(choice, value, root, where);
    if (!problem) ++fitting;
    if (problem) problems += "; " + *problem;
  }
  if (fitting == 1) return std::nullopt;
  return Named(where) + " fits " + std::to_string(fitting) + " of the choices" + problems;
}

Verdict UnknownKeyword(const Json& schema) {
  static const std::set<std::string> kKnown = {
      "$ref",     "type",          "properties",   "required",  "additionalProperties",
      "enum",     "items",         "oneOf",        "format",    "pattern",
      "minimum",  "maximum",       "minLength",    "maxLength", "minItems",
      "maxItems", "description",   "title",        "examples",  "example",
      "default",  "minProperties", "maxProperties"};
  for (const auto& [keyword, ignored] : schema.items()) {
    if (!kKnown.contains(keyword)) return "nobody checks the keyword " + keyword;
  }
  return std::nullopt;
}

}  // namespace

Verdict SchemaProblem(const Json& schema, const Json& value, const Json& root,
                      const std::string& where) {
  if (auto problem = UnknownKeyword(schema)) return problem;
  if (schema.contains("$ref")) {
    const auto reference = schema.at("$ref").get<std::string>();
    const Json& target = root.at(Json::json_pointer(reference.substr(1)));
    if (auto problem = SchemaProblem(target, value, root, where)) return problem;
  }
  if (schema.contains("type")) {
    if (auto problem = CheckType(schema.at("type"), value, where)) return problem;
  }
  if (schema.contains("enum")) {
    const Json& allowed = schema.at("enum");
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
      return Named(where) + " is none of the listed values: " + value.dump();
    }
  }
  if (schema.contains("oneOf")) return CheckOneOf(schema.at("oneOf"), value, root, where);
  if (value.is_string()) return CheckText(schema, value.get<std::string>(), where);
  if (value.is_number_integer()) return CheckSubscriber(schema, value, where);
  if (value.is_object()) return CheckObject(schema, value, root, where);
  if (value.is_array()) {
    const auto size = static_cast<std::int64_t>(value.size());
    if (size < schema.value("minItems", std::int64_t{0}))
      return Named(where) + " has too few items";
    if (size > schema.value("maxItems", size)) return Named(where) + " has too many items";
  }
  if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string place = where + "[" + std::to_string(i) + "]";
      if (auto problem = SchemaProblem(schema.at("items"), value[i], root, place)) return problem;
    }
  }
  return std::nullopt;
}

}  // namespace herlaad::testing
