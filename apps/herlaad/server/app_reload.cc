// What SIGHUP asks for. Renewed certificates come every few weeks, and fraud brakes are adjusted
// while cards are tried, so neither needs a restart; everything else that the settings say is read
// once, at the start.
#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/config/settings.h"
#include "apps/herlaad/server/app.h"
#include "apps/herlaad/server/changed_settings.h"
#include "apps/herlaad/server/secret_file.h"
#include "apps/herlaad/server/service_manager.h"

namespace herlaad::app {
namespace {

constexpr std::size_t kNamesMax = 40;  // of changed settings, in one line of the log
constexpr std::string_view kCatalogue = "the catalogue";

// Empty for none, and for one that cannot be read, which is reported where it is needed.
std::string TextIn(const std::string& file, std::size_t bytes_max) {
  if (file.empty()) return "";
  auto text = ReadFile(file, bytes_max);
  return text.ok() ? *std::move(text) : "";
}

bool IsOfCertificate(std::string_view setting) {
  return setting == "server.tls.certificate" || setting == "server.tls.key";
}

bool IsOfBrakes(std::string_view setting) { return setting == "data.brakes"; }

}  // namespace

void App::RememberFiles(const std::string& settings) {
  files_in_use_.settings = settings;
  files_in_use_.settings_text = TextIn(settings, kConfigBytesMax);
  files_in_use_.catalogue_text = TextIn(config_.catalogue, catalogue::kCatalogueBytesMax);
  files_in_use_.brakes = config_.brakes;
  files_in_use_.tls = config_.tls;
}

void App::Reload() {
  TellManager(Reloading());
  ReloadSettings();
  ReloadCertificate();
  TellManager("READY=1");
}

// A fault in the settings does not keep a renewed certificate out, nor other rules of the file that
// they named before.
void App::ReloadSettings() {
  if (files_in_use_.settings.empty()) return ReloadBrakes(files_in_use_.brakes);
  const auto config = LoadConfig(files_in_use_.settings);
  if (!config.ok()) {
    log_.Error("the settings have a fault and stay as they are", {{"reason", config.error()}});
    return ReloadBrakes(files_in_use_.brakes);
  }
  ReloadBrakes(config->brakes);
  const auto catalogue = LoadCatalogue(config->catalogue, "[data] catalogue");
  if (!catalogue.ok())
    log_.Error("the catalogue has a fault and stays as it is", {{"reason", catalogue.error()}});
  // Only its files change: whether there is TLS at all decides how the port was opened.
  const bool same_port = files_in_use_.tls.has_value() && config->tls.has_value();
  if (same_port) files_in_use_.tls = config->tls;
  std::vector<std::string> names =
      ChangedSettings(files_in_use_.settings_text, TextIn(files_in_use_.settings, kConfigBytesMax));
  if (same_port) std::erase_if(names, IsOfCertificate);
  std::erase_if(names, IsOfBrakes);
  if (catalogue.ok() &&
      files_in_use_.catalogue_text != TextIn(config->catalogue, catalogue::kCatalogueBytesMax))
    names.emplace_back(kCatalogue);
  if (names.empty()) return;
  const std::size_t left_out = names.size() > kNamesMax ? names.size() - kNamesMax : 0;
  names.resize(names.size() - left_out);
  log_.Warning("settings that changed need a restart",
               {{"settings", names}, {"left_out", left_out}});
}

void App::ReloadCertificate() {
  if (!files_in_use_.tls) {
    log_.Info("reloaded");
    return;
  }
  const net::TlsFiles& files = *files_in_use_.tls;
  const auto closed = CheckKeyFile(files.key);
  const auto valid_until = closed.ok() ? server_->ReloadTls(files)
                                       : Result<Instant, std::string>(Failure{closed.error()});
  if (!valid_until.ok()) {
    log_.Error("the certificate was not reloaded; the one in use stays",
               {{"reason", valid_until.error()}});
    return;
  }
  log_.Info("reloaded", {{"certificate_valid_until", ToRfc3339(*valid_until)}});
}

}  // namespace herlaad::app
