#include "api/http/core/parameters/form.h"

#include <algorithm>

#include "adapters/net/addresses/percent.h"
#include "adapters/net/ascii.h"

namespace herlaad::http {
namespace {

std::optional<std::string> Decode(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return net::PercentDecode(spaced);
}

}  // namespace

std::optional<FormFields> ReadForm(const net::Request& request) {
  const std::string_view type = request.Find("content-type").value_or("");
  constexpr std::string_view kType = "application/x-www-form-urlencoded";
  const std::string_view plain = type.substr(0, type.find(';'));
  if (!net::EqualsIgnoringCase(plain, kType)) return std::nullopt;
  FormFields form;
  std::string_view rest = request.body;
  while (!rest.empty()) {
    const std::string_view field = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), field.size() + 1));
    if (field.empty()) continue;
    const auto equals = std::min(field.find('='), field.size());
    auto name = Decode(field.substr(0, equals));
    auto value = Decode(field.substr(std::min(equals + 1, field.size())));
    if (!name || !value) return std::nullopt;
    if (form.size() == kFormFieldsMax) return std::nullopt;
    if (!form.emplace(*std::move(name), *std::move(value)).second) return std::nullopt;
  }
  return form;
}

std::string FieldOf(const FormFields& form, std::string_view name) {
  const auto found = form.find(name);
  return found != form.end() ? found->second : std::string();
}

}  // namespace herlaad::http
