// Contract: api/openapi.yaml as a judge of answers. Knows the part of OpenAPI and JSON Schema that
// the description uses, and refuses a description that uses more, so that nothing in it goes
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

  // Why this answer to that request is not as described; nothing when it is. An address that is not
  // described must be answered 404, another method of a described one 405.
  [[nodiscard]] std::optional<std::string> Problem(std::string_view method, std::string_view path,
                                                   const net::Response& response) const;

  // Why this answer is no problem (RFC 9457) as described; nothing when it is.
  [[nodiscard]] std::optional<std::string> BadProblem(const net::Response& response) const;

  // Examples in the description that their own schema does not allow.
  [[nodiscard]] std::vector<std::string> BadExamples() const;

  // The codes of problems: in the list that explains them, with their status, and in the schema.
  [[nodiscard]] std::map<std::string, int> ExplainedCodes() const;
  [[nodiscard]] std::vector<std::string> CodesOfSchema() const;
  // A request that the description gives as an example.
  struct ExampleRequest {
    std::string method;
    std::string target;                          // with the examples of its parameters in it
    std::optional<std::string> body;             // none: it takes none
    std::map<std::string, std::string> headers;  // in lower case
  };
  // Of every operation one for each example of its body; not of those one of whose addresses' parts
  // has none.
  [[nodiscard]] std::vector<ExampleRequest> ExampleRequests() const;
  // Everything in the examples that begins like an id of ours, "tu_…".
  [[nodiscard]] std::vector<std::string> ExampleIds() const;
  // Every "METHOD /path" of the description.
  [[nodiscard]] std::vector<std::string> Operations() const;
  // Which of them an answer's "METHOD /path" belongs to.
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
