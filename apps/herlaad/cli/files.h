// Reads files, and finds the default ones.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad::app {

// The content of a file of at most `bytes_max` bytes; fails with a sentence.
Result<std::string, std::string> ReadFile(const std::string& path, std::size_t bytes_max);

// `path` made absolute, so that messages are unambiguous.
std::string WholePath(const std::string& path);

// `path` as written in the file `file_name`: relative to that file's folder.
std::string Beside(std::string_view file_name, const std::string& path);

// Writes a file that did not exist, whole or not at all. The error is a sentence.
Status<std::string> SaveNewFile(const std::string& path, std::string_view bytes);

// A file that comes with the program: in the repository it was built in, in the installation, or
// embedded.
struct Shipped {
  std::string name;  // for messages
  std::string text;
};
Shipped ShippedConfig();
Shipped ShippedCatalogue();
Shipped ShippedBrakes();

// The data folder if neither the command line nor the settings name one: $HERLAAD_DATA, or
// data/demo and data/serve, here or in the repository. The demo and the server never share one.
std::string DefaultDemoFolder();
std::string DefaultServeFolder();
// For all other commands: the one of the two that is in use. If both are, the error says what to
// do.
Result<std::string, std::string> DefaultDataFolder();

}  // namespace herlaad::app
