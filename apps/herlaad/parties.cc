#include "apps/herlaad/parties.h"

namespace herlaad::app {

Result<std::unique_ptr<PartiesHouse>, std::string> PartiesHouse::Build(
    const Config& config, const catalog::Catalog& catalog) {
  auto house = std::make_unique<PartiesHouse>();
  for (const OperatorConfig& op : config.operators) {
    const catalog::Operator* const known = catalog.Find(op.id);
    if (known == nullptr || known->connection != catalog::Connection::kRemote) {
      return Failure{std::string(config.file_name + ": [[operator]] \"" + op.id +
                                 "\" is not a remote operator of the catalogue")};
    }
    operators::RemoteOperatorOptions options;
    options.base_url = op.base_url;
    options.request_timeout = config.timings.request_timeout;
    options.connect_timeout = std::min(options.connect_timeout, options.request_timeout);
    options.not_found_settles_after = op.not_found_settles_after;
    house->operators_.push_back(std::make_unique<operators::RemoteOperator>(options));
    house->parties_.operators[op.id] = house->operators_.back().get();
  }
  for (const GatewayConfig& gateway : config.gateways) {
    gateways::SandboxBankOptions options;
    options.base_url = gateway.base_url;
    options.secret = gateway.secret;
    options.request_timeout = config.timings.request_timeout;
    options.connect_timeout = std::min(options.connect_timeout, options.request_timeout);
    house->gateways_.push_back(std::make_unique<gateways::SandboxBank>(options));
    house->parties_.gateways[gateway.id] = house->gateways_.back().get();
  }
  if (config.messenger) {
    messengers::SandboxPhoneOptions options;
    options.base_url = config.messenger->base_url;
    options.request_timeout = config.timings.request_timeout;
    house->messenger_ = std::make_unique<messengers::SandboxPhone>(options);
    house->parties_.messenger = house->messenger_.get();
  }
  return house;
}

void PartiesHouse::Stop() {
  for (const auto& op : operators_) op->Stop();
  for (const auto& gateway : gateways_) gateway->Stop();
  if (messenger_) messenger_->Stop();
}

}  // namespace herlaad::app
