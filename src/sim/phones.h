// Phones: who carries texts and mails in the simulated world, and what arrived. Either may arrive
// as often as it is sent: reading it twice does no harm.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/ports/mailer.h"
#include "engine/ports/messenger.h"
#include "sim/wire.h"

namespace herlaad::sim {

// What became of one text or mail of ours.
struct PhoneText {
  std::string to;   // a number in E.164, or an address
  int tries = 0;    // how often it was to be sent, answered or not
  int arrived = 0;  // how often it can be read
  bool refused = false;
};

class Phones final : public engine::Messenger, public engine::Mailer {
 public:
  explicit Phones(Stage& stage) : stage_(stage), wire_(stage, "the messenger") {}

  engine::MessengerAnswer Send(const engine::TextMessage& message) override;
  engine::MessengerAnswer Send(const engine::MailMessage& message) override;
  void Stop() override {}

  using Book = std::map<std::string, PhoneText, std::less<>>;  // by our reference
  [[nodiscard]] const Book& book() const { return book_; }

 private:
  engine::MessengerAnswer Carry(const std::string& reference, const std::string& to,
                                std::string_view what);

  Stage& stage_;
  Wire wire_;
  Book book_;  // entries stay where they are
};

}  // namespace herlaad::sim
