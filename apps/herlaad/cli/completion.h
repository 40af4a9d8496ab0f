// Completion of the command line in shells. It is generated from the command line itself, as the
// manual page is, so it is always complete.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace herlaad::app {

// The script that teaches bash, zsh or fish the commands and options of the program, and where a
// file or a folder is wanted; nothing for another shell. It never runs the program.
std::optional<std::string> Completion(const CLI::App& root, std::string_view shell);

}  // namespace herlaad::app
