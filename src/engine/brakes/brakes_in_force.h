// BrakesInForce: the fraud brakes by which commands are judged. Their rules can be replaced while
// the server runs; a command that was made before is judged by those it was made with.
#pragma once

#include <memory>
#include <mutex>

#include "domain/brakes/judge.h"

namespace herlaad::engine {

// Copies share: what one of them replaces is in force for all. May be used from any thread.
class BrakesInForce {
 public:
  BrakesInForce() = default;  // none: Get gives nullptr, and nothing can be replaced
  explicit BrakesInForce(brakes::BrakesPtr brakes);

  // What is returned never changes: whoever decides something with it asks once. nullptr: none.
  [[nodiscard]] brakes::BrakesPtr Get() const;
  // In force for every Get from now on. The key stays, so that counters and blocks find whom they
  // found; a rule of the same name and window goes on with what it counted. Requires brakes.
  void Replace(brakes::Rules rules);

 private:
  struct Shared {
    std::mutex mutex;
    brakes::BrakesPtr brakes;  // guarded by mutex; never nullptr
  };
  std::shared_ptr<Shared> shared_;  // nullptr: none
};

}  // namespace herlaad::engine
