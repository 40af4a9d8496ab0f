// A TOML text as plain nodes with their positions. Wrapper around toml++; only its .cc includes the
// library's headers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.h"
#include "domain/catalogue/catalogue.h"

namespace herlaad::catalogue {

struct TomlEntry;

struct TomlNode {
  enum class Kind : std::int8_t { kTable, kArray, kInteger, kText, kBoolean, kDate, kOther };
  Kind kind = Kind::kOther;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::int64_t integer = 0;        // kInteger
  bool boolean = false;            // kBoolean
  std::string text;                // kText; kDate as "2026-11-22"
  std::vector<TomlEntry> entries;  // kTable, by key
  std::vector<TomlNode> items;     // kArray
};

struct TomlEntry {
  std::string key;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  TomlNode value;
};

// For messages: "a whole number", "a text", ...
std::string_view NameOf(TomlNode::Kind kind);

// The root table, or the first syntax error. The library bounds nesting.
Result<TomlNode, Mistake> ReadToml(std::string_view text);

}  // namespace herlaad::catalogue
