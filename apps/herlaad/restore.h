// Copies of the books in a folder, and restoring one into an empty folder. The secrets in files of
// their own come along in files of their own: see ReceiptKeyOfCopy and LinkKeyOfCopy.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad::app {

// Where a copy is prepared, in the folder that it goes into; gone once it is in place.
inline constexpr const char* kRestoringFolder = "restoring";

// The setting that holds the moment of the last restoring, RFC 3339.
inline constexpr std::string_view kRestoredSetting = "restored_at";

struct Restored {
  std::int64_t open = 0;     // orders that are not final
  std::int64_t doubted = 0;  // of which the operator may know more than the copy
  bool receipt_key = false;  // the key is there; without it the next server makes a new one
  bool link_key = false;     // the same of the key of links
};

// Copies the books in `folder`, also while they are served, and the secrets beside them. No file
// overwrites anything, and none stays behind when another cannot be made.
Status<std::string> BackUp(const std::string& folder, const std::string& copy);

// Overwrites nothing. When it succeeds the books in `data` are the copy's, with outbox workers held
// and every delivery that was to be sent marked as unknown; the moment is remembered, so that what
// such an order comes to need later is asked about before it is sent. Until then `data` has no
// books. The error is a sentence for a person.
Result<Restored, std::string> RestoreBooks(const std::string& copy, const std::string& data,
                                           const std::string& config_file);

// The same for a PostgreSQL database that its own tools have put back from a copy, before the first
// node is started. Refused while a node is alive.
Result<Restored, std::string> AcceptRestored(const std::string& database, const std::string& data,
                                             const std::string& config_file);

}  // namespace herlaad::app
