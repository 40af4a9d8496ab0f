#include "api/http/pages/built_in/yaml_json.h"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <stdexcept>

namespace herlaad::http {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void Fail(const YAML::Node& node, const std::string& what) {
  const YAML::Mark at = node.Mark();
  throw std::runtime_error("line " + std::to_string(at.line + 1) + ": " + what);
}

Json OfScalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() != "?") return text;  // quoted, or a block scalar
  if (text == "true") return true;
  if (text == "false") return false;
  if (text == "null" || text == "~" || text.empty()) return nullptr;
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end) return number;
  return text;
}

Json Of(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Null:
      return nullptr;
    case YAML::NodeType::Scalar:
      return OfScalar(node);
    case YAML::NodeType::Sequence: {
      Json list = Json::array();
      for (const auto& item : node) list.push_back(Of(item));
      return list;
    }
    case YAML::NodeType::Map: {
      Json object = Json::object();
      for (const auto& member : node) {
        const auto key = member.first.as<std::string>();
        if (object.contains(key)) Fail(member.first, "the key " + key + " stands twice");
        object[key] = Of(member.second);
      }
      return object;
    }
    case YAML::NodeType::Undefined:
      break;
  }
  Fail(node, "not understood");
}

}  // namespace

Json ReadYamlFile(const std::string& path) {
  try {
    return Of(YAML::LoadFile(path));
  } catch (const std::exception& error) {
    throw std::runtime_error(path + ": " + error.what());
  }
}

}  // namespace herlaad::http
