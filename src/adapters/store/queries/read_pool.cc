#include "adapters/store/queries/read_pool.h"

namespace herlaad::store {

ReadPool::ReadPool(OpenDatabase open, std::size_t sessions_max, Settle settle, Done told)
    : open_(std::move(open)),
      sessions_max_(sessions_max),
      settle_(std::move(settle)),
      told_(std::move(told)) {
  CHECK(sessions_max > 0, "somebody can read");
}

DbStatus ReadPool::OpenAll() {
  std::vector<Session> sessions;
  DbStatus done = Nothing{};
  while (done && sessions.size() < sessions_max_) {
    auto session = Take();
    if (session) {
      sessions.push_back(std::move(session).value());
    } else {
      done = Failure{session.error()};
    }
  }
  for (Session& session : sessions) Return(std::move(session));
  return done;
}

Result<ReadPool::Session, DbError> ReadPool::Take() {
  {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !idle_.empty() || sessions_ < sessions_max_; });
    if (!idle_.empty()) {
      Session session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
    ++sessions_;
  }
  auto database = open_();
  if (!database) {
    Return(nullptr);
    return Failure{database.error()};
  }
  auto session = std::make_unique<ReadSession>();
  session->database = std::move(database).value();
  return session;
}

ReadPool::HeldSnapshot::Held& ReadPool::HeldSnapshot::OfThisThread() {
  static thread_local Held held;
  return held;
}

ReadSession* ReadPool::HeldSnapshot::Of(const ReadPool& pool) {
  const Held& held = OfThisThread();
  return held.pool == &pool ? held.session.get() : nullptr;
}

ReadPool::HeldSnapshot::HeldSnapshot(ReadPool& pool) {
  Held& held = OfThisThread();
  CHECK(held.session == nullptr, "readings are not held together within others");
  auto session = pool.Take();
  if (!session) return;
  if (!(*session)->database->IsShared() && (*session)->database->Begin(Access::kRead)) {
    held = {&pool, std::move(session).value()};
  } else {
    pool.Return(std::move(session).value());
  }
}

void ReadPool::HeldSnapshot::End() {
  Held held = std::exchange(OfThisThread(), {});
  if (held.session == nullptr) return;
  held.session->database->Rollback();
  held.pool->Return(std::move(held.session));
}

void ReadPool::Return(Session session) {
  {
    const std::lock_guard lock(mutex_);
    if (session == nullptr) {
      --sessions_;
    } else {
      idle_.push_back(std::move(session));
    }
  }
  returned_.notify_one();
}

}  // namespace herlaad::store
