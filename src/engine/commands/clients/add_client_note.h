// AddClientNote: writes down something about a client, for whoever looks after it later.
#pragma once

#include "engine/commands/command.h"

namespace herlaad::engine {

inline constexpr std::size_t kClientNoteMax = 1'000;  // bytes

enum class AddClientNoteOutcome : std::uint8_t { kAdded = 1, kNoSuchClient = 2 };

class AddClientNote final : public CommandOf<AddClientNoteOutcome> {
 public:
  // Nullptr when the text is empty or longer than kClientNoteMax.
  static std::unique_ptr<AddClientNote> Check(ClientId client, std::string text, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "add_client_note"; }
  void AddNeeds(Needs& needs) const override { needs.Put<ClientRecord>(client_); }
  // A repeat adds another note: the command carries no key.
  [[nodiscard]] DecisionOf<AddClientNoteOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  AddClientNote(ClientId client, std::string text, std::string actor)
      : client_(client), text_(std::move(text)), actor_(std::move(actor)) {}
  ClientId client_;
  std::string text_;
  std::string actor_;
};

}  // namespace herlaad::engine
