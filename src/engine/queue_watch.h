// QueueWatch: notices when a queue of effects stands still: when what is due first has been the
// same, untouched, for too long. Why can be many things (all workers wait, the store refuses,
// another process died with a mark); that money waits is what somebody must hear. Said once, and
// once more when it moves again. Held queues stand still on purpose and are not watched.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/ports/queries.h"
#include "engine/stats.h"

namespace herlaad::engine {

class QueueWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Options {
    Millis still_after{60'000};
    Millis look_every{5'000};
  };
  // `still`: it stands, with what has been due since `due_since`; otherwise it moves again.
  using Report = std::function<void(std::string_view queue, bool still, Instant due_since)>;

  // Of `queues`, by the ids of their lanes. `held` says whether couriers are.
  QueueWatch(Queries& queries, Clock& clock, std::vector<std::string> queues,
             std::function<bool()> held, Options options, Report report, Stats& stats);
  ~QueueWatch();
  QueueWatch(const QueueWatch&) = delete;
  QueueWatch& operator=(const QueueWatch&) = delete;

  void Start();
  void Stop();
  // One look, as the thread that Start makes does again and again.
  void Look(Time now);

 private:
  struct Queue {
    std::optional<orders::Effect> first;  // what was due first at the last look
    Time first_seen{};
    bool still = false;
  };
  void LookAt(const std::string& id, Queue& queue, Time now);

  Queries& queries_;
  Clock& clock_;
  const std::function<bool()> held_;
  const Options options_;
  const Report report_;
  Stats& stats_;
  std::map<std::string, Queue> queues_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace herlaad::engine
