// Help: what the commands and their options say of themselves, for the terminal and as a manual
// page. Both are made of the command line itself, so they cannot know less or more than it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace herlaad::app {

// In the place of CLI11's own words: no types, ranges or REQUIRED. What must be given stands in the
// first line.
class HelpFormatter final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name,  // NOLINT: CLI11's name
                        CLI::AppFormatMode mode) const override;
};

// The manual page herlaad(1), for man and groff. docs/herlaad.1 is this text.
std::string ManualPage(const CLI::App& root);

}  // namespace herlaad::app
