#include "domain/catalogue/table_reader.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace herlaad::catalogue {
namespace {

constexpr std::size_t kShownMax = 40;  // bytes of a text from the file that a message shows

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// A key or text, quoted and truncated for a message.
std::string Shown(std::string_view text) {
  std::size_t end = std::min(text.size(), kShownMax);
  // Never cut within a character: bytes of the form 10xxxxxx continue one.
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  std::string shown(text.substr(0, end));
  if (end < text.size()) shown += "...";
  return "\"" + shown + "\"";
}

}  // namespace

void Mistakes::Add(std::uint32_t line, std::uint32_t column, std::string reason) {
  if (found_.size() == kMistakesMax) {
    more_ = true;
    return;
  }
  // Parts of the reason come from the file; control characters must not break the line.
  std::replace_if(reason.begin(), reason.end(), IsControl, '?');
  found_.push_back({std::max(line, 1U), std::max(column, 1U), std::move(reason)});
}

CatalogueError Mistakes::ToError(std::string_view file_name) const {
  CatalogueError error{std::string(file_name), found_, more_};
  std::stable_sort(error.mistakes.begin(), error.mistakes.end(),
                   [](const Mistake& a, const Mistake& b) {
                     return std::tie(a.line, a.column) < std::tie(b.line, b.column);
                   });
  return error;
}

TableReader::TableReader(const TomlNode& table, std::string_view what, Mistakes& mistakes,
                         TableSubject subject)
    : table_(table), what_(what), mistakes_(mistakes), subject_(subject) {}

const TomlEntry* TableReader::Find(std::string_view key) const {
  for (const TomlEntry& entry : table_.entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

const TomlNode* TableReader::Take(std::string_view key, TomlNode::Kind kind) {
  asked_.push_back(key);
  const TomlEntry* entry = Find(key);
  if (entry == nullptr) {
    Complain(key, "missing key " + Shown(key) + " in " + std::string(what_));
    return nullptr;
  }
  if (entry->value.kind != kind) {
    Complain(key, std::string(key) + " must be " + std::string(NameOf(kind)) + ", not " +
                      std::string(NameOf(entry->value.kind)));
    return nullptr;
  }
  return &entry->value;
}

std::int64_t TableReader::Integer(std::string_view key, std::int64_t min, std::int64_t max) {
  const TomlNode* node = Take(key, TomlNode::Kind::kInteger);
  if (node == nullptr) return 0;
  if (node->integer < min || node->integer > max) {
    Complain(key, std::string(key) + " must be " + std::to_string(min) + " to " +
                      std::to_string(max) + ", not " + std::to_string(node->integer));
    return 0;
  }
  return node->integer;
}

std::int64_t TableReader::Price(std::string_view key, std::int64_t min, std::int64_t max) {
  const TomlEntry* const entry = Find(key);
  const bool is_several = entry != nullptr && (entry->value.kind == TomlNode::Kind::kTable ||
                                               entry->value.kind == TomlNode::Kind::kArray);
  if (!is_several) return Integer(key, min, max);
  Ignore(key);
  Complain(key, PriceByMethodText("more than one " + Shown(key), what_));
  return 0;
}

void TableReader::Currency(std::string_view key) {
  const TomlNode* node = Take(key, TomlNode::Kind::kText);
  if (node == nullptr || ParseCurrency(node->text)) return;
  Complain(key, std::string(key) + " must be \"EUR\" or \"eur\", not " + Shown(node->text) +
                    ": everything is sold in euros");
}

bool TableReader::Boolean(std::string_view key) {
  const TomlNode* node = Take(key, TomlNode::Kind::kBoolean);
  return node != nullptr && node->boolean;
}

std::string TableReader::Date(std::string_view key) {
  const TomlNode* node = Take(key, TomlNode::Kind::kDate);
  return node == nullptr ? "" : node->text;
}

std::string TableReader::Text(std::string_view key, std::size_t max_bytes) {
  const TomlNode* node = Take(key, TomlNode::Kind::kText);
  if (node == nullptr) return "";
  if (node->text.empty() || node->text.size() > max_bytes) {
    Complain(key, std::string(key) + " must have 1 to " + std::to_string(max_bytes) +
                      " bytes, not " + std::to_string(node->text.size()));
    return "";
  }
  if (std::any_of(node->text.begin(), node->text.end(), IsControl)) {
    Complain(key, std::string(key) + " must not hold control characters");
    return "";
  }
  return node->text;
}

std::optional<std::size_t> TableReader::Choice(std::string_view key,
                                               std::vector<std::string_view> choices) {
  const TomlNode* node = Take(key, TomlNode::Kind::kText);
  if (node == nullptr) return std::nullopt;
  std::string list;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (node->text == choices[i]) return i;
    if (i > 0) list += " or ";
    list += Shown(choices[i]);
  }
  Complain(key, std::string(key) + " must be " + list + ", not " + Shown(node->text));
  return std::nullopt;
}

const TomlNode* TableReader::Table(std::string_view key) {
  return Take(key, TomlNode::Kind::kTable);
}

std::vector<const TomlNode*> TableReader::Tables(std::string_view key, std::size_t max) {
  if (const TomlEntry* const one = Find(key);
      one != nullptr && one->value.kind == TomlNode::Kind::kTable) {
    asked_.push_back(key);
    const std::string name(key);
    Complain(key, "write [[" + name + "]], with two brackets: there can be several of " + name);
    return {};
  }
  const TomlNode* node = Take(key, TomlNode::Kind::kArray);
  if (node == nullptr) return {};
  if (node->items.empty() || node->items.size() > max) {
    Complain(key, std::string(what_) + " must have 1 to " + std::to_string(max) + " of " +
                      Shown(key) + ", not " + std::to_string(node->items.size()));
    return {};
  }
  std::vector<const TomlNode*> tables;
  for (const TomlNode& item : node->items) {
    if (item.kind == TomlNode::Kind::kTable) {
      tables.push_back(&item);
    } else {
      mistakes_.Add(item.line, item.column, std::string(key) + " must be a list of tables");
    }
  }
  return tables;
}

void TableReader::Ignore(std::string_view key) { asked_.push_back(key); }

void TableReader::Complain(std::string_view key, const std::string& reason) {
  const TomlEntry* entry = Find(key);
  const TomlNode& at = entry == nullptr ? table_ : entry->value;
  mistakes_.Add(at.line, at.column, reason);
}

void TableReader::RefuseUnknownKeys() {
  for (const TomlEntry& entry : table_.entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    mistakes_.Add(entry.line, entry.column,
                  IsPriceByMethod(entry.key, subject_)
                      ? PriceByMethodText(Shown(entry.key), what_)
                      : "unknown key " + Shown(entry.key) + " in " + std::string(what_));
  }
}

}  // namespace herlaad::catalogue
