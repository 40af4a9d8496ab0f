#include "adapters/messengers/sandbox_mailbox/kind.h"

#include <utility>

namespace herlaad::messengers {
namespace {

engine::MakeConnector<engine::Mailer> Read(engine::ConnectorSettings& settings) {
  return MakeSandboxMailbox(settings.RequiredUrl("base_url"));
}

}  // namespace

engine::MakeConnector<engine::Mailer> MakeSandboxMailbox(std::string base_url) {
  return [base_url = std::move(base_url)](const engine::ConnectorContext& context) {
    return std::make_unique<SandboxMailbox>(
        SandboxMailboxOptions{base_url, context.connect_timeout, context.request_timeout});
  };
}

const engine::ConnectorKind<engine::Mailer> kSandboxMailbox{"sandbox_mailbox", true, Read};

}  // namespace herlaad::messengers
