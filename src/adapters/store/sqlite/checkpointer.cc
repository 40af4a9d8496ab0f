#include "adapters/store/sqlite/checkpointer.h"

#include "base/core/thread_name.h"

namespace herlaad::store {
namespace {

constexpr int kPassesMax = 5;
constexpr int kLittle = 1'600;  // pages

}  // namespace

Checkpointer::Checkpointer(std::unique_ptr<SqliteDatabase> database)
    : database_(std::move(database)), thread_([this] {
        NameThisThread("checkpointer");
        Run();
      }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    state_ = State::kEnding;
  }
  changed_.notify_one();
  thread_.join();
}

void Checkpointer::Start() {
  {
    const std::lock_guard lock(mutex_);
    if (state_ != State::kIdle) return;
    state_ = State::kAsked;
  }
  changed_.notify_one();
}

bool Checkpointer::Finished() {
  const std::lock_guard lock(mutex_);
  if (state_ != State::kFinished) return false;
  state_ = State::kIdle;
  return true;
}

// While a pass copies and syncs, the writer adds more pages; each pass has less to do than the one
// before.
void Checkpointer::CopyUntilLittleIsLeft() {
  int copied = 0;
  for (int pass = 0; pass < kPassesMax; ++pass) {
    const int before = copied;
    copied = database_->Checkpoint().copied;
    if (copied - before < kLittle) return;
  }
}

void Checkpointer::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return state_ == State::kAsked || state_ == State::kEnding; });
    if (state_ == State::kEnding) return;
    state_ = State::kRunning;
    lock.unlock();
    CopyUntilLittleIsLeft();
    lock.lock();
    if (state_ == State::kRunning) state_ = State::kFinished;
  }
}

}  // namespace herlaad::store
