// The lock of whoever makes or changes the tables of a PostgreSQL database.
#pragma once

#include <functional>
#include <string>

#include "adapters/store/driver.h"
#include "base/core/instant.h"

namespace herlaad::store {

// What is done while another process has the lock.
struct LockWait {
  std::function<void(const std::string& for_whom)> say;  // at once, and then every ten seconds
  std::function<bool(Millis)> pause;  // true: whoever waits is to end; empty: only sleeps
  Millis at_most{10 * 60'000};
};

// Waits for the lock and takes it: it goes with the session. kBusy when that took too long,
// kUnavailable when `wait.pause` ended it.
DbStatus TakeMigrationLock(Database& database, const LockWait& wait);

}  // namespace herlaad::store
