// Loads the settings, the catalogue and the fraud brakes from the given files or the built-in ones.
#pragma once

#include <string>

#include "apps/herlaad/config/config.h"
#include "base/core/result.h"
#include "domain/brakes/rule.h"
#include "domain/catalogue/catalogue.h"

namespace herlaad::app {

// `file` empty: the built-in one. The error has a line for each mistake. `named_by`: the setting
// that names the file, for the error if it cannot be read.
Result<Config, std::string> LoadConfig(const std::string& file);
Result<catalogue::Catalogue, std::string> LoadCatalogue(const std::string& file,
                                                        const std::string& named_by = {});
Result<brakes::Rules, std::string> LoadBrakes(const std::string& file,
                                              const std::string& named_by = {});

}  // namespace herlaad::app
