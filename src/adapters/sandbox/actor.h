// Actor: the thread on which one sandbox party works, and the only one that writes its store. Tasks
// that wait together share one transaction; what a task wants to send is sent only after that
// transaction is durable.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <vector>

#include "adapters/sandbox/database.h"
#include "base/core/instant.h"

namespace herlaad::sandbox {

class Actor {
 public:
  using Task = std::function<void()>;
  static constexpr std::size_t kWaitingMax = 20'000;

  // `report` is called when a transaction fails: then it is rolled back and nothing is sent.
  Actor(Database& database, std::function<void(std::string_view)> report);
  ~Actor();  // as Stop

  void Start();
  // Ends after the current transaction. Remaining tasks are destroyed without being run.
  void Stop();

  // Thread-safe. Drops the task and returns false if the actor has stopped or the queue is full.
  bool Post(Task task) { return PostAt(Instant{}, std::move(task)); }
  bool PostAt(Instant due, Task task);

  // Called from a task: runs the given task once the current transaction is durable, and only then.
  void AfterCommit(Task task) { after_.push_back(std::move(task)); }

  [[nodiscard]] Instant Now();

 private:
  struct Waiting {
    Instant due;
    std::size_t turn;  // keeps the order of tasks with the same instant
    Task task;
  };
  struct Later {
    bool operator()(const Waiting& a, const Waiting& b) const {
      return a.due != b.due ? a.due > b.due : a.turn > b.turn;
    }
  };
  void Run();
  void RunBatch(std::vector<Task> batch);
  std::vector<Task> TakeDue();

  Database& database_;
  const std::function<void(std::string_view)> report_;
  std::mutex mutex_;
  std::condition_variable changed_;
  SystemClock clock_;  // under mutex_
  std::priority_queue<Waiting, std::vector<Waiting>, Later> waiting_;
  std::size_t turns_ = 0;
  bool stopped_ = false;
  std::vector<Task> after_;  // used by the actor's thread only
  std::thread thread_;
};

}  // namespace herlaad::sandbox
