// What the files of `herlaad client` share.
#pragma once

#include <string>

#include "apps/herlaad/cli/cli.h"

namespace herlaad::app {

// The path of the client that was typed, by its id or name; otherwise complains.
Result<std::string, ExitCode> ClientPathOf(Console& console, const std::string& typed);

void AddFloatCommands(CLI::App& noun, Run& run);  // pay-in, pay-out
// "float: 12.00 EUR, of which 10.00 EUR can be spent"; empty if the client has none.
std::string FloatText(const nlohmann::json& client);

}  // namespace herlaad::app
