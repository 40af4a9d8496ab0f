#include "engine/commands/add_client_note.h"

namespace herlaad::engine {

std::unique_ptr<AddClientNote> AddClientNote::Check(ClientId client, std::string text,
                                                    std::string actor) {
  if (text.empty() || text.size() > kClientNoteMax) return nullptr;
  return std::unique_ptr<AddClientNote>(
      new AddClientNote(client, std::move(text), std::move(actor)));
}

Decision AddClientNote::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  auto outcome = AddClientNoteOutcome::kNoSuchClient;
  if (read_set.FindPlain<ClientRecord>(client_) != nullptr) {
    outcome = AddClientNoteOutcome::kAdded;
    decision.plain.Put(
        ClientNote{client_, context.ids.Next(context.now), context.now, actor_, text_});
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
