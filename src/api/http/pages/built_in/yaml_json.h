// The API description as JSON, for generating its page and for checking answers against it. Not
// part of the program itself.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace herlaad::http {

// The YAML file at `path` with the order of its keys. Plain scalars become numbers, booleans and
// null as in YAML's core schema, quoted ones stay strings; a duplicate key in a mapping is an
// error. Throws std::runtime_error with the position of an error.
nlohmann::ordered_json ReadYamlFile(const std::string& path);

}  // namespace herlaad::http
