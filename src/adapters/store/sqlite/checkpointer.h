// Checkpointer: copies the WAL back into the database in the background, so that no commit waits
// for it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "adapters/store/sqlite/sqlite_driver.h"

namespace herlaad::store {

// A thread with its own connection, which copies while the writer goes on. Only the writer, between
// two commits, can copy the remainder and restart the WAL; Finished() tells it when to.
class Checkpointer {
 public:
  explicit Checkpointer(std::unique_ptr<SqliteDatabase> database);
  ~Checkpointer();

  // Starts a checkpoint, unless one is running.
  void Start();
  // True once after each checkpoint.
  bool Finished();

 private:
  enum class State { kIdle, kAsked, kRunning, kFinished, kEnding };
  void Run();
  void CopyUntilLittleIsLeft();

  std::unique_ptr<SqliteDatabase> database_;
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::kIdle;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace herlaad::store
