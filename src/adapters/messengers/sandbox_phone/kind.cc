#include "adapters/messengers/sandbox_phone/kind.h"

#include <utility>

namespace herlaad::messengers {
namespace {

engine::MakeConnector<engine::Messenger> Read(engine::ConnectorSettings& settings) {
  return MakeSandboxPhone(settings.RequiredUrl("base_url"));
}

}  // namespace

engine::MakeConnector<engine::Messenger> MakeSandboxPhone(std::string base_url) {
  return [base_url = std::move(base_url)](const engine::ConnectorContext& context) {
    return std::make_unique<SandboxPhone>(
        SandboxPhoneOptions{base_url, context.connect_timeout, context.request_timeout});
  };
}

const engine::ConnectorKind<engine::Messenger> kSandboxPhone{"sandbox_phone", true, Read};

}  // namespace herlaad::messengers
