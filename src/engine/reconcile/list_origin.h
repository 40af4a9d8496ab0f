// Whether we read a gateway's list ourselves or somebody gave it to us. What the gateway itself
// lists of a day is all that there is of it: a given list of the same day would book fees and
// payouts under ids of its own.
#pragma once

#include <optional>
#include <string>

#include "engine/ports/queries.h"

namespace herlaad::engine {

// Why `file`, a list of a gateway, does not count beside those that count, and what to do: for a
// given one that a day of it was fetched, for a fetched one that a given one has its day. Nothing
// of lists of others.
Result<std::optional<std::string>, StoreError> WhyNotBeside(Queries& queries,
                                                            const ImportedFile& file);

}  // namespace herlaad::engine
