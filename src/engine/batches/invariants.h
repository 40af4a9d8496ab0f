// Invariants of every decision, checked before commit and always compiled in. A decision that
// breaks one is a bug: it is rejected and reported, and the rest of the batch continues.
#pragma once

#include <optional>
#include <string>

#include "engine/commands/command.h"

namespace herlaad::engine {

// Why `decision`, made on `read_set`, must not be committed, as text for a log without personal
// data; nullopt if it may.
std::optional<std::string> BrokenInvariant(const ReadSet& read_set, const Decision& decision);

}  // namespace herlaad::engine
