// MessageWorkers: send the outbox messages of other owners than orders. Each destination has a
// queue with its own threads, as with the messages of orders. Whoever finds nothing leased reads
// what is due and leases a batch of it, one message for each idle thread, in one commit; only then
// is the wire touched. A restart needs no recovery: a message that was leased by a process that
// died is due again when its lease is over.
//
// A kind whose destination ends with ':' has a queue for each of many destinations, which share
// threads by FairTurns: "webhook:we_…".
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/outbox/message_kinds.h"

namespace herlaad::engine {

class MessageWorkers final : public CommitListener {
 public:
  // A message that ended without being taken.
  struct Unsent {
    outbox::Message message;  // as it was when it was read
    outbox::MessageState state = outbox::MessageState::kGivenUp;
  };
  struct Options {
    int workers_per_queue = 8;
    int workers_of_many = 16;  // of all destinations that share a prefix, together
    Millis look_again{1'000};  // longest time between reads of the store
    Millis lease{30'000};      // as the engine's timings have it
    // A message that failed because of a bug, or whose kind is not known, is set aside for so long.
    Millis set_aside{60'000};
    // Reports a bug that was caught during an attempt; may be empty.
    std::function<void(outbox::MessageId id, const std::string& problem)> report = {};
    std::function<void(const Unsent& unsent)> ended_unsent = {};  // may be empty
  };

  // `queues`: the destinations whose parties are known; messages for others wait.
  MessageWorkers(Engine& engine, Queries& queries, Clock& clock, Parties parties,
                 const std::vector<std::string>& queues, Options options, Stats& stats);
  ~MessageWorkers() override;

  void Start();
  // Sends what is leased (bounded by the parties' time-outs) and leases nothing more.
  void Stop();
  // Held workers send nothing: after a restore, until `herlaad resume`.
  void Hold(bool held);

  void OnCommit(const WriteSet& writes, Instant now) override;

 private:
  struct Queue;
  struct Attempt;
  struct Asked;

  void Work(Queue& queue);
  void LookAtStore(Queue& queue, std::unique_lock<std::mutex>& lock);
  std::vector<outbox::Message> ReadOldest(Queue& queue, std::unique_lock<std::mutex>& lock,
                                          Instant now);
  std::vector<outbox::Message> ReadFairly(Queue& queue, std::unique_lock<std::mutex>& lock,
                                          Instant now);
  void LookAtOne(Queue& queue, std::unique_lock<std::mutex>& lock, const Queries::OpenQueue& one,
                 Instant now, std::vector<outbox::Message>& chosen);
  static std::vector<outbox::Message> Choose(Queue& queue, std::vector<outbox::Message> due,
                                             std::size_t room);
  std::vector<Attempt> LeaseAll(Queue& queue, std::vector<outbox::Message> messages);
  std::optional<Asked> AskForLease(Queue& queue, const outbox::Message& message);
  // True if it is leased now.
  bool TakeLease(Asked& asked);
  static void Release(Queue& queue, const outbox::Message& message);
  struct Carried {
    bool done = true;  // false if the attempt failed because of a bug
    bool was_answered = false;
    bool was_sent = true;  // false: it was not wanted any more
  };
  Carried Carry(const Attempt& attempt);
  void EndTurn(Queue& queue, const outbox::Message& message, const Carried& carried);
  bool Record(const Attempt& attempt, Sending sending);
  void EndedUnsent(const outbox::Message& message, outbox::MessageState state);
  void Report(outbox::MessageId id, const std::string& problem) const;

  Engine& engine_;
  Queries& queries_;
  Clock& clock_;
  const Parties parties_;
  const Options options_;
  Stats& stats_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> held_{false};
  std::vector<std::unique_ptr<Queue>> queues_;
};

}  // namespace herlaad::engine
