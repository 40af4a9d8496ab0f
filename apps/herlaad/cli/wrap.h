// Wraps text at the width of the terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>

namespace herlaad::app {

// Writes `text` and a line end. Lines start at `column`, where the cursor is already, and end
// before `width` columns unless a single word or a command in backquotes is longer. nullopt: as it
// is, for example in a file.
void Wrap(const std::string& text, std::size_t column, std::optional<int> width, std::ostream& out);

}  // namespace herlaad::app
