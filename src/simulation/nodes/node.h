// Node: a place where a Herlaad process runs, dies and is restarted. It uses the real engine and
// errands without their threads; its memory is lost when it dies.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/commands/outbox/begin_attempt.h"
#include "engine/outbox/outbox_workers.h"
#include "simulation/nodes/disk.h"
#include "simulation/stage.h"

namespace herlaad::simulation {

// Shared by all nodes.
struct Ground {
  Stage& stage;
  Disk& disk;
  const catalogue::Catalogue& catalogue;
  const orders::Timings& timings;
  engine::Parties parties;
  engine::ReturnUrl return_url;
  // Called with what a node has committed, and with each outbox message that was sent and whose
  // answer was durably recorded.
  std::function<void(int node, const engine::WriteSet& writes)> committed;
  std::function<void(const orders::OutboxMessage& outbox_message)> recorded;
  int lives = 0;  // process starts of all nodes
};

class Node {
 public:
  Node(Ground& ground, int index) : ground_(ground), stage_(ground.stage), index_(index) {}

  void Start();
  [[nodiscard]] bool alive() const { return life_ != nullptr; }

  // False if no process is running. Otherwise whoever submitted it is told once, or never if the
  // process dies.
  bool Submit(engine::Submitted submitted);
  template <class C, class Done>
  bool Submit(std::unique_ptr<C> command, Done done) {
    return Submit(engine::Submitted(std::move(command), std::move(done)));
  }

  // Begins a pass of the lapse sweep, unless one is under way or no process is running.
  void Sweep();

  // A node, possibly this one, has committed `writes`.
  void OnCommit(int node, const engine::WriteSet& writes);

 private:
  struct Queue;
  struct Life;

  // Runs `what` unless the process that planned it has died. The process may die in `what`.
  template <class F>
  std::function<void()> InThisLife(F what);
  void Die(const Died& died);
  [[nodiscard]] Instant ClockOf(Life& life) const;
  [[nodiscard]] Instant TimeWhen(Life& life, Instant at) const;
  void RunBatch(Life& life);
  void Keep(Life& life);
  void SweepOn(Life& life);
  void Wake(int node, const std::string& destination, Instant due);
  void LookLater(Life& life, Queue& queue, Instant at);
  void Look(Life& life, Queue& queue);
  // Messages of other owners than orders: node_messages.cc.
  void LookForMessages(Life& life, Queue& queue, Instant now);
  void LookForDeliveries(Life& life, Queue& queue, Instant now);
  void LookForMessages(Life& life, Queue& queue, const std::string& destination, Instant now);
  void LeaseMessage(Queue& queue, const outbox::Message& message);
  void SendMessage(Life& life, Queue& queue, const outbox::Message& message, std::int32_t attempt,
                   bool ask, Instant lease_end);
  void RecordMessage(Queue& queue, const outbox::Message& message, std::int32_t attempt,
                     outbox::Answer answer);
  void Carry(Life& life, Queue& queue, const orders::OutboxMessage& outbox_message);
  void OnPermission(Life& life, Queue& queue, const orders::OutboxMessage& outbox_message,
                    const engine::OrderRecord& found,
                    const engine::Answered<engine::AttemptOutcome>& answer,
                    const engine::OrderRecord* leased);
  void TouchWire(Life& life, Queue& queue, const orders::OutboxMessage& outbox_message,
                 const engine::OrderRecord& record, bool send);
  void Record(Queue& queue, const orders::OutboxMessage& outbox_message, Msisdn msisdn, bool sent,
              std::unique_ptr<engine::Recording> command);
  void Release(Life& life, Queue& queue, const orders::OutboxMessage& outbox_message, Msisdn msisdn,
               bool again);

  Ground& ground_;
  Stage& stage_;
  int index_;
  std::shared_ptr<Life> life_;
};

}  // namespace herlaad::simulation
