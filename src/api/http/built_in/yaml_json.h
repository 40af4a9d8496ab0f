// The description of the API as JSON: what making its page and checking answers against it both
// read. Not in the program itself.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace herlaad::http {

// The YAML file at `path`, its keys in their order. Plain scalars become numbers, booleans and null
// as YAML's core schema has them, quoted ones stay texts; a key twice in one mapping is an error.
// Throws std::runtime_error with the place of a mistake.
nlohmann::ordered_json ReadYamlFile(const std::string& path);

}  // namespace herlaad::http
