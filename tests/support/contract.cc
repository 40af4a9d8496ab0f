#include "tests/support/contract.h"

#include <algorithm>
#include <cctype>
#include <regex>

#include "api/http/pages/built_in/yaml_json.h"
#include "tests/support/json_schema.h"

namespace herlaad::testing {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::optional<std::string_view> ValueOf(const net::Response& response, std::string_view name) {
  for (const net::Header& header : response.headers) {
    if (Lower(header.name) == Lower(name)) return header.value;
  }
  return std::nullopt;
}

// Compares segment by segment; {…} matches any.
bool PathFits(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = pattern.substr(0, pattern.find('/', 1));
    const std::string_view there = path.substr(0, path.find('/', 1));
    const bool any = wanted.starts_with("/{") && there.size() > 1;
    if (!any && wanted != there) return false;
    pattern.remove_prefix(wanted.size());
    path.remove_prefix(there.size());
  }
  return pattern.empty() && path.empty();
}

// Supports both ways to give examples.
std::vector<nlohmann::ordered_json> ExamplesOf(const nlohmann::ordered_json& holder) {
  std::vector<nlohmann::ordered_json> examples;
  if (holder.contains("example")) examples.push_back(holder.at("example"));
  if (!holder.contains("examples")) return examples;
  for (const auto& [name, example] : holder.at("examples").items()) {
    examples.push_back(example.at("value"));
  }
  return examples;
}

// Encodes everything that is not safe in a URL.
std::string PercentEncoded(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_') {
      encoded += c;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      encoded += '%';
      encoded += kDigits[static_cast<unsigned char>(c) / 16];
      encoded += kDigits[static_cast<unsigned char>(c) % 16];
    }
  }
  return encoded;
}

bool IsGeneralHeader(std::string_view name) {
  const std::string lower = Lower(name);
  return lower == "cache-control" || lower == "content-security-policy" ||
         lower == "x-frame-options" || lower == "refresh" || lower == "content-language" ||
         lower == "vary" || lower == "x-robots-tag";
}

}  // namespace

Contract::Contract(const std::string& path) : description_(http::ReadYamlFile(path)) {}

const Contract::Json& Contract::Resolved(const Json& node) const {
  if (!node.contains("$ref")) return node;
  return description_.at(Json::json_pointer(node.at("$ref").get<std::string>().substr(1)));
}

// Prefers the exact path over a pattern.
const Contract::Json* Contract::PathItem(std::string_view path) const {
  const Json& paths = description_.at("paths");
  if (const auto exact = paths.find(std::string(path)); exact != paths.end()) return &*exact;
  for (const auto& [pattern, item] : paths.items()) {
    if (PathFits(pattern, path)) return &item;
  }
  return nullptr;
}

std::optional<std::string> Contract::OperationOf(std::string_view method,
                                                 std::string_view path) const {
  for (const auto& [pattern, item] : description_.at("paths").items()) {
    if (PathFits(pattern, path) && item.contains(Lower(method))) {
      return std::string(method) + " " + pattern;
    }
  }
  return std::nullopt;
}

std::optional<std::string> Contract::Problem(std::string_view method, std::string_view path,
                                             const net::Response& response) const {
  const Json* const item = PathItem(path);
  if (item == nullptr || !item->contains(Lower(method))) return Unrouted(item != nullptr, response);
  const Json& responses = item->at(Lower(method)).at("responses");
  const std::string status = std::to_string(response.status);
  if (!responses.contains(status)) return "the status " + status + " is not described";
  return CheckResponse(Resolved(responses.at(status)), response);
}

std::optional<std::string> Contract::Unrouted(bool path_known,
                                              const net::Response& response) const {
  const bool hidden = path_known && response.status == 404;
  if (!hidden && response.status != (path_known ? 405 : 404)) {
    return "what is not described must be answered 404, or 405 for another method, and not " +
           std::to_string(response.status);
  }
  if (response.status == 405 && !ValueOf(response, "allow")) return "405 without Allow";
  if (response.status == 404 && response.content_type == "text/html; charset=utf-8")
    return std::nullopt;  // asked for as a page
  return BadProblem(response);
}

std::optional<std::string> Contract::BadProblem(const net::Response& response) const {
  if (response.content_type != "application/problem+json") return "a problem without its type";
  return SchemaProblem(description_.at("components").at("schemas").at("Problem"),
                       Json::parse(response.body), description_);
}

std::optional<std::string> Contract::CheckResponse(const Json& described,
                                                   const net::Response& response) const {
  if (auto problem = CheckHeaders(described, response)) return problem;
  return CheckBody(described, response);
}

std::optional<std::string> Contract::CheckHeaders(const Json& described,
                                                  const net::Response& response) const {
  const Json headers = described.value("headers", Json::object());
  for (const auto& [name, reference] : headers.items()) {
    const Json& header = Resolved(reference);
    const auto value = ValueOf(response, name);
    if (!value) {
      if (header.value("required", false)) return "the header " + name + " is missing";
      continue;
    }
    if (auto problem = SchemaProblem(header.at("schema"), Json(*value), description_, name)) {
      return problem;
    }
  }
  for (const net::Header& header : response.headers) {
    const bool listed = std::any_of(
        headers.items().begin(), headers.items().end(),
        [&header](const auto& known) { return Lower(known.key()) == Lower(header.name); });
    if (!listed && !IsGeneralHeader(header.name)) {
      return "the header " + header.name + " is not described";
    }
  }
  return std::nullopt;
}

std::optional<std::string> Contract::CheckBody(const Json& described,
                                               const net::Response& response) const {
  if (!described.contains("content")) {
    return response.body.empty() ? std::nullopt
                                 : std::optional<std::string>("a body is not described");
  }
  const std::string type = response.content_type.substr(0, response.content_type.find(';'));
  const Json& content = described.at("content");
  if (!content.contains(type)) return "the type " + type + " is not described";
  const bool is_json = type.ends_with("json");
  const Json body = is_json ? Json::parse(response.body, nullptr, false) : Json(response.body);
  if (body.is_discarded()) return "the body is not JSON: " + response.body;
  if (auto problem = SchemaProblem(content.at(type).at("schema"), body, description_)) {
    return problem;
  }
  if (type != "application/problem+json") return std::nullopt;
  const std::string code = body.at("code").get<std::string>();
  if (ExplainedCodes().at(code) == response.status && body.at("status") == response.status) {
    return std::nullopt;
  }
  return code + " came with another status than the one described";
}

void Contract::CollectBadExamples(const Json& holder, const std::string& where,
                                  std::vector<std::string>& bad) const {
  if (!holder.contains("content")) return;
  for (const auto& [type, content] : holder.at("content").items()) {
    for (const Json& example : ExamplesOf(content)) {
      const auto problem = SchemaProblem(content.at("schema"), example, description_);
      if (problem) bad.push_back(where + ": " + *problem + ": " + example.dump());
    }
  }
}

std::vector<std::string> Contract::BadExamples() const {
  std::vector<std::string> bad;
  for (const auto& [path, item] : description_.at("paths").items()) {
    for (const auto& [method, operation] : item.items()) {
      const std::string where = method + " " + path;
      for (const Json& reference : operation.value("parameters", Json::array())) {
        const Json& parameter = Resolved(reference);
        for (const Json& example : ExamplesOf(parameter)) {
          const auto problem = SchemaProblem(parameter.at("schema"), example, description_);
          if (problem) bad.push_back(where + ": " + *problem);
        }
      }
      if (operation.contains("requestBody")) {
        CollectBadExamples(operation.at("requestBody"), where, bad);
      }
      for (const auto& [status, response] : operation.at("responses").items()) {
        CollectBadExamples(Resolved(response), where + " " + status, bad);
      }
    }
  }
  return bad;
}

std::optional<Contract::ExampleRequest> Contract::ExampleOf(const std::string& method,
                                                            const std::string& path,
                                                            const Json& operation) const {
  ExampleRequest request{method, path, std::nullopt, {}};
  for (const Json& reference : operation.value("parameters", Json::array())) {
    const Json& parameter = Resolved(reference);
    const auto name = parameter.at("name").get<std::string>();
    const auto examples = ExamplesOf(parameter);
    const std::string value = examples.empty() ? "" : examples.front().get<std::string>();
    if (parameter.at("in") == "header" && !value.empty()) request.headers[Lower(name)] = value;
    if (parameter.at("in") == "query" && !value.empty()) {
      request.target += request.target.find('?') == std::string::npos ? "?" : "&";
      request.target += name + "=" + PercentEncoded(value);
    }
    const std::size_t place = request.target.find("{" + name + "}");
    if (parameter.at("in") != "path" || place == std::string::npos) continue;
    if (value.empty()) return std::nullopt;
    request.target.replace(place, name.size() + 2, value);
  }
  return request;
}

std::vector<Contract::ExampleRequest> Contract::ExampleRequests() const {
  std::vector<ExampleRequest> requests;
  for (const auto& [path, item] : description_.at("paths").items()) {
    for (const auto& [method, operation] : item.items()) {
      std::string upper = method;
      for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      const auto request = ExampleOf(upper, path, operation);
      if (!request) continue;
      if (!operation.contains("requestBody")) {
        requests.push_back(*request);
        continue;
      }
      const Json& content = operation.at("requestBody").at("content");
      if (!content.contains("application/json")) continue;  // a form
      for (const Json& example : ExamplesOf(content.at("application/json"))) {
        requests.push_back(*request);
        requests.back().body = example.dump();
      }
    }
  }
  return requests;
}

std::vector<std::string> Contract::ExampleIds() const {
  static const std::regex kId("\\b(tu|re|key)_[0-9A-Za-z]{10,}");
  const std::string text = description_.at("paths").dump() +
                           description_.at("components").at("parameters").dump() +
                           description_.at("components").at("responses").dump();
  std::vector<std::string> ids;
  for (std::sregex_iterator at(text.begin(), text.end(), kId), end; at != end; ++at) {
    ids.push_back(at->str());
  }
  return ids;
}

std::map<std::string, int> Contract::ExplainedCodes() const {
  std::map<std::string, int> codes;
  for (const auto& [code, problem] : description_.at("x-problems").items()) {
    codes[code] = problem.at("status").get<int>();
  }
  return codes;
}

std::vector<std::string> Contract::CodesOfSchema() const {
  return description_.at("components").at("schemas").at("ProblemCode").at("enum");
}

std::vector<std::string> Contract::Operations() const {
  std::vector<std::string> operations;
  for (const auto& [path, item] : description_.at("paths").items()) {
    for (const auto& [method, operation] : item.items()) {
      std::string upper = method;
      std::transform(upper.begin(), upper.end(), upper.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      operations.push_back(upper + " " + path);
    }
  }
  return operations;
}

}  // namespace herlaad::testing
