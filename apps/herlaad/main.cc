// herlaad: the one program. See `herlaad --help`.
#include <csignal>
#include <exception>
#include <iostream>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/help.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/repeat.h"

namespace {

constexpr const char* kFooter =
    "`herlaad COMMAND --help` explains a command, `herlaad help exit-codes` the exit codes.\nOther "
    "commands use the server that runs in the data folder; without one they open the "
    "database\nthemselves.";

// Names the help of the part that was understood, and the word that was not.
herlaad::app::ExitCode Complain(const CLI::App& root, const CLI::ParseError& error, int argc,
                                const char* const* argv) {
  std::string understood = root.get_name();
  int words = 1;
  for (const CLI::App* app = &root; !app->get_subcommands().empty(); ++words) {
    app = app->get_subcommands().front();
    understood += " " + app->get_name();
  }
  const bool wants_command =
      error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) &&
      std::string_view(error.what()).find("subcommand") != std::string_view::npos;
  if (wants_command && (words >= argc || argv[words][0] == '-')) {
    std::cerr << "error: " << understood << " needs a command";
  } else if (wants_command) {
    std::cerr << "error: " << understood << " has no command \"" << argv[words] << '"';
  } else {
    std::cerr << "error: " << herlaad::app::PlainWords(error, root.remaining(true));
  }
  std::cerr << "\nSee " << understood << " --help.\n";
  return herlaad::app::ExitCode::kUsage;
}

void AddCommands(CLI::App& root, herlaad::app::Run& run) {
  root.set_help_flag("-h,--help", "print this help");
  root.require_subcommand(1);
  root.set_version_flag("--version", HERLAAD_VERSION, "print the version");
  herlaad::app::AddServingCommands(root, run);
  herlaad::app::AddTopupCommands(root, run);
  herlaad::app::AddReceiptCommands(root, run);
  herlaad::app::AddDisputeCommands(root, run);
  herlaad::app::AddSimCommands(root, run);
  herlaad::app::AddClientCommands(root, run);
  herlaad::app::AddVoucherCommands(root, run);
  herlaad::app::AddKeyCommands(root, run);
  herlaad::app::AddStaffCommands(root, run);
  herlaad::app::AddAuditCommands(root, run);
  herlaad::app::AddBrakeCommands(root, run);
  herlaad::app::AddBlockCommands(root, run);
  herlaad::app::AddReconcileCommands(root, run);
  herlaad::app::AddOutboxCommands(root, run);
  herlaad::app::AddWebhookCommands(root, run);
  herlaad::app::AddNodeCommands(root, run);
  herlaad::app::AddUpkeepCommands(root, run);
  herlaad::app::AddMigrateCommand(root, run);
  herlaad::app::AddSandboxCommands(root, run);
  herlaad::app::AddSimulateCommand(root, run);
  herlaad::app::AddHelpCommand(root, run);
  root.footer(kFooter);  // last: commands would inherit it
}

int RunProgram(int argc, char** argv) {
  CLI::App root(
      "Herlaad tops up prepaid mobile numbers: it takes the money once, credits the number once, "
      "and can prove both.",
      "herlaad");
  root.formatter(std::make_shared<herlaad::app::HelpFormatter>());  // first: commands inherit it
  herlaad::app::Run run;
  AddCommands(root, run);
  if (const auto wrong = herlaad::app::EmptyArgument(argc, argv)) {
    return static_cast<int>(herlaad::app::ComplainOfUsage(*wrong));
  }
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return root.exit(error);
    return static_cast<int>(Complain(root, error, argc, argv));
  }
  if (const auto wrong = herlaad::app::WrongEnvironment()) {
    return static_cast<int>(herlaad::app::ComplainOfUsage(*wrong));
  }
  return run();
}

}  // namespace

int main(int argc, char** argv) {
  herlaad::app::WatchOutput();
  herlaad::app::FindProgramName();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is handled like a full disk
  int code = static_cast<int>(herlaad::app::ExitCode::kUnavailable);
  try {
    code = RunProgram(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
  }
  return herlaad::app::FinishOutput(code);
}
