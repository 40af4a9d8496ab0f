// What must hold of every single decision before it may be committed, always compiled in. A
// decision that breaks one is a mistake of ours: it is rejected and reported, the batch's others
// live.
#pragma once

#include <optional>
#include <string>

#include "engine/kinds/command.h"

namespace herlaad::engine {

// Why `decision`, taken over `workspace`, must not be kept; in words for a log, without personal
// data.
std::optional<std::string> BrokenInvariant(const Workspace& workspace, const Decision& decision);

}  // namespace herlaad::engine
