// Errands: a thread for work that would block the I/O thread: backups, drawing. In order, one at a
// time, with a bounded queue. An errand that throws is dropped, and the next ones run.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace herlaad::http {

class Errands {
 public:
  // Called with the message of an exception thrown by an errand.
  using Report = std::function<void(const char* what)>;

  struct Bounds {
    std::size_t waiting = 0;       // in all
    std::size_t per_customer = 0;  // waiting for one customer
  };

  Errands(Bounds bounds, Report report);
  Errands(const Errands&) = delete;
  Errands& operator=(const Errands&) = delete;
  ~Errands();  // lets the errand under way end and drops the others

  // False, and `errand` is never called, when too many wait already. The errands of one customer
  // are done in their order.
  [[nodiscard]] bool Post(const std::string& customer, std::function<void()> errand);

  // The same for work that strangers ask for: when all places are taken, the customer with most of
  // them gives up the latest, if that leaves it more than `customer` has. `dropped` is then called
  // instead of that errand, on the thread that posts another one.
  [[nodiscard]] bool PostInTurn(const std::string& customer, std::function<void()> errand,
                                std::function<void()> dropped);

 private:
  struct Errand {
    std::function<void()> run;
    std::function<void()> dropped;  // may be empty: it is never dropped for another one
  };
  void Put(const std::string& customer, Errand errand);
  std::function<void()> GiveUpAPlace(const std::string& customer);
  [[nodiscard]] std::size_t WaitingOf(const std::string& customer) const;
  void Loop();
  Errand TakeNext();

  const Bounds bounds_;
  const Report report_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, std::deque<Errand>> waiting_;  // never an empty queue
  std::deque<std::string> turns_;                      // each customer of waiting_ once
  std::size_t count_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace herlaad::http
