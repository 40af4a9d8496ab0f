#include "apps/herlaad/server/parties.h"

#include <algorithm>
#include <optional>

namespace herlaad::app {
namespace {

std::optional<std::string> UnknownOperator(const Config& config,
                                           const catalogue::Catalogue& catalogue) {
  for (const auto& op : config.operators) {
    const catalogue::Operator* const known = catalogue.Find(op.id);
    if (known == nullptr || known->connection != catalogue::Connection::kRemote) {
      return config.file_name + ": [[operator]] \"" + op.id +
             "\" is not a remote operator of the catalogue";
    }
  }
  return std::nullopt;
}

// Real money for a sandbox's credit, or real credit for a sandbox's money.
std::optional<std::string> MixedSandbox(const Config& config) {
  for (const auto& gateway : config.gateways) {
    for (const auto& op : config.operators) {
      if (gateway.kind->sandbox == op.kind->sandbox) continue;
      const auto named = [](const char* table, const auto& connector) {
        return std::string(table) + " \"" + connector.id + "\" is " +
               (connector.kind->sandbox ? "a sandbox" : "real");
      };
      return config.file_name + ": " + named("[[gateway]]", gateway) + " and " +
             named("[[operator]]", op) +
             ": either all of them must be sandboxes or none, so that real money always buys real "
             "credit";
    }
  }
  return std::nullopt;
}

}  // namespace

template <class Port>
Port* Connectors::Made(const ConnectorConfig<Port>& config, const engine::ConnectorContext& context,
                       std::vector<std::unique_ptr<Port>>& made) {
  return made.emplace_back(config.make(context)).get();
}

Result<std::unique_ptr<Connectors>, std::string> Connectors::Build(
    const Config& config, const catalogue::Catalogue& catalogue) {
  if (auto problem = UnknownOperator(config, catalogue)) return Failure{*std::move(problem)};
  if (auto problem = MixedSandbox(config)) return Failure{*std::move(problem)};
  auto all = std::make_unique<Connectors>();
  engine::ConnectorContext context;
  context.request_timeout = config.timings.request_timeout;
  context.connect_timeout = std::min(context.connect_timeout, context.request_timeout);
  context.report = [connectors = all.get()](const engine::ConnectorTrouble& trouble) {
    if (connectors->trouble_) connectors->trouble_(trouble);
  };
  engine::Parties& parties = all->parties_;
  for (const auto& op : config.operators)
    parties.operators[op.id] = Made(op, context, all->operators_);
  for (const auto& gateway : config.gateways)
    parties.gateways[gateway.id] = Made(gateway, context, all->gateways_);
  if (config.messenger) parties.messenger = Made(*config.messenger, context, all->messengers_);
  if (config.mail) parties.mailer = Made(*config.mail, context, all->mailers_);
  return all;
}

void Connectors::Stop() {
  const auto stop = [](const auto& connectors) {
    for (const auto& connector : connectors) connector->Stop();
  };
  stop(operators_);
  stop(gateways_);
  stop(messengers_);
  stop(mailers_);
}

}  // namespace herlaad::app
