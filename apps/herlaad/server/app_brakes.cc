// The fraud brakes of an App: their rules and the key of their hashes.
#include "apps/herlaad/config/settings.h"
#include "apps/herlaad/server/app.h"
#include "apps/herlaad/server/brake_key.h"
#include "engine/commands/provision_sims.h"

namespace herlaad::app {

// Read before the database is opened: the outbox workers need it before the engine starts.
Status<std::string> App::ReadBrakes() {
  auto rules = LoadBrakes(config_.brakes, "[data] brakes");
  if (!rules.ok()) return Failure{rules.error()};
  auto keys = ReadBrakeKey(BrakeKeyFile(folder_->path()));
  if (!keys.ok()) return Failure{keys.error()};
  has_brake_key_file_ = keys->has_value();
  const KeyPair pair = has_brake_key_file_ ? **std::move(keys) : NewKeyPair();
  brakes_ = std::make_shared<brakes::Brakes>(brakes::Brakes{*std::move(rules), pair.current});
  return Nothing{};
}

// Where no money is real, everything comes from one machine, again and again: without a file of its
// own nothing is stopped but what staff blocked.
void App::SpareSandboxes() {
  if (!config_.brakes.empty() || !HasSandboxGateway(config_)) return;
  brakes_ = std::make_shared<brakes::Brakes>(brakes::Brakes{{}, brakes_->key});
}

void App::LogBrakes() {
  const std::size_t rules = brakes_->rules.rules.size();
  log_.Info("fraud brakes in force", {{"rules", rules},
                                      {"file", !config_.brakes.empty() ? config_.brakes
                                               : rules > 0             ? "built-in"
                                                                       : "none"}});
}

// The file first: a key stored in neither place is lost.
Status<std::string> App::SetUpBrakeKey() {
  if (!receipts_) return Nothing{};  // a folder that is thrown away
  const auto kept = opened_.queries->FindSetting(kBrakeKeyNameSetting);
  if (!kept.ok()) return Failure{kept.error().message};
  const std::string name = BrakeKeyName(brakes_->key);
  const bool is_other = *kept && **kept != name;
  if (is_other) {
    log_.Warning(BrakeKeyFile(folder_->path()) +
                 (has_brake_key_file_ ? " is another key than this database's"
                                      : " was missing, and a new one was made") +
                 ": what fraud brakes counted and staff blocked with the earlier one no longer "
                 "counts here. Copy brake.key from the data folder of another node or from beside "
                 "a backup, with mode 0600, and restart; if it is lost, block again whom staff "
                 "blocked (`herlaad block list`)");
  }
  if (!has_brake_key_file_) {
    auto written = WriteBrakeKey(BrakeKeyFile(folder_->path()), {brakes_->key, {}});
    if (!written.ok()) return written;
    has_brake_key_file_ = true;
    return Remember(kBrakeKeyNameSetting, name);
  }
  return *kept ? Nothing{} : Remember(kBrakeKeyNameSetting, name);
}

}  // namespace herlaad::app
