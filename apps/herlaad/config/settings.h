// Loads the settings and the catalogue from the given files or the built-in ones.
#pragma once

#include <string>

#include "apps/herlaad/config/config.h"
#include "base/core/result.h"
#include "domain/catalogue/catalogue.h"

namespace herlaad::app {

// `file` empty: the built-in one. The error has a line for each mistake.
Result<Config, std::string> LoadConfig(const std::string& file);
Result<catalogue::Catalogue, std::string> LoadCatalogue(const std::string& file);

}  // namespace herlaad::app
