// What the commands of API keys share.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "apps/herlaad/cli/cli.h"

namespace herlaad::app {

void AddKeyCreation(CLI::App& noun, Run& run);  // create, rotate

// Complains if it fails.
ExitCode RevokeKey(Console& console, const std::string& id);

void PrintKeyHead();
// From the API's JSON: a line, and others for its client, till and caps.
void PrintKey(const nlohmann::json& key, bool with_client);

}  // namespace herlaad::app
