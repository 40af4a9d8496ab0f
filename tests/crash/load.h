// Load: clients that place top-ups and pay for them, each retrying with the same key until there is
// an answer.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/core/random.h"
#include "tests/crash/cluster.h"

namespace herlaad::testing {

struct Acknowledged {
  std::string id;  // the order's
  std::string msisdn;
  std::string payment_method;
  std::string operator_id;
  std::int64_t total = 0;
  std::string pay_url;  // card only
};

class Load {
 public:
  Load(Cluster& cluster, std::uint64_t seed) : cluster_(cluster), seed_(seed) {}
  ~Load();

  void Start(int people);
  // Lets all clients finish what they began. The engine must be running.
  void Stop();

  std::vector<Acknowledged> acknowledged();

 private:
  void Place(std::uint64_t seed);
  void PlaceOne(Random& random, const std::string& key);
  void PayAll(std::uint64_t seed);
  bool Pay(Random& random, const Acknowledged& order);

  Cluster& cluster_;
  std::uint64_t seed_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> all_placed_{false};
  std::atomic<int> remote_{0};
  std::mutex mutex_;
  std::vector<Acknowledged> acknowledged_;
  std::deque<Acknowledged> to_pay_;
  std::vector<std::thread> placers_;
  std::vector<std::thread> payers_;
};

}  // namespace herlaad::testing
