// QueueWatch: reports a queue of outbox messages that makes no progress: its first due message, of
// an order or of another owner, has been the same, untouched, for too long. The cause may be
// anything (all workers wait, the store fails, another process died while holding a lease).
// Reported once, and once more when the queue moves again. Held queues are not watched. The queues
// of many destinations ("webhook:" for all webhooks) are watched as one: the longest due of all
// their messages. One that does not answer is tried again and again, at least once in
// still_after_of_many.
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

#include "engine/monitoring/stats.h"
#include "engine/ports/queries.h"

namespace herlaad::engine {

class QueueWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Options {
    Millis still_after{60'000};
    Millis look_every{5'000};
    Millis still_after_of_many{180'000};  // FairTurns has a destination wait for a minute
  };
  // `still`: the queue makes no progress, and its first message has been due since `due_since`;
  // otherwise it moves again.
  using Report = std::function<void(std::string_view queue, bool still, Instant due_since)>;

  // Watches `queues`, by id; one that ends with ':' is a prefix of many. `held` tells whether the
  // outbox workers are held.
  QueueWatch(Queries& queries, Clock& clock, std::vector<std::string> queues,
             std::function<bool()> held, Options options, Report report, Stats& stats);
  ~QueueWatch();
  QueueWatch(const QueueWatch&) = delete;
  QueueWatch& operator=(const QueueWatch&) = delete;

  void Start();
  void Stop();
  // One check; the thread that Start creates repeats it.
  void Look(Time now);

 private:
  template <class Message>
  struct Head {
    std::optional<Message> first;  // first due message at the last check
    Time first_seen{};
    bool still = false;
  };
  struct Queue {
    Head<orders::OutboxMessage> of_orders;
    Head<outbox::Message> of_others;
    bool still = false;
  };
  void LookAt(const std::string& id, Queue& queue, Time now);
  template <class Message>
  static void LookAt(const Result<std::vector<Message>, StoreError>& due, Head<Message>& head,
                     Time now, Millis still_after);
  Result<std::vector<outbox::Message>, StoreError> FirstOfMany(const std::string& prefix);

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
