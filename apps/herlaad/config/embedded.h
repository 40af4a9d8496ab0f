// The files in config/ at build time. CMake generates embedded.cc.
#pragma once

#include <string_view>

namespace herlaad::app {

extern const std::string_view kEmbeddedConfig;
extern const std::string_view kEmbeddedCatalogue;
extern const std::string_view kEmbeddedBrakes;

}  // namespace herlaad::app
