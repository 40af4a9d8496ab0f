// kind = "sandbox_bank": settings base_url and secret_env or secret_file.
#pragma once

#include "adapters/gateways/sandbox_bank/sandbox_bank.h"
#include "engine/ports/connector.h"

namespace herlaad::gateways {

extern const engine::ConnectorKind<engine::Gateway> kSandboxBank;

// `secret` is shared with the bank at `base_url`, which signs callbacks with it.
engine::MakeConnector<engine::Gateway> MakeSandboxBank(std::string base_url, Secret secret);

}  // namespace herlaad::gateways
