// ReadPool: a few read connections, opened when first needed and shared by all threads.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "adapters/store/driver.h"
#include "adapters/store/durability.h"
#include "adapters/store/rows/orders_table.h"
#include "domain/orders/subscriber.h"

namespace herlaad::store {

// A connection with buffers that are reused.
struct ReadSession {
  std::unique_ptr<Database> database;
  OrderLoader loader;
  RowBatch keys;
  std::vector<orders::Subscriber> subscribers;
};

class ReadPool {
 public:
  using OpenDatabase = std::function<Result<std::unique_ptr<Database>, DbError>()>;

  // Called after reading, before the result is used: returns true once it is durable. `thing` is
  // the one thing that was read; nothing: anything.
  using Settle = std::function<bool(std::optional<Durability::Thing> thing)>;

  // Called with the result of each read: nullptr on success.
  using Done = std::function<void(const DbError* error)>;

  ReadPool(OpenDatabase open, std::size_t sessions_max, Settle settle, Done told = {});

  // Calls `read` with a session of its own; waits while all are in use. WithSnapshot makes all its
  // reads see one snapshot. `thing` names what is read if it is only one thing.
  template <class Read>
  DbStatus With(Read read, std::optional<Durability::Thing> thing = std::nullopt) {
    DbStatus done = ReadWith(read, thing);
    if (told_) told_(done ? nullptr : &done.error());
    return done;
  }
  template <class Read>
  DbStatus WithSnapshot(Read read, std::optional<Durability::Thing> thing = std::nullopt) {
    const auto of_one_moment = [this, &read](ReadSession& session) {
      if (IsHeld(session)) return read(session);
      if (auto begun = session.database->Begin(Access::kRead); !begun) return begun;
      DbStatus done = read(session);
      session.database->Rollback();
      return done;
    };
    return With(of_one_moment, thing);
  }

  // Calls `readings`: its reads on this thread use one session and see one snapshot, begun now. A
  // database of several nodes, to which that is a round trip, gives each its own.
  template <class Readings>
  void Together(const Readings& readings) {
    const HeldSnapshot held(*this);
    readings();
  }

  DbStatus OpenAll();

 private:
  template <class Read>
  DbStatus ReadWith(Read& read, std::optional<Durability::Thing> thing) {
    DbStatus done = HeldSnapshot::Of(*this) != nullptr ? ReadHeld(read) : ReadAlone(read);
    if (done && settle_ && !settle_(thing)) {
      return Failure{DbError{DbError::Kind::kBusy, "what was read is not known to be durable yet"}};
    }
    return done;
  }
  template <class Read>
  DbStatus ReadAlone(Read& read) {
    auto session = Take();
    if (!session) return Failure{session.error()};
    DbStatus done = read(**session);
    Return(std::move(session).value());
    return done;
  }
  // After an error the readings that follow are on their own.
  template <class Read>
  DbStatus ReadHeld(Read& read) {
    DbStatus done = read(*HeldSnapshot::Of(*this));
    if (!done) HeldSnapshot::End();
    return done;
  }
  [[nodiscard]] bool IsHeld(const ReadSession& session) {
    return HeldSnapshot::Of(*this) == &session;
  }

  using Session = std::unique_ptr<ReadSession>;
  Result<Session, DbError> Take();
  void Return(Session session);

  // The session that this thread holds with a snapshot begun, if one could be.
  class HeldSnapshot {
   public:
    explicit HeldSnapshot(ReadPool& pool);
    HeldSnapshot(const HeldSnapshot&) = delete;
    HeldSnapshot& operator=(const HeldSnapshot&) = delete;
    ~HeldSnapshot() { End(); }

    [[nodiscard]] static ReadSession* Of(const ReadPool& pool);
    static void End();

   private:
    struct Held {
      ReadPool* pool = nullptr;
      Session session;
    };
    static Held& OfThisThread();
  };

  const OpenDatabase open_;
  const std::size_t sessions_max_;
  const Settle settle_;
  const Done told_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Session> idle_;
  std::size_t sessions_ = 0;
};

// Waits at most `patience` for what was read to become durable.
inline ReadPool::Settle SettleBy(std::shared_ptr<Durability> durability,
                                 std::chrono::milliseconds patience) {
  return [durability = std::move(durability), patience](std::optional<Durability::Thing> thing) {
    return thing ? durability->AwaitOf(*thing, patience) : durability->Await(patience);
  };
}

// Opens another connection with the same settings.
template <class Driver, class Settings>
ReadPool::OpenDatabase OpenerOf(Settings settings) {
  return [settings = std::move(settings)]() -> Result<std::unique_ptr<Database>, DbError> {
    auto database = Driver::Open(settings);
    if (!database) return Failure{database.error()};
    return std::unique_ptr<Database>(std::move(database).value());
  };
}

}  // namespace herlaad::store
