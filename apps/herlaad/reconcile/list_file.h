// Reads a file that is to be imported: recognises what it is, and hands its lines over one by one.
// Read twice: first as a whole, so that a file with a mistake imports nothing, then to send it.
// Memory does not grow with the file.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/core/result.h"
#include "engine/ports/reconciliation.h"

namespace herlaad::app {

struct ListFile {
  std::string path;
  std::optional<reconcile::SourceKind> kind;  // recognised if not given
  std::string account;                        // taken from a statement if empty
};

// Called with each line, in order, with `n`; false stops reading.
using TakeListLine = std::function<bool(const engine::ExternalMovement&)>;

struct ListRead {
  engine::ImportedFile file;  // all but id, actor and times
  // Lines of deliveries that moved nothing and are not imported, by their state.
  std::map<std::string, std::int64_t> left_out = {};
};

// The error says what is wrong, with the line, and what to
// do.
Result<ListRead, std::string> ReadListFile(const ListFile& file, const TakeListLine& take);

}  // namespace herlaad::app
