// herlaad sim grant
#pragma once

#include <cstdint>
#include <string>

#include "apps/herlaad/cli/cli.h"

namespace herlaad::app {

// An amount of a bucket's unit: "1500 bytes", "90 min", "1 min 30 s", "12 messages".
std::string UnitsText(const std::string& unit, std::int64_t amount);

void AddSimGrant(CLI::App& noun, Run& run);

}  // namespace herlaad::app
