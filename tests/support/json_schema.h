// Checks a JSON value against a schema: the keywords that api/openapi.yaml uses, and a complaint
// about any other.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace herlaad::testing {

// Why `value` is not as `schema` says, with the place inside it; nothing when it is. References are
// looked up in `root`.
std::optional<std::string> SchemaProblem(const nlohmann::ordered_json& schema,
                                         const nlohmann::ordered_json& value,
                                         const nlohmann::ordered_json& root,
                                         const std::string& where = "");

}  // namespace herlaad::testing
