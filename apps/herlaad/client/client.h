// What the files of `herlaad client` share.
#pragma once

#include <string>

#include "apps/herlaad/cli/cli.h"

namespace herlaad::app {

// The path of the client that was typed, by its id or name; otherwise complains.
Result<std::string, ExitCode> ClientPathOf(Console& console, const std::string& typed);

void AddFloatCommands(CLI::App& noun, Run& run);  // pay-in, pay-out
void AddWarnCommand(CLI::App& noun, Run& run);
// "warned at shop@example.com (nl) when less than 100.00 EUR of the float can be spent"; empty if
// the client is not warned.
std::string FloatWarningText(const nlohmann::json& client);
// "float: 12.00 EUR, of which 10.00 EUR can be spent"; empty if the client has none.
std::string FloatText(const nlohmann::json& client);

}  // namespace herlaad::app
