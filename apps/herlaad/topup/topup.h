// Shared by the files of `herlaad topup`.
#pragma once

#include "apps/herlaad/cli/cli.h"

namespace herlaad::app {

void AddPlace(CLI::App& noun, Run& run);
void AddList(CLI::App& noun, Run& run);

}  // namespace herlaad::app
