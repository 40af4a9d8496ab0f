#include "engine/commands/clients/warn_client.h"

#include "domain/access/roles.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::engine {
namespace {

// The address is personal: the audit trail, which is never erased, says only that there is one.
std::string DetailOf(const FloatWarning& warning) {
  return "below=" + std::to_string(warning.below) +
         " language=" + std::string(messages::Code(warning.language));
}

bool SaysTheSame(const FloatWarning& a, const FloatWarning& b) {
  return a.mail == b.mail && a.below == b.below && a.language == b.language;
}

}  // namespace

std::unique_ptr<WarnClient> WarnClient::Check(ClientId client, std::optional<WantedWarning> wanted,
                                              std::string actor) {
  if (wanted && (wanted->below <= 0 || wanted->below > kFloatWarningMax)) return nullptr;
  return std::unique_ptr<WarnClient>(new WarnClient(client, std::move(wanted), std::move(actor)));
}

void WarnClient::AddNeeds(Needs& needs) const {
  needs.Put<ClientRecord>(client_);
  needs.Put<FloatWarning>(client_);
  needs.audit = true;
  AddNeedsOfActor(actor_, needs);
}

DecisionOf<WarnClientOutcome> WarnClient::Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const {
  if (!ActorMay(actor_, access::kMayPayFloats, read_set)) return WarnClientOutcome::kActorMayNot;
  if (read_set.Find<ClientRecord>(client_) == nullptr) return WarnClientOutcome::kNoSuchClient;
  Decision decision;
  const FloatWarning* const before = read_set.Find<FloatWarning>(client_);
  const auto audit = [&](const char* action, std::string detail) {
    decision.audit.push_back({context.now, actor_, action, ToText(client_), std::move(detail)});
  };
  if (wanted_) {
    FloatWarning warning{client_, wanted_->mail, wanted_->below, wanted_->language, context.now};
    if (before == nullptr || !SaysTheSame(*before, warning)) {
      audit("client.warn", DetailOf(warning));
      decision.rows.Put(std::move(warning));
    }
  } else if (before != nullptr) {
    audit("client.warn_off", DetailOf(*before));
    decision.deleted.Put<FloatWarning>(client_);
  }
  return {std::move(decision), WarnClientOutcome::kDone};
}

}  // namespace herlaad::engine
