#include "adapters/net/server/open_body.h"

namespace herlaad::net {

bool BodyPipe::Write(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (gone_ || ended_ || cut_) return false;
  if (waiting_.size() + bytes.size() > waiting_max_) {
    cut_ = true;
    std::string().swap(waiting_);
  } else {
    waiting_ += bytes;
  }
  const bool fits = !cut_;
  Stir();
  return fits;
}

void BodyPipe::End() {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  ended_ = true;
  Stir();
}

bool BodyPipe::gone() {
  const std::lock_guard lock(mutex_);
  return gone_ || cut_;
}

void BodyPipe::Attach(std::function<void()> stir) {
  const std::lock_guard lock(mutex_);
  stir_ = std::move(stir);
}

// Called under the lock, so that stir_ is never called after Abandon; it must not call back here.
void BodyPipe::Stir() {
  if (stirred_ || !stir_) return;
  stirred_ = true;
  stir_();
}

BodyPipe::Taken BodyPipe::TakeInto(std::string& out) {
  const std::lock_guard lock(mutex_);
  stirred_ = false;
  if (cut_) return Taken::kCut;
  out += waiting_;
  std::string().swap(waiting_);
  return ended_ ? Taken::kEnded : Taken::kMore;
}

void BodyPipe::Abandon() {
  const std::lock_guard lock(mutex_);
  gone_ = true;
  stir_ = nullptr;
  std::string().swap(waiting_);
}

OpenBody MakeOpenBody(std::size_t waiting_max) {
  auto pipe = std::make_shared<BodyPipe>(waiting_max);
  return {BodyWriter(pipe), std::make_shared<BodyReader>(pipe)};
}

}  // namespace herlaad::net
