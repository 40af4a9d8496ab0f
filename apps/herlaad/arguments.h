// Arguments: what options may be given, said in plain words.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/herlaad/exit_code.h"
#include "base/core/result.h"

namespace herlaad::app {

// What is wrong with an argument that is empty, as one is whose variable was never set: it would
// mean a default, and another folder than the one that was meant. Nothing when there is none.
std::optional<std::string> EmptyArgument(int argc, const char* const* argv);

// The same for $HERLAAD_DATA and $HERLAAD_DATABASE.
std::optional<std::string> WrongEnvironment();

// What was wrong with the command line, in other words than the parser's.
std::string PlainWords(const CLI::ParseError& error);

// The reference "tu_…" of the top-up that was typed: in any form that people hand on, also the
// number of its receipt. What is none is complained of.
Result<std::string, ExitCode> ReadReference(const std::string& typed);

// A whole number between the two, both included.
CLI::Validator Between(std::int64_t least, std::int64_t most);
// One of these words.
CLI::Validator OneOf(std::vector<std::string> words);
// "a, b and c", or "a, b or c".
std::string Listed(const std::vector<std::string>& words, std::string_view last);

}  // namespace herlaad::app
