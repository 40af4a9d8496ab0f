// Which books an App works on, and who else does.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "adapters/store/open_postgres.h"
#include "apps/herlaad/app.h"
#include "apps/herlaad/exit_code.h"
#include "apps/herlaad/files.h"
#include "apps/herlaad/link_keys.h"
#include "apps/herlaad/receipt_key.h"
#include "apps/herlaad/restore.h"

namespace herlaad::app {
namespace {

constexpr Millis kClockBehindMax{3'600'000};

// For people: where this process is.
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

// One line when an outage begins and one when it is over, however many were refused meanwhile.
engine::StoreWatch::Listener App::LogOutages(std::string_view begins, std::string_view ends) {
  return {[this, begins](const std::string& reason) {
            log_.Error(begins, {{"reason", reason}});
          },
          [this, ends](Millis lasted) {
            log_.Info(ends, {{"after_ms", lasted.count()}});
          }};
}

// How a reading beside the engine went.
void App::Observe(const store::DbError* error) {
  // A row that cannot be read is one order's trouble, not the database's.
  if (error == nullptr || error->kind == store::DbError::Kind::kDamagedRow) {
    return read_watch_.Answered();
  }
  if (error->kind != store::DbError::Kind::kBusy) read_watch_.CannotReach(error->message);
}

std::string_view Name(Books books) {
  switch (books) {
    case Books::kAny:
      return "";
    case Books::kDemo:
      return "demo";
    case Books::kServe:
      return "serve";
  }
  return "";
}

Status<std::string> App::LookForBooks(bool may_make) {
  std::string where = WholePath(folder_->path());
  bool there = false;
  if (config_.database.empty()) {
    std::error_code error;
    there = std::filesystem::exists(folder_->Book(), error);
  } else {
    const auto found = store::HasBooks(Postgres());
    if (!found.ok() && !may_make) return Failure{found.error().message};
    there = !found.ok() || *found;  // opening it says better what is wrong
    where = store::postgres::Shown(config_.database);
  }
  if (there) return Nothing{};
  std::error_code error;
  if (std::filesystem::exists(folder_->path() + "/" + kRestoringFolder, error)) {
    return Failure{"a copy was being restored into " + where +
                   " and is not there yet; run `herlaad restore` again"};
  }
  if (!may_make)
    return Failure{"there are no books in " + where + "; `herlaad serve` makes new ones"};
  log_.Info("creating new books in " + where);
  return Nothing{};
}

Status<std::string> App::CheckWhoseBooks() const {
  if (books_for_ == Books::kAny) return Nothing{};
  const auto kept = books_.queries->FindSetting(kBooksSetting);
  if (!kept.ok()) return Failure{kept.error().message};
  // Older books do not say; the demo's have its sandbox beside them.
  std::error_code error;
  const bool sandbox = std::filesystem::exists(folder_->path() + "/sandbox/secret", error);
  const std::string unsaid(sandbox ? Name(Books::kDemo) : Name(books_for_));
  if (kept->value_or(unsaid) == Name(books_for_)) return Nothing{};
  const std::string where =
      config_.database.empty() ? folder_->path() : store::postgres::Shown(config_.database);
  if (books_for_ == Books::kServe) {
    return Failure{"the books in " + where +
                   " are the demo's, whose money is pretend; go on with `herlaad demo`, or name "
                   "others with --data or --database"};
  }
  return Failure{"the books in " + where +
                 " are those of `herlaad serve`, and the demo must not mix pretend money into "
                 "them; name others with --data or --database"};
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
      {std::string(http::kOutboxWorkersSetting), std::string(http::kOutboxWorkersRunning)}};
  return options;
}

// Another process has our number: whatever we still answered could be wrong.
void App::EndForGood() {
  log_.Error("another process works under this node's number; ending at once. Start it again");
  std::_Exit(static_cast<int>(ExitCode::kUnavailable));
}

// What was changed through another node holds here too.
// Another node may have made a key of its own.
void App::LookAtReceiptKeys() {
  receipts::PangoRenderer* const renderer = ready_renderer_.load(std::memory_order_acquire);
  const auto keys = books_.queries->FindSetting(kReceiptKeysSetting);
  if (renderer != nullptr && keys.ok() && *keys) renderer->Believe(PublicKeysIn(**keys));
}

void App::LookAtSettings() {
  LookAtReceiptKeys();
  LookAtLinkKeys();
  const auto outbox_workers = books_.queries->FindSetting(http::kOutboxWorkersSetting);
  if (!outbox_workers.ok() || !*outbox_workers || !outbox_workers_) return;
  const bool held = **outbox_workers == http::kOutboxWorkersHeld;
  if (held == outbox_workers_->held()) return;
  log_.Info(held ? "outbox_workers held" : "outbox_workers resumed", {{"by", "another node"}});
  outbox_workers_->Hold(held);
}

Result<std::vector<http::Services::Node>, std::string> App::Nodes() {
  if (!books_.lease) {
    const Instant now = clock().Now();
    return std::vector{
        http::Services::Node{0, NameOfNode(folder_->path()), started_at_, now, true, true}};
  }
  auto rows = store::ListNodes(Postgres());
  if (!rows.ok()) return Failure{rows.error().message};
  std::vector<http::Services::Node> nodes;
  const Instant now = clock().Now();
  for (store::NodeRow& row : *rows) {
    nodes.push_back({row.node, std::move(row.name), row.started_at, row.seen_at, store::IsAlive(row, now),
                     row.life == life_});
  }
  return nodes;
}

Clock& App::clock() {
  if (books_.lease) return books_.lease->clock();
  return clock_;
}

// A clock that is wrong dates orders wrongly and lets payments wait; an hour is more than two
// machines, or summer time put in by hand, are apart by honest mistake.
Status<std::string> App::CheckClock() {
  if (accept_clock_) return Nothing{};
  const Instant now = clock().Now();
  if (last_id_at_ - now <= kClockBehindMax) return Nothing{};
  const auto accepted = books_.queries->FindSetting(kClockAcceptedSetting);
  if (!accepted.ok()) return Failure{accepted.error().message};
  const auto until = *accepted ? ParseRfc3339(**accepted) : std::nullopt;
  if (until && last_id_at_ - *until <= kClockBehindMax) return Nothing{};
  return Failure{
      (books_.lease ? "the database server's clock says " : "the clock of this machine says ") +
      ToRfc3339(now) + ", but the books were last written at " + ToRfc3339(last_id_at_) +
      ". Set the clock right and start again. If the clock is right and was wrong then, "
      "start once with --accept-clock"};
}

// Remembered, because the books stay ahead of the clock until it has caught up.
Status<std::string> App::AcceptClock() {
  if (!accept_clock_ || last_id_at_ <= clock().Now()) return Nothing{};
  log_.Warning("the books are ahead of the clock, which was accepted",
               {{"last_written", ToRfc3339(last_id_at_)}});
  return Remember(kClockAcceptedSetting, ToRfc3339(last_id_at_));
}

}  // namespace herlaad::app
