// herlaad: the one program. See `herlaad --help`.
#include <csignal>
#include <exception>
#include <iostream>

#include "apps/herlaad/cli.h"

namespace {

constexpr const char* kFooter = R"(Exit codes:
  0  done
  1  the answer is no: refused, not delivered, or verify found a difference
  2  the command line or a file of settings is wrong
  3  there is no such top-up, number or key
  4  the server or the data folder cannot be used now
  130  interrupted; an order that was watched goes on

With a server running in the data folder the subcommands speak to it through DIR/admin.sock; without one they open the books
themselves. `herlaad NOUN VERB --help` tells more.)";

int RunProgram(int argc, char** argv) {
  CLI::App root(
      "Herlaad tops up prepaid mobile numbers: it takes the money once, credits the number once, "
      "and can prove both.",
      "herlaad");
  root.footer(kFooter);
  root.require_subcommand(1);
  root.set_version_flag("--version", HERLAAD_VERSION);
  herlaad::app::Run run;
  herlaad::app::AddServingCommands(root, run);
  herlaad::app::AddSandboxCommands(root, run);
  herlaad::app::AddTopupCommands(root, run);
  herlaad::app::AddSimulateCommand(root, run);
  herlaad::app::AddKeyCommands(root, run);
  herlaad::app::AddSimCommands(root, run);
  herlaad::app::AddNodeCommands(root, run);
  herlaad::app::AddReceiptCommands(root, run);
  herlaad::app::AddMigrateCommand(root, run);
  herlaad::app::AddUpkeepCommands(root, run);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return root.exit(error);
    std::cerr << "error: " << error.what() << "\nSee herlaad --help.\n";
    return static_cast<int>(herlaad::app::ExitCode::kUsage);
  }
  return run();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return RunProgram(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return static_cast<int>(herlaad::app::ExitCode::kUnavailable);
  }
}
