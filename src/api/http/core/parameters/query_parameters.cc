#include "api/http/core/parameters/query_parameters.h"

#include <algorithm>
#include <vector>

#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/parameters/list_parameters.h"

namespace herlaad::http {
namespace {

std::string Listed(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

std::string JsonList(std::span<const std::string_view> names) {
  JsonWriter json;
  json.Begin('[');
  for (const std::string_view name : names) json.Text(name);
  return json.End(']').Take();
}

Problem Unknown(std::string_view name, std::span<const std::string_view> known) {
  return Problem(Code::kParameterUnknown)
      .Say("problem.parameter_unknown.named",
           {{"parameter", Quoted(name)}, {"known", known.empty() ? "–" : Listed(known)}})
      .With("parameter", name)
      .WithJson("known", JsonList(known));
}

}  // namespace

std::optional<Problem> BadParameters(const net::Request& request,
                                     std::span<const std::string_view> known) {
  const std::vector<std::string> names = request.ParameterNames();
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::find(known.begin(), known.end(), *name) == known.end()) return Unknown(*name, known);
    if (std::find(names.begin(), name, *name) != name) {
      return ParameterProblem(*name, "This query parameter is given more than once.");
    }
  }
  return std::nullopt;
}

}  // namespace herlaad::http
