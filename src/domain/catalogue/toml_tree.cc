#include "domain/catalogue/toml_tree.h"

#include <toml++/toml.h>

#include <algorithm>
#include <utility>

#include "base/core/check.h"

namespace herlaad::catalogue {
namespace {

using Kind = TomlNode::Kind;

std::string DateText(const toml::date& date) {
  std::string digits = std::to_string(date.year * 10'000 + date.month * 100 + date.day);
  digits.insert(0, 8 - std::min<std::size_t>(8, digits.size()), '0');
  return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2);
}

TomlNode Convert(const toml::node& node);

void ConvertChildren(const toml::node& node, TomlNode& out) {
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& item : *array) out.items.push_back(Convert(item));
  }
  if (const toml::table* table = node.as_table()) {
    for (const auto& [key, value] : *table) {
      const toml::source_position at = key.source().begin;
      out.entries.push_back({std::string(key.str()), at.line, at.column, Convert(value)});
    }
  }
}

TomlNode Convert(const toml::node& node) {
  TomlNode out;
  out.line = node.source().begin.line;
  out.column = node.source().begin.column;
  switch (node.type()) {
    case toml::node_type::table:
      out.kind = Kind::kTable;
      break;
    case toml::node_type::array:
      out.kind = Kind::kArray;
      break;
    case toml::node_type::string:
      out.kind = Kind::kText;
      out.text = node.as_string()->get();
      break;
    case toml::node_type::integer:
      out.kind = Kind::kInteger;
      out.integer = node.as_integer()->get();
      break;
    case toml::node_type::boolean:
      out.kind = Kind::kBoolean;
      out.boolean = node.as_boolean()->get();
      break;
    case toml::node_type::date:
      out.kind = Kind::kDate;
      out.text = DateText(node.as_date()->get());
      break;
    case toml::node_type::floating_point:
    case toml::node_type::time:
    case toml::node_type::date_time:
    case toml::node_type::none:
      break;
  }
  ConvertChildren(node, out);
  return out;
}

// What the library's descriptions of frequent mistakes contain, and what we say instead: what to
// write. The first that fits.
struct Advice {
  std::string_view contains;
  std::string_view advice;
};
constexpr Advice kAdvice[] = {
    {"escape sequence", "in a text between \" and \" a backslash is written \\\\"},
    {"parsing string", "this text has no closing quote: end it with \" on the same line"},
    {"literal string", "this text has no closing quote: end it with ' on the same line"},
    {"existing array", "a heading is there as [[name]] and as [name]: write [[name]] each time"},
    {"cannot redefine existing", "this key or heading is there twice: write it once"},
    {"parsing table header: expected", "this heading is not closed: write [name] or [[name]]"},
    {"parsing array", "this list is not closed: end it with ]"},
    {"parsing inline table", "this table is not closed: end it with } on the same line"},
    {"determine value type", "a value is a text in quotes, a number, true or false"},
    {"expected value", "a value is a text in quotes, a number, true or false"},
    {"expected digit", "a number has only digits; a text stands in quotes"},
    {"leading zeroes", "a number does not begin with 0; a text stands in quotes"},
    {"expected '='", "write a key, = and its value on one line"},
    {"utf-8", "the file is not UTF-8: save it as UTF-8"},
};

std::string AdviceFor(std::string_view description) {
  for (const Advice& one : kAdvice) {
    if (description.find(one.contains) != std::string_view::npos) return std::string(one.advice);
  }
  return "this is not TOML: " + std::string(description);
}

}  // namespace

std::string_view NameOf(Kind kind) {
  switch (kind) {
    case Kind::kTable:
      return "a table";
    case Kind::kArray:
      return "a list";
    case Kind::kInteger:
      return "a whole number";
    case Kind::kText:
      return "a text";
    case Kind::kBoolean:
      return "true or false";
    case Kind::kDate:
      return "a date";
    case Kind::kOther:
      return "a number with decimals or a time";
  }
  CHECK(false, "a kind is one of the closed set");
}

Result<TomlNode, Mistake> ReadToml(std::string_view text) {
  try {
    const toml::table root = toml::parse(text);
    TomlNode tree = Convert(root);
    tree.line = tree.column = 1;
    return tree;
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    return Failure{Mistake{at.line, at.column, AdviceFor(error.description())}};
  }
}

}  // namespace herlaad::catalogue
