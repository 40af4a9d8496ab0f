// The lock held while the tables of a PostgreSQL database are created or changed.
#pragma once

#include <functional>
#include <string>

#include "adapters/store/driver.h"
#include "base/core/instant.h"

namespace herlaad::store {

// What to do while another process has the lock.
struct LockWait {
  std::function<void(const std::string& for_whom)> say;  // called at once, then every ten seconds
  std::function<bool(Millis)> pause;  // returns true to stop waiting; empty: only sleeps
  Millis at_most{10 * 60'000};
};

// Waits for the lock and takes it; it is released with the session. kBusy after `at_most`,
// kUnavailable if `wait.pause` stopped the wait.
DbStatus TakeMigrationLock(Database& database, const LockWait& wait);

}  // namespace herlaad::store
