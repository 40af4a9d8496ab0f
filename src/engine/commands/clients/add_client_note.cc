#include "engine/commands/clients/add_client_note.h"

#include "base/core/printable.h"

namespace herlaad::engine {

std::unique_ptr<AddClientNote> AddClientNote::Check(ClientId client, std::string text,
                                                    std::string actor) {
  if (text.empty() || text.size() > kClientNoteMax || !IsOneLine(text)) return nullptr;
  return std::unique_ptr<AddClientNote>(
      new AddClientNote(client, std::move(text), std::move(actor)));
}

DecisionOf<AddClientNoteOutcome> AddClientNote::Decide(const ReadSet& read_set,
                                                       const DecisionContext& context) const {
  if (read_set.Find<ClientRecord>(client_) == nullptr) return AddClientNoteOutcome::kNoSuchClient;
  DecisionOf<AddClientNoteOutcome> decision(AddClientNoteOutcome::kAdded);
  decision.rows.Put(ClientNote{client_, context.ids.Next(context.now), context.now, actor_, text_});
  return decision;
}

}  // namespace herlaad::engine
