// The database of an App, and its other nodes.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "adapters/store/postgres/open_postgres.h"
#include "apps/herlaad/cli/exit_code.h"
#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/database/restore.h"
#include "apps/herlaad/server/app.h"
#include "apps/herlaad/server/link_keys.h"
#include "apps/herlaad/server/receipt_key.h"

namespace herlaad::app {
namespace {

constexpr Millis kClockBehindMax = engine::kIdsAheadMax;

// Shown to people: where this process runs.
std::string NameOfNode(const std::string& folder) {
  char host[256] = "";
  (void)gethostname(host, sizeof host - 1);
  std::error_code error;
  const auto path = std::filesystem::absolute(folder, error);
  return std::string(host) + ":" + path.lexically_normal().string();
}

}  // namespace

std::string DatabaseOf(const std::string& given, const Config& config) {
  if (!given.empty()) return given;
  const char* const set = std::getenv("HERLAAD_DATABASE");
  return set != nullptr && IsPostgres(set) ? set : config.database;
}

// Logs one line when an outage begins and one when it is over, however many requests failed.
engine::StoreWatch::Listener App::LogOutages(std::string_view begins, std::string_view ends) {
  return {[this, begins](const std::string& reason) {
            log_.Error(begins, {{"reason", reason}});
          },
          [this, ends](Millis lasted) {
            log_.Info(ends, {{"after_ms", lasted.count()}});
          }};
}

// The result of a read outside the engine.
void App::Observe(const store::DbError* error) {
  // A corrupt row concerns one order, not the database.
  if (error == nullptr || error->kind == store::DbError::Kind::kDamagedRow) {
    return read_watch_.Answered();
  }
  if (error->kind != store::DbError::Kind::kBusy) read_watch_.CannotReach(error->message);
}

std::string_view Name(DatabaseUse use) {
  switch (use) {
    case DatabaseUse::kAny:
      return "";
    case DatabaseUse::kDemo:
      return "demo";
    case DatabaseUse::kServe:
      return "serve";
  }
  return "";
}

Status<std::string> App::LookForDatabase(bool may_make) {
  std::string where = WholePath(folder_->path());
  bool there = false;
  if (config_.database.empty()) {
    std::error_code error;
    there = std::filesystem::exists(folder_->DatabasePath(), error);
  } else {
    const auto found = store::HasDatabase(Postgres());
    if (!found.ok() && !may_make) return Failure{found.error().message};
    there = !found.ok() || *found;  // opening it gives the better error
    where = store::postgres::Shown(config_.database);
  }
  if (there) return Nothing{};
  std::error_code error;
  if (std::filesystem::exists(folder_->path() + "/" + kRestoringFolder, error)) {
    return Failure{"an earlier restore into " + where +
                   " was interrupted; run `herlaad restore` again"};
  }
  if (!may_make)
    return Failure{"there is no database in " + where + "; `herlaad serve` creates one"};
  log_.Info("creating a new database in " + where);
  return Nothing{};
}

Status<std::string> App::CheckDatabaseUse() const {
  if (use_ == DatabaseUse::kAny) return Nothing{};
  const auto kept = opened_.queries->FindSetting(kDatabaseUseSetting);
  if (!kept.ok()) return Failure{kept.error().message};
  // Older databases do not store it; the demo's have its sandbox in the folder.
  std::error_code error;
  const bool sandbox = std::filesystem::exists(folder_->path() + "/sandbox/secret", error);
  const std::string unsaid(sandbox ? Name(DatabaseUse::kDemo) : Name(use_));
  if (kept->value_or(unsaid) == Name(use_)) return Nothing{};
  const std::string where =
      config_.database.empty() ? folder_->path() : store::postgres::Shown(config_.database);
  if (use_ == DatabaseUse::kServe) {
    return Failure{"the database in " + where +
                   " belongs to the demo, which has no real money; use `herlaad demo`, or choose "
                   "another database with --data or --database"};
  }
  return Failure{"the database in " + where +
                 " belongs to `herlaad serve`, and the demo must not add test money to it; choose "
                 "another database with --data or --database"};
}

Result<store::OpenedStore, engine::StoreError> App::OpenStore(const AppOptions& how) {
  if (config_.database.empty()) {
    store::SqliteOptions options;
    options.folder = folder_->path();
    options.alone = true;  // the folder is locked
    options.on_read = [this](const store::DbError* error) { Observe(error); };
    return store::OpenSqlite(options);
  }
  store::PostgresOptions options = Postgres();
  options.on_read = [this](const store::DbError* error) { Observe(error); };
  options.wait.pause = how.pause;
  options.wait.say = [this](const std::string& for_whom) {
    log_.Warning("waiting for another server that migrates the tables",
                 {{"database", store::postgres::Shown(config_.database)}, {"for", for_whom}});
  };
  auto opened = store::OpenPostgres(options);
  if (!opened.ok() || opened->lease == nullptr) return opened;
  log_.Info("one of the nodes", {{"database", store::postgres::Shown(config_.database)},
                                 {"node", opened->lease->node()}});
  return opened;
}

store::PostgresOptions App::Postgres() const {
  store::PostgresOptions options;
  options.conninfo = config_.database;
  options.node_name = NameOfNode(folder_->path());
  options.life = life_;
  options.first_settings = {
      {std::string(kLinkKeyNameSetting), NameOf(link_keys_.current)},
      {std::string(kStaffKeyNameSetting), StaffKeyName(staff_keys_.current)},
      {std::string(kVoucherKeyNameSetting), VoucherKeyName(voucher_keys_.current)},
      {std::string(http::kOutboxWorkersSetting), std::string(http::kOutboxWorkersRunning)}};
  return options;
}

// Another process has this node's number: any further answer could be wrong.
void App::EndForGood() {
  log_.Error("another process works under this node's number; ending at once. Start it again");
  std::_Exit(static_cast<int>(ExitCode::kUnavailable));
}

// Applies changes made through another node, which may have generated a key of its own.
void App::LookAtReceiptKeys() {
  receipts::PangoRenderer* const renderer = ready_renderer_.load(std::memory_order_acquire);
  const auto keys = opened_.queries->FindSetting(kReceiptKeysSetting);
  if (renderer != nullptr && keys.ok() && *keys) renderer->Believe(PublicKeysIn(**keys));
}

void App::LookAtSettings() {
  LookAtReceiptKeys();
  LookAtLinkKeys();
  const auto outbox_workers = opened_.queries->FindSetting(http::kOutboxWorkersSetting);
  if (!outbox_workers.ok() || !*outbox_workers || !outbox_workers_) return;
  const bool held = **outbox_workers == http::kOutboxWorkersHeld;
  if (held == outbox_workers_->held()) return;
  log_.Info(held ? "outbox_workers held" : "outbox_workers resumed", {{"by", "another node"}});
  HoldOutboxWorkers(held);
}

Result<std::vector<http::Services::Node>, std::string> App::Nodes() {
  if (!opened_.lease) {
    if (!server_) return std::vector<http::Services::Node>{};  // a command is not a node
    const Instant now = clock().Now();
    return std::vector{
        http::Services::Node{0, NameOfNode(folder_->path()), started_at_, now, true, true}};
  }
  auto rows = store::ListNodes(Postgres());
  if (!rows.ok()) return Failure{rows.error().message};
  std::vector<http::Services::Node> nodes;
  const Instant now = clock().Now();
  for (store::NodeRow& row : *rows) {
    if (!server_ && row.life == life_) continue;
    nodes.push_back({row.node, std::move(row.name), row.started_at, row.seen_at,
                     store::IsAlive(row, now), row.life == life_});
  }
  return nodes;
}

Clock& App::clock() {
  if (opened_.lease) return opened_.lease->clock();
  return clock_;
}

// A wrong clock gives orders wrong dates and delays payments; honest mistakes, between two machines
// or about summer time, are at most an hour.
Status<std::string> App::CheckClock() {
  if (accept_clock_) return Nothing{};
  const Instant now = clock().Now();
  if (last_id_at_ - now <= kClockBehindMax) return Nothing{};
  const auto accepted = opened_.queries->FindSetting(http::kClockAcceptedSetting);
  if (!accepted.ok()) return Failure{accepted.error().message};
  const auto until = *accepted ? ParseRfc3339(**accepted) : std::nullopt;
  if (until && last_id_at_ - *until <= kClockBehindMax) return Nothing{};
  return Failure{
      (opened_.lease ? "the database server's clock says " : "the clock of this machine says ") +
      ToRfc3339(now) + ", but the database was last written at " + ToRfc3339(last_id_at_) +
      ". Correct the clock and start again. If the clock is right now and was wrong then, start "
      "once with --accept-clock"};
}

// Stored, because the database stays ahead of the clock until it has caught up.
Status<std::string> App::AcceptClock() {
  if (!accept_clock_ || last_id_at_ <= clock().Now()) return Nothing{};
  log_.Warning("the database is ahead of the clock, which was accepted",
               {{"last_written", ToRfc3339(last_id_at_)}});
  return Remember(http::kClockAcceptedSetting, ToRfc3339(last_id_at_));
}

}  // namespace herlaad::app
