// Parsing and validation of command-line arguments, with plain error messages.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/herlaad/cli/exit_code.h"
#include "base/core/result.h"

namespace herlaad::app {

// The error for an empty argument, typically an unset shell variable: it would silently select a
// default, and so another folder than intended. Nothing if there is none.
std::optional<std::string> EmptyArgument(int argc, const char* const* argv);

// The same for $HERLAAD_DATA and $HERLAAD_DATABASE.
std::optional<std::string> WrongEnvironment();

// A parser error in plain words. `extra`: the words that no option or argument took, in the order
// in which they were typed.
std::string PlainWords(const CLI::ParseError& error, const std::vector<std::string>& extra);

// The help of an argument for ReadReference.
inline constexpr const char* kReferenceHelp =
    "its reference, tu_…, the number of its receipt, re_…, or the link of its page";

// The reference "tu_…" of a typed top-up: a reference in any common form, or the number of its
// receipt. Prints an error for anything else.
Result<std::string, ExitCode> ReadReference(const std::string& typed);

// A validator for integers from `least` to `most`, inclusive.
CLI::Validator Between(std::int64_t least, std::int64_t most);
// A validator for one of these words.
CLI::Validator OneOf(std::vector<std::string> words);
// "a, b and c", or "a, b or c".
std::string Listed(const std::vector<std::string>& words, std::string_view last);

}  // namespace herlaad::app
