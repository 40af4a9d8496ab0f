#include "adapters/operators/sandbox_operator/kind.h"

#include <utility>

namespace herlaad::operators {
namespace {

engine::MakeConnector<engine::Operator> Read(engine::ConnectorSettings& settings) {
  std::string base_url = settings.RequiredUrl("base_url");
  return MakeSandboxOperator(std::move(base_url),
                             settings.Duration("not_found_settles_after", Millis(0)));
}

}  // namespace

engine::MakeConnector<engine::Operator> MakeSandboxOperator(std::string base_url,
                                                            Millis not_found_settles_after) {
  return [base_url = std::move(base_url),
          not_found_settles_after](const engine::ConnectorContext& context) {
    return std::make_unique<SandboxOperator>(SandboxOperatorOptions{
        base_url, context.connect_timeout, context.request_timeout, not_found_settles_after});
  };
}

const engine::ConnectorKind<engine::Operator> kSandboxOperator{"sandbox_operator", true, Read};

}  // namespace herlaad::operators
