// Phones: who carries texts in the simulated world, and what arrived on the phones. A text may
// arrive as often as it is sent: reading it twice does no harm.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/ports/messenger.h"
#include "sim/wire.h"

namespace herlaad::sim {

// What became of one text of ours.
struct PhoneText {
  Msisdn to;
  int tries = 0;    // how often it was to be sent, answered or not
  int arrived = 0;  // how often it can be read
  bool refused = false;
};

class Phones final : public engine::Messenger {
 public:
  explicit Phones(Stage& stage) : stage_(stage), wire_(stage, "the messenger") {}

  engine::MessengerAnswer Send(const engine::TextMessage& message) override;
  void Stop() override {}

  using Book = std::map<std::string, PhoneText, std::less<>>;  // by our reference
  [[nodiscard]] const Book& book() const { return book_; }

 private:
  Stage& stage_;
  Wire wire_;
  Book book_;  // entries stay where they are
};

}  // namespace herlaad::sim
