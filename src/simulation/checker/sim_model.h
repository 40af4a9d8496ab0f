// What a hosted number should have, computed from its top-ups and from when its row was swept, and
// apart from the rules that Herlaad follows. Amounts are EUR/6.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/instant.h"
#include "domain/orders/order.h"
#include "domain/prepaid/sim.h"

namespace herlaad::simulation {

class SimModel {
 public:
  // The grace period of its operator in whole days: the clocks of Brussels do not change in a
  // history.
  explicit SimModel(Millis grace) : grace_(grace) {}

  // A top-up that was credited at `at`. Returns what had lapsed before it.
  std::int64_t TopUp(const orders::Terms& terms, Instant at);
  // The lapse sweep wrote its row at `at`. Returns what had lapsed by then.
  std::int64_t Sweep(Instant at);
  // What has lapsed by `at` and was not swept.
  [[nodiscard]] std::int64_t LeftAt(Instant at) const;

  // How `sim` differs, one line each. Its state is compared if no person may have changed it.
  [[nodiscard]] std::vector<std::string> Differences(const prepaid::Sim& sim,
                                                     bool is_left_alone) const;
  [[nodiscard]] int revived() const { return revived_; }    // top-ups in grace
  [[nodiscard]] int too_late() const { return too_late_; }  // times its grace ended

 private:
  struct Bucket {
    std::int64_t amount = 0;
    Instant valid_until{};

    std::int64_t LapseAfter(Instant end, Instant at);
    void Add(std::int64_t more, Instant until);
  };
  std::int64_t Lapse(Instant at);
  // What time has made of the state by `at`.
  void PassTime(Instant at);

  Millis grace_;
  Bucket main_;
  Bucket bonus_;
  prepaid::StateCause cause_ = prepaid::StateCause::kActivated;
  Instant since_{};  // known once the SIM has been in grace or after it
  bool in_grace_ = false;
  Instant ended_{};  // the validity whose grace has ended, whatever a clock says later
  int revived_ = 0;
  int too_late_ = 0;
};

}  // namespace herlaad::simulation
