// TableReader takes a table apart strictly: what it is not asked for is a mistake, as is what it is
// asked for and lacks. Mistakes are collected, so that somebody who edits a file sees them all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/catalog/catalog.h"
#include "rules/catalog/toml_tree.h"

namespace herlaad::catalog {

class Mistakes {
 public:
  void Add(std::uint32_t line, std::uint32_t column, std::string reason);
  [[nodiscard]] bool empty() const { return found_.empty(); }
  // By line; at most kMistakesMax.
  [[nodiscard]] CatalogError ToError(std::string_view file_name) const;

 private:
  std::vector<Mistake> found_;
  bool more_ = false;
};

// Every function that returns 0, nothing or an empty text has added its mistake.
class TableReader {
 public:
  // `what` names the table in messages and `table` is one; both outlive the reader.
  TableReader(const TomlNode& table, std::string_view what, Mistakes& mistakes);

  // 0 after a mistake, also where `min` is more.
  std::int64_t Integer(std::string_view key, std::int64_t min, std::int64_t max);
  bool Boolean(std::string_view key);
  std::string Date(std::string_view key);
  // 1 to max_bytes, without control characters.
  std::string Text(std::string_view key, std::size_t max_bytes);
  // The place in `choices` of the text that is there.
  std::optional<std::size_t> Choice(std::string_view key, std::vector<std::string_view> choices);
  const TomlNode* Table(std::string_view key);
  // A list of 1 to `max` tables; empty after a mistake.
  std::vector<const TomlNode*> Tables(std::string_view key, std::size_t max);

  [[nodiscard]] bool Has(std::string_view key) const { return Find(key) != nullptr; }
  // A mistake at the value of `key`, or at the table when there is none.
  void Complain(std::string_view key, const std::string& reason);
  // `key` may be there or not.
  void Ignore(std::string_view key);
  // Adds a mistake for each key that nobody asked for. Call it once, last.
  void RefuseUnknownKeys();

 private:
  [[nodiscard]] const TomlEntry* Find(std::string_view key) const;
  const TomlNode* Take(std::string_view key, TomlNode::Kind kind);

  const TomlNode& table_;
  std::string_view what_;
  Mistakes& mistakes_;
  std::vector<std::string_view> asked_;
};

}  // namespace herlaad::catalog
