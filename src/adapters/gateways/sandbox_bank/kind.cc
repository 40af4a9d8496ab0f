#include "adapters/gateways/sandbox_bank/kind.h"

#include <utility>

namespace herlaad::gateways {
namespace {

engine::MakeConnector<engine::Gateway> Read(engine::ConnectorSettings& settings) {
  std::string base_url = settings.RequiredUrl("base_url");
  return MakeSandboxBank(std::move(base_url), settings.RequiredSecret("secret_env", "secret_file"));
}

}  // namespace

engine::MakeConnector<engine::Gateway> MakeSandboxBank(std::string base_url, Secret secret) {
  return [base_url = std::move(base_url),
          secret = std::move(secret)](const engine::ConnectorContext& context) {
    return std::make_unique<SandboxBank>(
        SandboxBankOptions{base_url, secret, context.connect_timeout, context.request_timeout});
  };
}

const engine::ConnectorKind<engine::Gateway> kSandboxBank{"sandbox_bank", true, Read};

}  // namespace herlaad::gateways
