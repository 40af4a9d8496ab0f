#include "apps/herlaad/config/config_section.h"

#include <cstdlib>

#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/config/config.h"

namespace herlaad::app {
namespace {

std::string Trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.pop_back();
  return text;
}

}  // namespace

Secret ReadSecret(catalogue::TableReader& reader, std::string_view env_key,
                  std::string_view file_key, const std::string& file_name) {
  const bool from_env = reader.Has(env_key);
  if (from_env == reader.Has(file_key)) {
    reader.Complain(
        "id", "this section needs either " + std::string(env_key) + " or " + std::string(file_key));
    reader.Ignore(env_key);
    reader.Ignore(file_key);
    return {};
  }
  const std::string_view key = from_env ? env_key : file_key;
  const std::string place = reader.Text(key, kSettingTextMax);
  std::string secret;
  if (from_env) {
    const char* const value = std::getenv(place.c_str());
    if (value != nullptr) secret = value;
  } else if (auto text = ReadFile(Beside(file_name, place), kConfigBytesMax); text.ok()) {
    secret = Trimmed(*std::move(text));
  }
  if (secret.empty() && !place.empty())
    reader.Complain(key, std::string(key) + ": there is no secret in " + place);
  return Secret(std::move(secret));
}

}  // namespace herlaad::app
