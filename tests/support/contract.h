// Contract: checks answers against api/openapi.yaml. Supports the part of OpenAPI and JSON Schema
// that the description uses, and rejects a description that uses more, so that nothing goes
// unchecked.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/http.h"

namespace herlaad::testing {

class Contract {
 public:
  explicit Contract(const std::string& path);

  // Why the answer does not match the description; nothing if it does. A path that is not described
  // must be answered 404, another method of a described one 405.
  [[nodiscard]] std::optional<std::string> Problem(std::string_view method, std::string_view path,
                                                   const net::Response& response) const;

  // Why the answer is not a problem (RFC 9457) as described; nothing if it is.
  [[nodiscard]] std::optional<std::string> BadProblem(const net::Response& response) const;

  // Examples in the description that are invalid by their own schema.
  [[nodiscard]] std::vector<std::string> BadExamples() const;

  // The codes of problems: from the list that explains them, with their status, and from the
  // schema.
  [[nodiscard]] std::map<std::string, int> ExplainedCodes() const;
  [[nodiscard]] std::vector<std::string> CodesOfSchema() const;
  // A request that is an example in the description.
  struct ExampleRequest {
    std::string method;
    std::string target;                          // with the examples of its parameters
    std::optional<std::string> body;             // nothing: no body
    std::map<std::string, std::string> headers;  // lower-case names
  };
  // For each operation, one for each example of its body; leaves out operations with a path
  // parameter without an example.
  [[nodiscard]] std::vector<ExampleRequest> ExampleRequests() const;
  // Every id, "tu_…", in the examples.
  [[nodiscard]] std::vector<std::string> ExampleIds() const;
  // Every "METHOD /path" of the description.
  [[nodiscard]] std::vector<std::string> Operations() const;
  // The operation that "METHOD /path" of a request belongs to.
  [[nodiscard]] std::optional<std::string> OperationOf(std::string_view method,
                                                       std::string_view path) const;

 private:
  using Json = nlohmann::ordered_json;
  [[nodiscard]] const Json& Resolved(const Json& node) const;
  [[nodiscard]] const Json* PathItem(std::string_view path) const;
  [[nodiscard]] std::optional<std::string> CheckResponse(const Json& described,
                                                         const net::Response& response) const;
  [[nodiscard]] std::optional<std::string> CheckHeaders(const Json& described,
                                                        const net::Response& response) const;
  [[nodiscard]] std::optional<std::string> CheckBody(const Json& described,
                                                     const net::Response& response) const;
  [[nodiscard]] std::optional<std::string> Unrouted(bool path_known,
                                                    const net::Response& response) const;
  [[nodiscard]] std::optional<ExampleRequest> ExampleOf(const std::string& method,
                                                        const std::string& path,
                                                        const Json& operation) const;
  void CollectBadExamples(const Json& holder, const std::string& where,
                          std::vector<std::string>& bad) const;

  Json description_;
};

}  // namespace herlaad::testing
