#include "apps/herlaad/config/connector_section.h"

#include <utility>

#include "apps/herlaad/cli/files.h"

namespace herlaad::app {

bool ConnectorSection::Has(std::string_view key) const { return section_.reader().Has(key); }

bool ConnectorSection::IsMissing(std::string_view key) {
  if (Has(key)) return false;
  Complain(key, "missing key \"" + std::string(key) + "\" in " + std::string(what_));
  return true;
}

std::string ConnectorSection::Text(std::string_view key, std::string otherwise) {
  section_.Text(key, otherwise);
  return otherwise;
}

Millis ConnectorSection::Duration(std::string_view key, Millis otherwise) {
  section_.Duration(key, otherwise);
  return otherwise;
}

std::size_t ConnectorSection::Choice(std::string_view key, std::vector<std::string_view> choices) {
  if (!Has(key)) return 0;
  return section_.reader().Choice(key, std::move(choices)).value_or(0);
}

std::string ConnectorSection::Path(std::string_view key) {
  const std::string path = Text(key, "");
  return path.empty() ? path : Beside(file_name_, path);
}

std::string ConnectorSection::RequiredText(std::string_view key) {
  return IsMissing(key) ? std::string() : Text(key, "");
}

std::string ConnectorSection::RequiredUrl(std::string_view key) {
  std::string url;
  if (!IsMissing(key)) section_.Url(key, url);
  return url;
}

Secret ConnectorSection::RequiredSecret(std::string_view env_key, std::string_view file_key) {
  return ReadSecret(section_.reader(), env_key, file_key, file_name_);
}

void ConnectorSection::Complain(std::string_view key, const std::string& why) {
  section_.reader().Complain(key, why);
}

}  // namespace herlaad::app
