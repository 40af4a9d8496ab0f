// The fraud brakes of an App: their rules and the key of their hashes.
#include "apps/herlaad/config/settings.h"
#include "apps/herlaad/server/app.h"
#include "apps/herlaad/server/brake_key.h"
#include "engine/commands/sims/provision_sims.h"

namespace herlaad::app {

// Read before the database is opened: the outbox workers need it before the engine starts.
Status<std::string> App::ReadBrakes() {
  auto rules = LoadBrakes(config_.brakes, "[data] brakes");
  if (!rules.ok()) return Failure{rules.error()};
  auto keys = ReadBrakeKey(BrakeKeyFile(folder_->path()));
  if (!keys.ok()) return Failure{keys.error()};
  has_brake_key_file_ = keys->has_value();
  const KeyPair pair = has_brake_key_file_ ? **std::move(keys) : NewKeyPair();
  brakes_ = engine::BrakesInForce(
      std::make_shared<brakes::Brakes>(brakes::Brakes{*std::move(rules), pair.current}));
  return Nothing{};
}

// Where no money is real, everything comes from one machine, again and again: without a file of its
// own nothing is stopped but what staff blocked.
bool App::IsSpared(const std::string& brakes_file) const {
  return brakes_file.empty() && HasSandboxGateway(config_);
}

void App::SpareSandboxes() {
  if (IsSpared(files_in_use_.brakes)) brakes_.Replace({});
}

// `file`: the one that the settings name now. One that has a fault changes nothing.
void App::ReloadBrakes(const std::string& file) {
  auto read = LoadBrakes(file, "[data] brakes");
  if (!read.ok()) {
    log_.Error("the fraud brakes have a fault and stay as they are", {{"reason", read.error()}});
    return;
  }
  brakes::Rules rules = IsSpared(file) ? brakes::Rules{} : *std::move(read);
  if (file == files_in_use_.brakes && rules == brakes_.Get()->rules) return;
  files_in_use_.brakes = file;
  brakes_.Replace(std::move(rules));
  LogBrakes();
}

void App::LogBrakes() {
  const std::size_t rules = brakes_.Get()->rules.rules.size();
  const std::string& file = files_in_use_.brakes;
  log_.Info("fraud brakes in force",
            {{"rules", rules},
             {"file", !file.empty() ? file : std::string(rules > 0 ? "built-in" : "none")}});
}

namespace {

// Whether staff block somebody since before that instant.
Result<bool, std::string> BlocksSinceBefore(engine::Queries& queries, Instant before, Instant now) {
  engine::RowQuery<brakes::Block> query;
  for (;;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error().message};
    for (const brakes::Block& block : *rows) {
      if (!block.IsOver(now) && block.since < before) return true;
    }
    if (rows->size() < query.limit) return false;
    query.from = brakes::SubjectId(rows->back().subject.value() + 1);
  }
}

}  // namespace

// The database's key stays the one that finds whom staff blocked, so that each start with another
// key is told, and one with the right key again is not. Once nobody is blocked by it any more, the
// other key is the database's.
Status<std::string> App::SetUpOtherBrakeKey(const std::string& name) {
  const auto kept = opened_.queries->FindSetting(kOtherBrakeKeySetting);
  if (!kept.ok()) return Failure{kept.error().message};
  const Instant now = clock_.Now();
  const auto other = OtherBrakeKey::Parse(kept->value_or(""), name, now);
  const auto blocks = BlocksSinceBefore(*opened_.queries, other.since, now);
  if (!blocks.ok()) return Failure{blocks.error()};
  const std::string file = BrakeKeyFile(folder_->path());
  const std::string what = has_brake_key_file_ ? " is another key than this database's"
                                               : " was missing, and a new one was made";
  if (!*blocks) {
    log_.Warning(file + what +
                 ": what fraud brakes counted with the earlier one no longer counts. Nobody is "
                 "blocked with that one, so this is the database's key from now on; all servers "
                 "must have it");
    return Remember(kBrakeKeyNameSetting, name);
  }
  log_.Warning(file + what +
               ": what fraud brakes counted and staff blocked with the earlier one no longer "
               "counts here. Copy brake.key from the data folder of another node or from beside "
               "a backup, with mode 0600, and restart; if it is lost, block again whom staff "
               "blocked before " +
               ToRfc3339(other.since) + " and remove those blocks (`herlaad block list`)");
  return Remember(kOtherBrakeKeySetting, other.Text());
}

// The file first: a key stored in neither place is lost.
Status<std::string> App::SetUpBrakeKey() {
  if (!receipts_) return Nothing{};  // a folder that is thrown away
  const auto kept = opened_.queries->FindSetting(kBrakeKeyNameSetting);
  if (!kept.ok()) return Failure{kept.error().message};
  if (!has_brake_key_file_) {
    auto written = WriteBrakeKey(BrakeKeyFile(folder_->path()), {brakes_.Get()->key, {}});
    if (!written.ok()) return written;
  }
  const std::string name = BrakeKeyName(brakes_.Get()->key);
  if (!*kept) return Remember(kBrakeKeyNameSetting, name);
  return **kept == name ? Nothing{} : SetUpOtherBrakeKey(name);
}

}  // namespace herlaad::app
