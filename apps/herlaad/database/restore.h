// Backs up the database of a folder, and restores a copy into an empty folder. Secret files are
// copied beside it: see ReceiptKeyOfCopy, LinkKeyOfCopy, StaffKeyOfCopy,
// VoucherKeyOfCopy and BrakeKeyOfCopy.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad::app {

// The subfolder in which a restore is prepared; removed once it is in place.
inline constexpr const char* kRestoringFolder = "restoring";

// The setting with the time of the last restore, RFC 3339.
inline constexpr std::string_view kRestoredSetting = "restored_at";

struct Restored {
  std::int64_t open = 0;     // orders that are not final
  std::int64_t doubted = 0;  // orders of which the operator may know more than the copy
  bool receipt_key = false;  // false: the next server generates a new key
  bool link_key = false;     // the same for the key of links
  bool staff_key = false;    // the same for the key that seals the secrets of codes
  bool voucher_key = false;  // the same for the key of the PINs of vouchers
  bool brake_key = false;    // the same for the key of fraud brakes
};

// Copies the database in `folder`, even while a server uses it, and the secrets beside it. Never
// overwrites a file, and removes all copies if one fails.
Status<std::string> BackUp(const std::string& folder, const std::string& copy);

// Never overwrites. On success the database in `data` is the copy's, with outbox workers held and
// every unsent delivery marked as unknown, and all sessions of staff ended; the time is stored, so
// that deliveries which such orders need later are queried before they are sent. Until then `data`
// has no database. The error is a sentence for people.
Result<Restored, std::string> RestoreDatabase(const std::string& copy, const std::string& data,
                                              const std::string& config_file);

// The same for a PostgreSQL database restored by its own tools, before the first node is started.
// Fails while a node is alive.
Result<Restored, std::string> AcceptRestored(const std::string& database, const std::string& data,
                                             const std::string& config_file);

}  // namespace herlaad::app
