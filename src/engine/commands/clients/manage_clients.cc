#include "engine/commands/clients/manage_clients.h"

namespace herlaad::engine {

ClientId AddClient(const std::string& name, const std::string& actor,
                   const DecisionContext& context, Decision& decision) {
  const ClientId id(context.ids.Next(context.now));
  const std::string& called = name.empty() ? ToText(id) : name;
  decision.rows.Put(ClientRecord{id, called, context.now, {}});
  decision.rows.Put(ClientName{called, id});
  decision.audit.push_back({context.now, actor, "client.create", ToText(id), name});
  return id;
}

std::unique_ptr<CreateClient> CreateClient::Check(std::string name, std::string actor) {
  if (!IsClientName(name)) return nullptr;
  return std::unique_ptr<CreateClient>(new CreateClient(std::move(name), std::move(actor)));
}

DecisionOf<CreateClientResult> CreateClient::Decide(const ReadSet& read_set,
                                                    const DecisionContext& context) const {
  if (const ClientName* const there = read_set.Find<ClientName>(name_))
    return CreateClientResult{CreateClientOutcome::kNameTaken, there->client};
  DecisionOf<CreateClientResult> decision(CreateClientResult{});
  decision.result.client = AddClient(name_, actor_, context, decision);
  return decision;
}

std::unique_ptr<DisableClient> DisableClient::Check(ClientId client, bool disabled,
                                                    std::string actor) {
  return std::unique_ptr<DisableClient>(new DisableClient(client, disabled, std::move(actor)));
}

DecisionOf<DisableClientOutcome> DisableClient::Decide(const ReadSet& read_set,
                                                       const DecisionContext& context) const {
  const ClientRecord* const found = read_set.Find<ClientRecord>(client_);
  if (found == nullptr) return DisableClientOutcome::kNoSuchClient;
  DecisionOf<DisableClientOutcome> decision(DisableClientOutcome::kDone);
  if ((found->disabled_at.ms != 0) != disabled_) {
    ClientRecord client = *found;
    client.disabled_at = disabled_ ? context.now : Instant{};
    decision.rows.Put(std::move(client));
    decision.audit.push_back({context.now, actor_, disabled_ ? "client.disable" : "client.enable",
                              ToText(client_), found->name});
  }
  return decision;
}

}  // namespace herlaad::engine
