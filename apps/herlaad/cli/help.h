// Help texts for the terminal and the manual page. Both are generated from the command line itself,
// so they are always complete.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace herlaad::app {

// Replaces CLI11's format: no types, ranges or REQUIRED. Mandatory arguments are in the first line.
class HelpFormatter final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name,  // NOLINT: CLI11's name
                        CLI::AppFormatMode mode) const override;
};

// The manual page herlaad(1), for man and groff. docs/herlaad.1 contains this text.
std::string ManualPage(const CLI::App& root);

}  // namespace herlaad::app
