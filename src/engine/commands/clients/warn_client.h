// Sets and turns off the warning that a client's float is low. Audited.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/core/result.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

enum class WarnClientOutcome : std::uint8_t { kDone = 1, kNoSuchClient = 2, kActorMayNot = 3 };

// What is to be set; client and set_at come from the command.
struct WantedWarning {
  EmailAddress mail;
  std::int64_t below = 0;  // EUR/2
  messages::Language language = messages::Language::kNl;
};

class WarnClient final : public CommandOf<WarnClientOutcome> {
 public:
  // Nullptr if the level is not in 1 to kFloatWarningMax. Without `wanted` the warning is turned
  // off. `actor` must still have access::kMayPayFloats when it is decided, if it is a person.
  static std::unique_ptr<WarnClient> Check(ClientId client, std::optional<WantedWarning> wanted,
                                           std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "warn_client"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat changes nothing. Turned off, messages that were not sent yet are not sent any more.
  [[nodiscard]] DecisionOf<WarnClientOutcome> Decide(const ReadSet& read_set,
                                                     const DecisionContext& context) const override;

 private:
  WarnClient(ClientId client, std::optional<WantedWarning> wanted, std::string actor)
      : client_(client), wanted_(std::move(wanted)), actor_(std::move(actor)) {}

  ClientId client_;
  std::optional<WantedWarning> wanted_;
  std::string actor_;
};

}  // namespace herlaad::engine
