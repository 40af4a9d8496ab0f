// kind = "sandbox_mailbox": setting base_url.
#pragma once

#include "adapters/messengers/sandbox_mailbox/sandbox_mailbox.h"
#include "engine/ports/connector.h"

namespace herlaad::messengers {

extern const engine::ConnectorKind<engine::Mailer> kSandboxMailbox;

engine::MakeConnector<engine::Mailer> MakeSandboxMailbox(std::string base_url);

}  // namespace herlaad::messengers
