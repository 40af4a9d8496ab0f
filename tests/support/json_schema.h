// Validates JSON against a schema: supports the keywords that api/openapi.yaml uses and reports any
// other.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace herlaad::testing {

// Why `value` does not match `schema`, with the place inside it; nothing if it does. References are
// resolved in `root`.
std::optional<std::string> SchemaProblem(const nlohmann::ordered_json& schema,
                                         const nlohmann::ordered_json& value,
                                         const nlohmann::ordered_json& root,
                                         const std::string& where = "");

}  // namespace herlaad::testing
