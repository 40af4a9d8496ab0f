// The files in config/ as they were when the program was built. embedded.cc is made by CMake.
#pragma once

#include <string_view>

namespace herlaad::app {

extern const std::string_view kEmbeddedConfig;
extern const std::string_view kEmbeddedCatalogue;

}  // namespace herlaad::app
