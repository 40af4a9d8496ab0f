// Errands: a thread for what would keep the I/O thread from answering others: backups, drawing. In
// order, one after the other, and bounded. One that meets a mistake of ours is given up, and the
// others go on.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace herlaad::http {

class Errands {
 public:
  // Told of an exception that came out of an errand.
  using Report = std::function<void(const char* what)>;

  Errands(std::size_t waiting_max, Report report);
  Errands(const Errands&) = delete;
  Errands& operator=(const Errands&) = delete;
  ~Errands();  // lets the one under way end and drops the others

  // False, and `errand` never called, when too many wait already.
  [[nodiscard]] bool Post(std::function<void()> errand);

 private:
  void Loop();

  const std::size_t waiting_max_;
  const Report report_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace herlaad::http
