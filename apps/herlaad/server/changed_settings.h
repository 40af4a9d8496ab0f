// Which settings a changed settings file changes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herlaad::app {

// The names of the settings that are in only one of two texts of a settings file, or have other
// values: "server.port", "operator[2].base_url" (counted from 1). In alphabetical order, each once;
// never a value. Comments and order do not count. A text that is no TOML has no settings.
std::vector<std::string> ChangedSettings(std::string_view before, std::string_view after);

}  // namespace herlaad::app
