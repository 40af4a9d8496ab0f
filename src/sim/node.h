// Node: one place where a Herlaad process runs, dies and is started again. Its engine and courier
// are the real ones without their threads; whatever it held in memory dies with it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/courier.h"
#include "sim/disk.h"
#include "sim/stage.h"

namespace herlaad::sim {

// What all nodes stand on.
struct Ground {
  Stage& stage;
  Disk& disk;
  const catalog::Catalog& catalog;
  const orders::Timings& timings;
  engine::Parties parties;
  engine::ReturnUrl return_url;
  // Told what a node has committed, and to which effect it has sent and durably recorded the
  // answer.
  std::function<void(int node, const engine::WriteSet& writes)> committed;
  std::function<void(const orders::Effect& effect)> recorded;
  int lives = 0;  // of all nodes together
};

class Node {
 public:
  Node(Ground& ground, int index) : ground_(ground), stage_(ground.stage), index_(index) {}

  void Start();
  [[nodiscard]] bool alive() const { return life_ != nullptr; }

  // False when nobody is there. Otherwise `done` is called once, or never when the process dies.
  bool Submit(std::unique_ptr<engine::Command> command, engine::Done done);

  // Some node, perhaps this one, has committed `effects`.
  void OnCommit(int node, const std::vector<orders::Effect>& effects);

 private:
  struct Lane;
  struct Life;

  // Runs `what` unless the life that planned it is over; it may end there.
  template <class F>
  std::function<void()> InThisLife(F what);
  void Die(const Died& died);
  [[nodiscard]] Instant ClockOf(Life& life) const;
  [[nodiscard]] Instant TimeWhen(Life& life, Instant at) const;
  void RunBatch(Life& life);
  void Keep(Life& life);
  void LookLater(Life& life, Lane& lane, Instant at);
  void Look(Life& life, Lane& lane);
  void Carry(Life& life, Lane& lane, const orders::Effect& effect);
  void OnPermission(Life& life, Lane& lane, const orders::Effect& effect,
                    const engine::OrderRecord& found, const engine::Answer& answer,
                    const engine::OrderRecord* marked);
  void TouchWire(Life& life, Lane& lane, const orders::Effect& effect,
                 const engine::OrderRecord& record, bool send);
  void Record(Lane& lane, const orders::Effect& effect, Msisdn msisdn, bool sent,
              std::unique_ptr<engine::Command> command);
  void Release(Life& life, Lane& lane, const orders::Effect& effect, Msisdn msisdn, bool again);

  Ground& ground_;
  Stage& stage_;
  int index_;
  std::shared_ptr<Life> life_;
};

}  // namespace herlaad::sim
