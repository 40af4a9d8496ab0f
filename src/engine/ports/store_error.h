// StoreError: why a store did not do what was asked.
#pragma once

#include <string>

namespace herlaad::engine {

struct StoreError {
  enum class Kind {
    kBusy,         // locked by another transaction: try again
    kUnavailable,  // gone, full, read-only: nothing was changed
    kWrong,        // the database is damaged or has a newer schema
    kWrongRow,     // a requested row is corrupt; the others can be read
  };
  Kind kind = Kind::kUnavailable;
  std::string message;  // for a log and an administrator; contains no secret
};

}  // namespace herlaad::engine
