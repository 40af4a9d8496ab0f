#include "adapters/store/checkpointer.h"

namespace herlaad::store {

Checkpointer::Checkpointer(std::unique_ptr<SqliteDatabase> database)
    : database_(std::move(database)), thread_([this] { Run(); }) {}

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

void Checkpointer::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return state_ == State::kAsked || state_ == State::kEnding; });
    if (state_ == State::kEnding) return;
    state_ = State::kRunning;
    lock.unlock();
    database_->Checkpoint();
    lock.lock();
    if (state_ == State::kRunning) state_ = State::kFinished;
  }
}

}  // namespace herlaad::store
