// herlaad migrate
#include <filesystem>
#include <iostream>

#include "adapters/store/migrate_store.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/config/config.h"
#include "apps/herlaad/server/folder.h"
#include "engine/verify/verify.h"

namespace herlaad::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSqlite = "sqlite:";

struct MigrateOptions {
  std::string from;
  std::string to;
  bool json = false;
};

ExitCode Fail(const std::string& message) {
  std::cerr << "error: " << message << '\n';
  return ExitCode::kUnavailable;
}

// The folder, from its own path or that of the file in it.
std::string FolderOf(const std::string& from) {
  const fs::path path(from.substr(kSqlite.size()));
  return path.filename() == "herlaad.db" ? path.parent_path().string() : path.string();
}

Result<engine::VerifyReport, std::string> VerifyIn(engine::Queries& queries, const char* where) {
  ProgressBar bar(std::string("orders verified ") + where, 0);
  auto report = engine::Verify(
      queries, [&bar](const engine::VerifyCounts& counts) { bar.Update(counts.orders); });
  bar.Clear();
  if (!report.ok()) return Failure{report.error().message};
  return *std::move(report);
}

// Checks that both sides are consistent and have the same totals.
Status<std::string> VerifyBoth(const std::string& folder, const store::PostgresOptions& to,
                               engine::VerifyReport& there) {
  store::SqliteOptions options;
  options.folder = folder;
  options.even_if_moved = true;
  const auto file = store::OpenSqlite(options);
  if (!file.ok()) return Failure{file.error().message};
  const auto here = VerifyIn(*file->queries, "here");
  if (!here.ok()) return Failure{here.error()};
  const auto queries = store::OpenQueries(to);
  const auto moved = VerifyIn(*queries, "there");
  if (!moved.ok()) return Failure{moved.error()};
  there = *moved;
  if (there.difference) return Failure{"the migrated data is inconsistent: " + *there.difference};
  const bool same = here->counts == there.counts && here->suspense == there.suspense &&
                    here->audit == there.audit;
  if (!same) return Failure{std::string("the migrated data has different totals")};
  return Nothing{};
}

ExitCode Migrate(MigrateOptions& options) {
  const std::string folder = FolderOf(options.from);
  if (!fs::exists(Folder::DatabasePathOf(folder)))
    return Fail("there is no database in " + WholePath(folder));
  const auto locked = Folder::Lock(folder, false);
  if (!locked.ok()) return Fail(locked.error().message);
  store::PostgresOptions to;
  to.conninfo = options.to;
  std::unique_ptr<ProgressBar> bar;
  const auto moved = store::MigrateStore(folder, to, [&bar](std::int64_t done, std::int64_t all) {
    if (!bar) bar = std::make_unique<ProgressBar>("rows copied", all);
    bar->Update(done);
    return true;
  });
  if (bar) bar->Clear();
  if (!moved.ok()) return Fail(moved.error().message);
  engine::VerifyReport report;
  if (auto verified = VerifyBoth(folder, to, report); !verified.ok()) {
    return Fail(verified.error());
  }
  if (auto done = store::FinishMove(folder, to); !done.ok()) return Fail(done.error().message);
  if (options.json) {
    std::cout << nlohmann::json{{"rows", moved->rows},
                                {"orders", report.counts.orders},
                                {"transfers", report.counts.transfers},
                                {"numbers", report.counts.numbers},
                                {"accounts", report.counts.accounts}}
                     .dump()
              << std::endl;
    return ExitCode::kOk;
  }
  std::cout
      << "Moved " << Counted(moved->rows, "row") << ": " << Counted(report.counts.orders, "order")
      << ", " << Counted(report.counts.transfers, "transfer") << ", "
      << Counted(report.counts.numbers, "number") << ". Each row was compared, and the totals are "
      << "the same.\nFrom now on start with --database, or set it in the settings file. The "
         "database in "
      << folder
      << " is unchanged, and can no longer be opened.\nThe secret keys stay in that folder, in "
         "link.key, staff.key and receipt.key: each node needs the same link.key and staff.key in "
         "its "
         "own data folder.\n";
  return ExitCode::kOk;
}

}  // namespace

void AddMigrateCommand(CLI::App& root, Run& run) {
  auto options = std::make_shared<MigrateOptions>();
  CLI::App* const command = root.add_subcommand(
      "migrate",
      "Migrate the database from SQLite to an empty PostgreSQL database, and verify it.");
  command
      ->add_option("--from", options->from,
                   "sqlite:DIR, the data folder; its server must be stopped")
      ->type_name("SOURCE")
      ->required()
      ->check([](const std::string& text) {
        return text.starts_with(kSqlite) && text.size() > kSqlite.size()
                   ? std::string()
                   : "must begin with sqlite: followed by the data folder";
      });
  command->add_option("--to", options->to, "the empty database, postgresql://…")
      ->type_name("URL")
      ->required()
      ->check([](const std::string& text) {
        return IsPostgres(text) ? std::string() : "must begin with postgresql://";
      });
  command->add_flag("--json", options->json, "print JSON, for programs; times are in UTC");
  OnChosen(*command, run, options, Migrate);
}

}  // namespace herlaad::app
