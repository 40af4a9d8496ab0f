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

// Where the help is of what was understood, and which word was not.
herlaad::app::ExitCode Complain(const CLI::App& root, const CLI::ParseError& error, int argc,
                                const char* const* argv) {
  std::string understood = root.get_name();
  int words = 1;
  for (const CLI::App* app = &root; !app->get_subcommands().empty(); ++words) {
    app = app->get_subcommands().front();
    understood += " " + app->get_name();
  }
  const bool no_command =
      error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) && words < argc &&
      argv[words][0] != '-';
  if (no_command && std::string_view(error.what()).find("subcommand") != std::string_view::npos) {
    std::cerr << "error: " << understood << " has no command \"" << argv[words] << '"';
  } else {
    std::cerr << "error: " << error.what();
  }
  std::cerr << "\nSee " << understood << " --help.\n";
  return herlaad::app::ExitCode::kUsage;
}

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
    return static_cast<int>(Complain(root, error, argc, argv));
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
