// Phones: the simulated messenger and mailer, and what arrived. A message may arrive as often as it
// is sent, because duplicates do no harm.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/ports/mailer.h"
#include "engine/ports/messenger.h"
#include "simulation/parties/wire.h"

namespace herlaad::simulation {

// Delivery of one text or mail.
struct PhoneText {
  std::string to;   // number in E.164, or e-mail address
  int tries = 0;    // attempts, answered or not
  int arrived = 0;  // number of arrivals
  bool refused = false;
};

class Phones final : public engine::Messenger, public engine::Mailer {
 public:
  explicit Phones(Stage& stage) : stage_(stage), wire_(stage, "the messenger") {}

  engine::MessengerAnswer Send(const engine::TextMessage& message) override;
  engine::MessengerAnswer Send(const engine::MailMessage& message) override;
  void Stop() override {}

  using Entries = std::map<std::string, PhoneText, std::less<>>;  // by Herlaad's reference
  [[nodiscard]] const Entries& entries() const { return entries_; }

 private:
  engine::MessengerAnswer Carry(const std::string& reference, const std::string& to,
                                std::string_view what);

  Stage& stage_;
  Wire wire_;
  Entries entries_;  // references to entries stay valid
};

}  // namespace herlaad::simulation
