// World: banks, operators, phones, people and our own processes over one disk, for one history.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "sim/disk.h"
#include "sim/node.h"
#include "sim/people.h"
#include "sim/support.h"

namespace herlaad::sim {

struct WorldOptions {
  std::uint64_t seed = 1;
  int orders = 100;
  Faults faults = Faults::kMany;
  int nodes = 1;
  DiskKind disk = DiskKind::kMemory;
  // Told now and then how many of the people have come.
  std::function<void(std::int64_t come, std::int64_t all)> progress;
};

class World {
 public:
  explicit World(const WorldOptions& options);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // The whole history, until everything came to rest with honest answers.
  void Run();

  [[nodiscard]] Stage& stage() { return stage_; }
  [[nodiscard]] const Town& town() const { return town_; }
  [[nodiscard]] const People& people() const { return people_; }
  [[nodiscard]] const Support& support() const { return support_; }
  [[nodiscard]] int lives() const { return ground_.lives; }

 private:
  void ProvideSims();
  void PlanPeople();
  void PlanTroubleWithSims();
  void PlanClock();
  void TurnHonest();
  void RunToRest();
  bool SubmitSomewhere(std::unique_ptr<engine::Command> command, engine::Done done);
  void OnCommit(int node, const engine::WriteSet& writes);
  void OnCallback(const std::string& bank, OrderId order, std::int32_t n,
                  const engine::GatewayAnswer& news, std::function<void()> heard);

  WorldOptions options_;
  Stage stage_;
  catalog::Catalog catalog_;
  orders::Timings timings_;
  std::unique_ptr<Disk> disk_;
  Bank alpha_;
  Bank beta_;
  Mobile north_;
  Mobile south_;
  Phones phones_;
  Ground ground_;
  std::vector<std::unique_ptr<Node>> nodes_;
  Asks asks_;
  Town town_;
  People people_;
  Support support_;
  Millis span_{0};  // from the first person to the last
};

}  // namespace herlaad::sim
