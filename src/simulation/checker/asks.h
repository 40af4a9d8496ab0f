// Asks: checks that nothing was done when the answer was "unavailable". Counts for each act how
// often it was requested, how often the answer was that nothing was done, and how often it was
// committed. More commits than possible break the promise. Counts the actual answers, including
// those lost on their way.
#pragma once

#include <map>
#include <string>

#include "engine/batches/batch.h"
#include "simulation/stage.h"

namespace herlaad::simulation {

class Asks {
 public:
  explicit Asks(Stage& stage) : stage_(stage) {}

  // Counts a request for the act; pass its answer to Answered.
  void Asked(const std::string& action) { ++counts_[action].asked; }
  // The answer to a request. `order` and `client`: whom it is about, if known.
  template <class R>
  void Answered(const std::string& action, const engine::Answered<R>& answer, OrderId order,
                int client = -1) {
    if (!answer.ok() && answer.fault() == engine::Fault::kUnavailable)
      NotDone(action, order, client);
  }
  // The request reached no process.
  void NotTaken(const std::string& action) { ++counts_[action].not_done; }
  // Durable commits.
  void OnCommit(const engine::WriteSet& writes);

 private:
  void NotDone(const std::string& action, OrderId order, int client);
  struct Counts {
    int asked = 0;
    int not_done = 0;
    int done = 0;
  };
  Stage& stage_;
  std::map<std::string, Counts> counts_;
};

std::string PlacingBy(const std::string& client);
std::string CancellingOf(OrderId order);
std::string ResolvingOf(OrderId order);

}  // namespace herlaad::simulation
