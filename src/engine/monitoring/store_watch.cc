#include "engine/monitoring/store_watch.h"

namespace herlaad::engine {

void StoreWatch::Asked() {
  const std::lock_guard lock(mutex_);
  asked_ = std::chrono::steady_clock::now();
}

void StoreWatch::Answered() {
  const std::lock_guard lock(mutex_);
  asked_.reset();
  if (trouble_ == Trouble::kUnreached) End();
}

void StoreWatch::Written() {
  const std::lock_guard lock(mutex_);
  asked_.reset();
  if (trouble_ != Trouble::kNone) End();
}

void StoreWatch::CannotReach(const std::string& reason) { Fail(Trouble::kUnreached, reason); }
void StoreWatch::CannotWrite(const std::string& reason) { Fail(Trouble::kUnwritten, reason); }

void StoreWatch::Fail(Trouble trouble, const std::string& reason) {
  const std::lock_guard lock(mutex_);
  asked_.reset();
  failures_.Add(1);
  if (trouble_ == Trouble::kNone) return Begin(trouble, reason);
  // Being reachable again does not mean that it can be written.
  if (trouble == Trouble::kUnwritten) trouble_ = trouble;
}

void StoreWatch::LookForSilence(Steady now) {
  const std::lock_guard lock(mutex_);
  if (trouble_ != Trouble::kNone || !asked_ || now - *asked_ < kSilence) return;
  Begin(Trouble::kUnreached, "the database does not answer");
}

void StoreWatch::Begin(Trouble trouble, const std::string& reason) {
  trouble_ = trouble;
  since_ = std::chrono::steady_clock::now();
  available_.Set(0);
  if (listener_.on_outage) listener_.on_outage(reason);
}

void StoreWatch::End() {
  trouble_ = Trouble::kNone;
  available_.Set(1);
  const auto lasted = std::chrono::steady_clock::now() - since_;
  if (listener_.on_end) listener_.on_end(std::chrono::duration_cast<Millis>(lasted));
}

}  // namespace herlaad::engine
