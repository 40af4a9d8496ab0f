// kind = "sandbox_operator": settings base_url and not_found_settles_after.
#pragma once

#include "adapters/operators/sandbox_operator/sandbox_operator.h"
#include "engine/ports/connector.h"

namespace herlaad::operators {

extern const engine::ConnectorKind<engine::Operator> kSandboxOperator;

// Its "not found" is final so long after sending; 0: never.
engine::MakeConnector<engine::Operator> MakeSandboxOperator(std::string base_url,
                                                            Millis not_found_settles_after);

}  // namespace herlaad::operators
