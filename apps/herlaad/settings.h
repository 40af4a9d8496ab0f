// The settings and the catalogue, from the files that were named or those that come with the
// program.
#pragma once

#include <string>

#include "apps/herlaad/config.h"
#include "base/core/result.h"
#include "domain/catalogue/catalogue.h"

namespace herlaad::app {

// `file` empty: the one that comes with the program. The error is a line for each mistake.
Result<Config, std::string> LoadConfig(const std::string& file);
Result<catalogue::Catalogue, std::string> LoadCatalogue(const std::string& file);

}  // namespace herlaad::app
