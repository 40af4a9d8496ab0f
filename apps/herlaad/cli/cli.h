// The command line: `herlaad <noun> <verb>`. Each noun adds its subcommands; parsing selects the
// function to run.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "apps/herlaad/cli/console.h"
#include "apps/herlaad/cli/exit_code.h"
#include "apps/herlaad/cli/files.h"

namespace herlaad::app {

// The selected function; returns the exit code.
using Run = std::function<int()>;

// Flags of nearly every subcommand.
struct Common {
  std::string data;      // empty: the settings' folder or a default, see files.h
  std::string config;    // empty: the built-in settings
  std::string database;  // empty: $HERLAAD_DATABASE or the settings'
  bool json = false;
};

void AddServingCommands(CLI::App& root, Run& run);  // demo, serve
void AddSandboxCommands(CLI::App& root, Run& run);
void AddTopupCommands(CLI::App& root, Run& run);
void AddSimulateCommand(CLI::App& root, Run& run);
void AddClientCommands(CLI::App& root, Run& run);
void AddKeyCommands(CLI::App& root, Run& run);
void AddKeyRotation(CLI::App& noun, Run& run);  // part of `key`: see key_rotate.cc
void AddSimCommands(CLI::App& root, Run& run);
void AddVoucherCommands(CLI::App& root, Run& run);
void AddStaffCommands(CLI::App& root, Run& run);
void AddAuditCommands(CLI::App& root, Run& run);
void AddDisputeCommands(CLI::App& root, Run& run);
void AddBrakeCommands(CLI::App& root, Run& run);
void AddBlockCommands(CLI::App& root, Run& run);
void AddOutboxCommands(CLI::App& root, Run& run);
void AddWebhookCommands(CLI::App& root, Run& run);
void AddReconcileCommands(CLI::App& root, Run& run);
void AddNodeCommands(CLI::App& root, Run& run);
void AddReceiptCommands(CLI::App& root, Run& run);
void AddMigrateCommand(CLI::App& root, Run& run);
void AddUpkeepCommands(CLI::App& root, Run& run);  // verify, backup, restore, resume, hold
void AddHelpCommand(CLI::App& root, Run& run);

// --data, --config, --database and, for commands that print results, --json.
void AddCommon(CLI::App& command, Common& common, bool with_json = true);

// A group such as `topup`, which requires a verb.
CLI::App& AddNoun(CLI::App& root, const std::string& name, const std::string& description);

// Runs `work` when the command is selected. Its options live as long as the command line.
template <class Options>
void OnChosen(CLI::App& command, Run& run, std::shared_ptr<Options> options,
              ExitCode (*work)(Options&)) {
  command.callback([&run, options, work] {
    run = [options, work] { return static_cast<int>(work(*options)); };
  });
}

// Opens the console for --data and --config; otherwise prints an error and returns the exit code.
// Never creates a database.
Result<std::unique_ptr<Console>, ExitCode> Reach(const Common& common);
// Sends `asked` and passes the answer to `print`; with --json, prints it unchanged. Otherwise
// prints an error.
ExitCode Show(Console& console, const Common& common, const Asked& asked,
              const std::function<void(const nlohmann::json& body)>& print);
// The same, of GET `path`, with a console of its own.
ExitCode Show(const Common& common, const std::string& path,
              const std::function<void(const nlohmann::json& body)>& print);
// The folder selected by --data and the defaults, of which `otherwise` is the last.
Result<std::string, ExitCode> DataFolder(
    const Common& common, Result<std::string, std::string> (*otherwise)() = DefaultDataFolder);

}  // namespace herlaad::app
