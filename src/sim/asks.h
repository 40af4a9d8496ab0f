// Asks: holds Herlaad to "the store is unavailable: nothing was done". Counts for each deed how
// often it was asked for, how often the answer was that nothing was done, and how often it is in
// the books; what is done more often than it may have been breaks the promise. The true answers
// count, also those that were lost on their way.
#pragma once

#include <map>
#include <string>

#include "engine/batch.h"
#include "sim/stage.h"

namespace herlaad::sim {

class Asks {
 public:
  explicit Asks(Stage& stage) : stage_(stage) {}

  // One more ask for `deed`; what its answer is to be told to.
  void Asked(const std::string& deed) { ++deeds_[deed].asked; }
  // Its answer, whatever it is. `order` and `person`: whom it is about, where that is known.
  void Answered(const std::string& deed, engine::Answer::Fault fault, OrderId order,
                int person = -1);
  // Nobody was there to be asked.
  void NotTaken(const std::string& deed) { ++deeds_[deed].not_done; }
  // What was committed and is durable.
  void OnCommit(const engine::WriteSet& writes);

 private:
  struct Deed {
    int asked = 0;
    int not_done = 0;
    int done = 0;
  };
  Stage& stage_;
  std::map<std::string, Deed> deeds_;
};

std::string PlacingBy(const std::string& caller);
std::string CancellingOf(OrderId order);
std::string ResolvingOf(OrderId order);

}  // namespace herlaad::sim
