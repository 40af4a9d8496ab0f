// The command line: `herlaad <noun> <verb>`. Each noun adds its subcommands; parsing chooses what
// is run.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "apps/herlaad/console.h"
#include "apps/herlaad/exit_code.h"
#include "apps/herlaad/files.h"

namespace herlaad::app {

// What parsing chose: returns the exit code.
using Run = std::function<int()>;

// Flags that nearly every subcommand has.
struct Common {
  std::string data;      // empty: the settings' folder or a default: see files.h
  std::string config;    // empty: the one that comes with the program
  std::string database;  // empty: $HERLAAD_DATABASE or what the settings say
  bool json = false;
};

void AddServingCommands(CLI::App& root, Run& run);  // demo, serve
void AddSandboxCommands(CLI::App& root, Run& run);
void AddTopupCommands(CLI::App& root, Run& run);
void AddSimulateCommand(CLI::App& root, Run& run);
void AddKeyCommands(CLI::App& root, Run& run);
void AddKeyRotation(CLI::App& noun, Run& run);  // of `key`: see key_rotate.cc
void AddSimCommands(CLI::App& root, Run& run);
void AddNodeCommands(CLI::App& root, Run& run);
void AddReceiptCommands(CLI::App& root, Run& run);
void AddMigrateCommand(CLI::App& root, Run& run);
void AddUpkeepCommands(CLI::App& root, Run& run);  // verify, backup, restore, resume, hold
void AddHelpCommand(CLI::App& root, Run& run);

// --data, --config, --database and, where there is something to print, --json.
void AddCommon(CLI::App& command, Common& common, bool with_json = true);

// A group such as `topup`, which needs a verb.
CLI::App& AddNoun(CLI::App& root, const std::string& name, const std::string& description);

// Runs `work` when the command is chosen. Its options live as long as the command line.
template <class Options>
void OnChosen(CLI::App& command, Run& run, std::shared_ptr<Options> options,
              ExitCode (*work)(Options&)) {
  command.callback([&run, options, work] {
    run = [options, work] { return static_cast<int>(work(*options)); };
  });
}

// The console for --data and --config; complains on stderr, and gives the exit code, when there is
// none. New books are never made.
Result<std::unique_ptr<Console>, ExitCode> Reach(const Common& common);
// Asks for `path` and hands the answer to `print`; with --json prints it as it came.
ExitCode Show(const Common& common, const char* path,
              const std::function<void(const nlohmann::json& body)>& print);
// The folder that --data and its defaults mean; `otherwise` is the last of those.
Result<std::string, ExitCode> DataFolder(
    const Common& common, Result<std::string, std::string> (*otherwise)() = DefaultDataFolder);

}  // namespace herlaad::app
