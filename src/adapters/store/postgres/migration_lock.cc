#include "adapters/store/postgres/migration_lock.h"

#include <chrono>
#include <thread>

namespace herlaad::store {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = DbError::Kind;

constexpr Millis kPause{250};
constexpr std::chrono::seconds kSayEvery{10};

constexpr Query kTry{"SELECT pg_try_advisory_lock(1214607982, 0)"};
constexpr Query kHolder{
    "SELECT 'session ' || l.pid || coalesce(' of ' || nullif(a.application_name, ''), '') || "
    "coalesce(' from ' || host(a.client_addr), '') FROM pg_locks l LEFT JOIN pg_stat_activity a "
    "ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.classid = 1214607982 AND l.objid = 0 AND "
    "l.objsubid = 2 AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = "
    "current_database())"};

std::string Holder(Database& database) {
  std::string holder;
  auto sink = [&holder](Row row) {
    holder = Fields(row).Text();
    return true;
  };
  if (!database.Run(kHolder, {}, sink) || holder.empty()) return "another session";
  return holder;
}

bool Pause(const LockWait& wait) {
  if (wait.pause) return wait.pause(kPause);
  std::this_thread::sleep_for(kPause);
  return false;
}

}  // namespace

DbStatus TakeMigrationLock(Database& database, const LockWait& wait) {
  const auto begun = Clock::now();
  auto said = begun - kSayEvery;
  while (true) {
    const auto taken = OneNumber(database, kTry);
    if (!taken) return Failure{taken.error()};
    if (*taken != 0) return Nothing{};
    const std::string holder = Holder(database);
    if (wait.say && Clock::now() - said >= kSayEvery) {
      wait.say(holder);
      said = Clock::now();
    }
    if (Clock::now() - begun >= wait.at_most) {
      return Failure{DbError{
          Kind::kBusy, holder + " has been migrating the tables for too long; terminate it if "
                                "it hangs, and start again"}};
    }
    if (Pause(wait)) {
      return Failure{
          DbError{Kind::kUnavailable, "stopped while " + holder + " was migrating the tables"}};
    }
  }
}

}  // namespace herlaad::store
