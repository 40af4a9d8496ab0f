// Wire: what becomes of a request to another side and of its answer. Time-outs are ours to keep, so
// a lost answer takes as long as one.
#pragma once

#include <functional>
#include <string>

#include "sim/stage.h"

namespace herlaad::sim {

inline constexpr Millis kRequestTimeout{10'000};
// A request on its way arrives within this, or never.
inline constexpr Millis kLongestTrip{60'000};

class Wire {
 public:
  Wire(Stage& stage, std::string whose) : stage_(stage), whose_(std::move(whose)) {}

  enum class Trip { kThere, kAnswerLost, kLate, kLost, kUnreachable };
  // Draws one, and how long our side waits for it (stage.wire_takes).
  Trip Draw();

  // Sends a request about `order`. `arrive` is what happens at the other side when it gets there
  // and returns its answer; a lost or late one is answered by an Answer{}.
  template <class Answer>
  Answer Send(OrderId order, const std::string& what, Trip trip, std::function<Answer()> arrive) {
    switch (trip) {
      case Trip::kThere:
        return arrive();
      case Trip::kAnswerLost:
        (void)arrive();
        stage_.Tell(order, whose_ + ": its answer to " + what + " is lost");
        return Answer{};
      case Trip::kLate:
        stage_.Tell(order, what + " to " + whose_ + " is held up on its way");
        stage_.schedule.After(
            kRequestTimeout + stage_.Between(0, (kLongestTrip - kRequestTimeout).count()),
            [arrive = std::move(arrive)] { (void)arrive(); });
        return Answer{};
      case Trip::kLost:
      case Trip::kUnreachable:
        stage_.Tell(order, what + " to " + whose_ + " is lost");
        return Answer{};
    }
    return Answer{};
  }

 private:
  Stage& stage_;
  std::string whose_;
  Instant down_until_{};
  Instant next_outage_{};
};

}  // namespace herlaad::sim
