// TableReader reads a table strictly: missing and unknown keys are mistakes. Mistakes are
// collected, so that an editor of the file sees all of them at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/catalogue/catalogue.h"
#include "domain/catalogue/one_price.h"
#include "domain/catalogue/toml_tree.h"

namespace herlaad::catalogue {

class Mistakes {
 public:
  void Add(std::uint32_t line, std::uint32_t column, std::string reason);
  [[nodiscard]] bool empty() const { return found_.empty(); }
  // In order of line; at most kMistakesMax.
  [[nodiscard]] CatalogueError ToError(std::string_view file_name) const;

 private:
  std::vector<Mistake> found_;
  bool more_ = false;
};

// Functions that return 0, nullopt, nullptr or an empty value have added a mistake.
class TableReader {
 public:
  // `what` names the table in messages; `table` must be a table. Both must outlive the reader.
  TableReader(const TomlNode& table, std::string_view what, Mistakes& mistakes,
              TableSubject subject = TableSubject::kOther);

  // 0 after a mistake, even if `min` is greater.
  std::int64_t Integer(std::string_view key, std::int64_t min, std::int64_t max);
  bool Boolean(std::string_view key);
  std::string Date(std::string_view key);
  // 1 to max_bytes bytes, without control characters.
  std::string Text(std::string_view key, std::size_t max_bytes);
  // The index in `choices` of the text found.
  std::optional<std::size_t> Choice(std::string_view key, std::vector<std::string_view> choices);
  // A currency in either letter case; for the files whose amounts are in euros.
  void Currency(std::string_view key);
  // A whole number as Integer reads it, which is the same for every payment method: a table or list
  // of several is a mistake that says so.
  std::int64_t Price(std::string_view key, std::int64_t min, std::int64_t max);
  const TomlNode* Table(std::string_view key);
  // A list of 1 to `max` tables; empty after a mistake.
  std::vector<const TomlNode*> Tables(std::string_view key, std::size_t max);

  [[nodiscard]] bool Has(std::string_view key) const { return Find(key) != nullptr; }
  // Adds a mistake at the value of `key`, or at the table if the key is missing.
  void Complain(std::string_view key, const std::string& reason);
  // Makes `key` optional.
  void Ignore(std::string_view key);
  // Adds a mistake for each key that was not read or ignored; it says why a price for a payment
  // method is forbidden. Call it once, last.
  void RefuseUnknownKeys();

 private:
  [[nodiscard]] const TomlEntry* Find(std::string_view key) const;
  const TomlNode* Take(std::string_view key, TomlNode::Kind kind);

  const TomlNode& table_;
  std::string_view what_;
  Mistakes& mistakes_;
  TableSubject subject_;
  std::vector<std::string_view> asked_;
};

}  // namespace herlaad::catalogue
