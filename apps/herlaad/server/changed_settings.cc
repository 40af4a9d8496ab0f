#include "apps/herlaad/server/changed_settings.h"

#include <map>
#include <set>

#include "domain/catalogue/toml_tree.h"

namespace herlaad::app {
namespace {

using catalogue::TomlNode;

using Values = std::map<std::string, std::string>;  // by name

// Equal only for equal values, of those that are neither a table nor a list.
std::string ValueOf(const TomlNode& node) {
  return std::string(NameOf(node.kind)) + ' ' + std::to_string(node.integer) +
         (node.boolean ? " true " : " false ") + node.text;
}

// An empty table or list is a value too: a section that was added without keys is a change. The
// library bounds the depth.
void Collect(const TomlNode& node, const std::string& name,  // NOLINT(misc-no-recursion)
             Values& values) {
  for (const catalogue::TomlEntry& entry : node.entries)
    Collect(entry.value, name.empty() ? entry.key : name + '.' + entry.key, values);
  std::size_t n = 0;
  for (const TomlNode& item : node.items)
    Collect(item, name + '[' + std::to_string(++n) + ']', values);
  if (node.entries.empty() && node.items.empty()) values[name] = ValueOf(node);
}

Values ValuesIn(std::string_view text) {
  Values values;
  const auto root = catalogue::ReadToml(text);
  if (root.ok() && !root->entries.empty()) Collect(*root, "", values);
  return values;
}

}  // namespace

std::vector<std::string> ChangedSettings(std::string_view before, std::string_view after) {
  const Values old_values = ValuesIn(before);
  const Values new_values = ValuesIn(after);
  std::set<std::string> changed;
  for (const auto& [name, value] : old_values) {
    const auto found = new_values.find(name);
    if (found == new_values.end() || found->second != value) changed.insert(name);
  }
  for (const auto& [name, value] : new_values) {
    if (old_values.count(name) == 0) changed.insert(name);
  }
  return {changed.begin(), changed.end()};
}

}  // namespace herlaad::app
