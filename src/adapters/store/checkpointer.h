// Checkpointer: copies the WAL back into the database beside the commits, so that no commit has to
// wait for it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "adapters/store/sqlite_driver.h"

namespace herlaad::store {

// A thread with a connection of its own. It copies what is there while the writer goes on. Only the
// writer, between two of its commits, can copy the little that is left and so begin the WAL anew;
// that is what Finished() tells it.
class Checkpointer {
 public:
  explicit Checkpointer(std::unique_ptr<SqliteDatabase> database);
  ~Checkpointer();

  // Begin now, unless it is under way.
  void Start();
  // True once after it is through.
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
