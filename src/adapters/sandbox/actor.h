// Actor: the thread at which one sandbox party does its work, and the only one that writes its
// store. Tasks that wait together share one transaction; what a task wants said to the outside is
// said only after that transaction is durable.
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

  // `report` is told when a transaction fails: then nothing of it happened and nothing is said.
  Actor(Database& database, std::function<void(std::string_view)> report);
  ~Actor();  // as Stop

  void Start();
  // Ends after the transaction under way. Tasks that are left are destroyed unrun.
  void Stop();

  // From any thread. The task is dropped at once when the actor has stopped or too much is waiting.
  bool Post(Task task) { return PostAt(Instant{}, std::move(task)); }
  bool PostAt(Instant due, Task task);

  // From within a task: to be done once the task's transaction is durable, and only then.
  void AfterCommit(Task task) { after_.push_back(std::move(task)); }

  [[nodiscard]] Instant Now();

 private:
  struct Waiting {
    Instant due;
    std::size_t turn;  // those of one instant keep their order
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
  std::vector<Task> after_;  // the actor's thread only
  std::thread thread_;
};

}  // namespace herlaad::sandbox
