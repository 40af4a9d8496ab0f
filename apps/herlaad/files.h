// Files the program reads, and where it looks for them when nobody says.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad::app {

// All of a file of at most `bytes_max` bytes; a sentence when it cannot be read.
Result<std::string, std::string> ReadFile(const std::string& path, std::size_t bytes_max);

// `path` from the root, so that who reads it knows which folder is meant.
std::string WholePath(const std::string& path);

// `path` as it is meant in the file `file_name`: relative to that file's folder.
std::string Beside(std::string_view file_name, const std::string& path);

// A file that comes with the program, from where it stands: the repository it was built in, the
// place it was installed in, or what was built into it.
struct Shipped {
  std::string name;  // for messages
  std::string text;
};
Shipped ShippedConfig();
Shipped ShippedCatalogue();

// Where the books are when neither the command line nor the settings say: $HERLAAD_DATA, or
// data/demo and data/serve, here or in the repository. The demo and the server never share one.
std::string DefaultDemoFolder();
std::string DefaultServeFolder();
// For all other commands: the one of the two that is in use. An error, which says what to do, when
// both are.
Result<std::string, std::string> DefaultDataFolder();

}  // namespace herlaad::app
