// kind = "sandbox_phone": setting base_url.
#pragma once

#include "adapters/messengers/sandbox_phone/sandbox_phone.h"
#include "engine/ports/connector.h"

namespace herlaad::messengers {

extern const engine::ConnectorKind<engine::Messenger> kSandboxPhone;

engine::MakeConnector<engine::Messenger> MakeSandboxPhone(std::string base_url);

}  // namespace herlaad::messengers
