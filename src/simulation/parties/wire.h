// Wire: the fate of a request to another party and of its answer. A lost answer takes as long as
// the time-out.
#pragma once

#include <functional>
#include <string>

#include "simulation/stage.h"

namespace herlaad::simulation {

inline constexpr Millis kRequestTimeout{10'000};
// A request arrives within this time or never.
inline constexpr Millis kLongestTrip{60'000};

class Wire {
 public:
  Wire(Stage& stage, std::string whose) : stage_(stage), whose_(std::move(whose)) {}

  enum class Trip { kThere, kAnswerLost, kLate, kLost, kUnreachable };
  // Draws the fate of a request and how long the caller waits for it (stage.wire_takes).
  Trip Draw();

  // Sends a request about `order`. `arrive` is executed when the request arrives at the other
  // party, and returns its answer. If the answer is lost or late, Answer{} is returned.
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
        stage_.Tell(order, what + " to " + whose_ + " is delayed");
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

}  // namespace herlaad::simulation
