#include "engine/brakes/brakes_in_force.h"

#include <utility>

#include "base/core/check.h"

namespace herlaad::engine {

BrakesInForce::BrakesInForce(brakes::BrakesPtr brakes) {
  if (!brakes) return;
  shared_ = std::make_shared<Shared>();
  shared_->brakes = std::move(brakes);
}

brakes::BrakesPtr BrakesInForce::Get() const {
  if (!shared_) return nullptr;
  const std::lock_guard lock(shared_->mutex);
  return shared_->brakes;
}

void BrakesInForce::Replace(brakes::Rules rules) {
  CHECK(shared_ != nullptr, "without a key nobody can be counted");
  const std::lock_guard lock(shared_->mutex);
  shared_->brakes = std::make_shared<const brakes::Brakes>(
      brakes::Brakes{std::move(rules), shared_->brakes->key});
}

}  // namespace herlaad::engine
