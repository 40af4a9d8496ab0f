#include "engine/commands/manage_clients.h"

namespace herlaad::engine {

ClientId AddClient(const std::string& name, const std::string& actor,
                   const DecisionContext& context, Decision& decision) {
  const ClientId id(context.ids.Next(context.now));
  const std::string& called = name.empty() ? ToText(id) : name;
  decision.plain.Put(ClientRecord{id, called, context.now, {}});
  decision.plain.Put(ClientName{called, id});
  decision.audit.push_back({context.now, actor, "client.create", ToText(id), name});
  return id;
}

std::unique_ptr<CreateClient> CreateClient::Check(std::string name, std::string actor) {
  if (!IsClientName(name)) return nullptr;
  return std::unique_ptr<CreateClient>(new CreateClient(std::move(name), std::move(actor)));
}

Decision CreateClient::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  auto outcome = CreateClientOutcome::kCreated;
  if (const ClientName* const there = read_set.FindPlain<ClientName>(name_)) {
    outcome = CreateClientOutcome::kNameTaken;
    decision.answer.detail = there->client.value();
  } else {
    decision.answer.detail = AddClient(name_, actor_, context, decision).value();
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

std::unique_ptr<DisableClient> DisableClient::Check(ClientId client, bool disabled,
                                                    std::string actor) {
  return std::unique_ptr<DisableClient>(new DisableClient(client, disabled, std::move(actor)));
}

Decision DisableClient::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  const ClientRecord* const found = read_set.FindPlain<ClientRecord>(client_);
  if (found == nullptr) {
    decision.answer.outcome = static_cast<std::uint8_t>(DisableClientOutcome::kNoSuchClient);
    return decision;
  }
  if ((found->disabled_at.ms != 0) != disabled_) {
    ClientRecord client = *found;
    client.disabled_at = disabled_ ? context.now : Instant{};
    decision.plain.Put(std::move(client));
    decision.audit.push_back({context.now, actor_, disabled_ ? "client.disable" : "client.enable",
                              ToText(client_), found->name});
  }
  decision.answer.outcome = static_cast<std::uint8_t>(DisableClientOutcome::kDone);
  return decision;
}

}  // namespace herlaad::engine
