// herlaad help
#include "apps/herlaad/cli/help.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <sstream>

#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/completion.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/wrap.h"

namespace herlaad::app {
namespace {

constexpr int kWidthMin = 60;
constexpr int kWidthMax = 100;
constexpr int kWidthElsewhere = 80;  // in a file or a pipe
constexpr std::size_t kIndent = 2;
constexpr std::size_t kColumnMax = 30;

using Options = std::vector<const CLI::Option*>;
using Commands = std::vector<const CLI::App*>;

Options ArgumentsOf(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

Options OptionsOf(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->nonpositional(); });
}

Commands CommandsOf(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_name().empty(); });
}

// "FILE" of "FILE:(…)"; validators add the rest.
std::string ValueOf(const CLI::Option& option) {
  if (option.get_type_size() == 0) return "";
  const std::string type = option.get_type_name();
  const std::string value = type.substr(0, type.find(':'));
  return value == "INT" || value == "UINT" ? "N" : value;
}

// "--port N", "-h, --help".
std::string NameOf(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true, false);
  std::string name = option.get_name(false, true);
  for (std::size_t at = name.find(','); at != std::string::npos; at = name.find(',', at + 2))
    name.insert(at + 1, " ");
  const std::string value = ValueOf(option);
  return value.empty() ? name : name + " " + value;
}

// The usage line: "herlaad topup show id [options]".
std::string UsageOf(const CLI::App& app, const std::string& name) {
  std::string usage = name;
  for (const CLI::Option* argument : ArgumentsOf(app)) {
    const std::string word = NameOf(*argument);
    usage += argument->get_required() ? " " + word : " [" + word + "]";
  }
  for (const CLI::Option* option : OptionsOf(app)) {
    if (option->get_required()) usage += " " + NameOf(*option);
  }
  if (!CommandsOf(app).empty())
    usage += app.get_require_subcommand_min() > 0 ? " COMMAND" : " [COMMAND]";
  return usage + " [options]";
}

int Width() { return std::clamp(StdoutWidth().value_or(kWidthElsewhere), kWidthMin, kWidthMax); }

struct Entry {
  std::string name;
  std::string text;
};

void Print(const char* title, const std::vector<Entry>& entries, std::ostream& out) {
  if (entries.empty()) return;
  out << '\n' << title << ":\n";
  std::size_t column = 0;
  for (const Entry& entry : entries) column = std::max(column, entry.name.size());
  column = std::min(column, kColumnMax) + kIndent + 2;
  for (const Entry& entry : entries) {
    out << std::string(kIndent, ' ') << entry.name;
    const std::size_t at = kIndent + entry.name.size();
    if (at + 2 > column) {
      out << '\n' << std::string(column, ' ');
    } else {
      out << std::string(column - at, ' ');
    }
    Wrap(entry.text, column, Width(), out);
  }
}

std::vector<Entry> EntriesOf(const Options& options) {
  std::vector<Entry> entries;
  entries.reserve(options.size());
  for (const CLI::Option* option : options)
    entries.push_back({NameOf(*option), option->get_description()});
  return entries;
}

std::vector<Entry> EntriesOf(const Commands& commands) {
  std::vector<Entry> entries;
  entries.reserve(commands.size());
  for (const CLI::App* command : commands)
    entries.push_back({command->get_name(), command->get_description()});
  return entries;
}

void PrintExitCodes(std::ostream& out) {
  for (const auto& [code, meaning] : kExitMeanings) {
    const std::string number = std::to_string(code);
    out << std::string(kIndent + 3 - number.size(), ' ') << number << "  " << meaning << '\n';
  }
}

// Escapes text for roff, so that no character starts a request or an escape.
std::string Roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  if (escaped.starts_with('.') || escaped.starts_with('\'')) escaped.insert(0, "\\&");
  return escaped;
}

void AddEntries(const Options& options, std::ostream& out) {
  for (const CLI::Option* option : options) {
    out << ".TP\n.B " << Roff(NameOf(*option)) << '\n' << Roff(option->get_description()) << '\n';
  }
}

// An option with the same description in at least this many commands is described once.
constexpr int kCommonFrom = 5;

using Spoken = std::map<std::pair<std::string, std::string>, int>;  // by name and description

std::pair<std::string, std::string> SpokenOf(const CLI::Option& option) {
  return {NameOf(option), option.get_description()};
}

void CountOptions(const CLI::App& app, Spoken& spoken) {
  for (const CLI::Option* option : OptionsOf(app)) ++spoken[SpokenOf(*option)];
  for (const CLI::App* command : CommandsOf(app)) CountOptions(*command, spoken);
}

Options OptionsOfItsOwn(const CLI::App& app, const Spoken& spoken) {
  Options own = OptionsOf(app);
  std::erase_if(own, [&spoken](const CLI::Option* option) {
    return spoken.at(SpokenOf(*option)) >= kCommonFrom;
  });
  return own;
}

void AddCommand(const CLI::App& command, const std::string& name, const Spoken& spoken,
                std::ostream& out) {
  const Commands below = CommandsOf(command);
  if (below.empty() || command.get_require_subcommand_min() == 0) {
    out << ".SS " << Roff(UsageOf(command, name)) << '\n'
        << Roff(command.get_description()) << '\n';
    AddEntries(ArgumentsOf(command), out);
    AddEntries(OptionsOfItsOwn(command, spoken), out);
  }
  for (const CLI::App* verb : below) AddCommand(*verb, name + " " + verb->get_name(), spoken, out);
}

struct HelpOptions {
  std::vector<std::string> topic;
};

ExitCode PrintCompletion(const CLI::App& root, const std::vector<std::string>& topic) {
  const auto script = topic.size() == 2 ? Completion(root, topic.back()) : std::nullopt;
  if (!script) return ComplainOfUsage("herlaad help completion needs a shell: bash, zsh or fish");
  std::cout << *script;
  return ExitCode::kOk;
}

ExitCode PrintTopic(const CLI::App& root, const std::vector<std::string>& topic) {
  if (topic == std::vector<std::string>{"exit-codes"}) {
    std::cout << "Exit codes:\n";
    PrintExitCodes(std::cout);
    return ExitCode::kOk;
  }
  if (topic == std::vector<std::string>{"manual"}) {
    std::cout << ManualPage(root);
    return ExitCode::kOk;
  }
  if (!topic.empty() && topic.front() == "completion") return PrintCompletion(root, topic);
  const CLI::App* app = &root;
  std::string name = root.get_name();
  for (const std::string& word : topic) {
    const Commands commands = CommandsOf(*app);
    const auto found = std::find_if(commands.begin(), commands.end(), [&word](const auto* command) {
      return command->get_name() == word;
    });
    if (found == commands.end())
      return ComplainOfUsage(name + " has no command \"" + word + "\"; see herlaad help");
    app = *found;
    name += " " + word;
  }
  std::cout << HelpFormatter().make_help(app, name, CLI::AppFormatMode::Normal);
  return ExitCode::kOk;
}

}  // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode /*mode*/) const {
  std::ostringstream out;
  Wrap(app->get_description(), 0, Width(), out);
  out << "\nUsage: " << UsageOf(*app, name.empty() ? app->get_name() : name) << '\n';
  Print("Arguments", EntriesOf(ArgumentsOf(*app)), out);
  Print("Options", EntriesOf(OptionsOf(*app)), out);
  Print("Commands", EntriesOf(CommandsOf(*app)), out);
  if (!app->get_footer().empty()) out << '\n' << app->get_footer() << '\n';
  return out.str();
}

std::string ManualPage(const CLI::App& root) {
  std::ostringstream out;
  out << ".\\\" Generated by `herlaad help manual`; a test compares it with the program.\n"
      << ".TH HERLAAD 1 \"\" \"Herlaad\" \"User Commands\"\n.SH NAME\nherlaad \\- "
      << "top up prepaid mobile numbers\n.SH SYNOPSIS\n.B herlaad\n.I COMMAND\n[options]\n"
      << ".SH DESCRIPTION\n"
      << Roff(root.get_description()) << "\n.PP\n";
  std::istringstream footer(root.get_footer());
  for (std::string line; std::getline(footer, line);) out << Roff(line) << "\n";
  Spoken spoken;
  CountOptions(root, spoken);
  out << ".SH COMMANDS\n";
  for (const CLI::App* command : CommandsOf(root))
    AddCommand(*command, "herlaad " + command->get_name(), spoken, out);
  out << ".SH OPTIONS OF MOST COMMANDS\n";
  for (const auto& [words, count] : spoken) {
    if (count >= kCommonFrom)
      out << ".TP\n.B " << Roff(words.first) << '\n' << Roff(words.second) << '\n';
  }
  out << ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : kExitMeanings)
    out << ".TP\n.B " << code << '\n' << Roff(meaning) << '\n';
  out << ".SH ENVIRONMENT\n.TP\n.B HERLAAD_DATA\nThe data folder, unless \\-\\-data is given."
      << "\n.TP\n.B HERLAAD_DATABASE\nThe PostgreSQL database, unless \\-\\-database is given.\n"
      << ".SH FILES\n.TP\n.I data/demo, data/serve\nThe default data folders of herlaad demo and "
      << "herlaad serve.\n.TP\n.I DIR/herlaad.db\nThe database.\n.TP\n"
      << ".I DIR/admin.sock\nThe administration socket of a running server.\n.TP\n"
      << ".I DIR/link.key, DIR/receipt.key\nThe secret keys of links to orders and of receipts.\n";
  return out.str();
}

void AddHelpCommand(CLI::App& root, Run& run) {
  auto options = std::make_shared<HelpOptions>();
  CLI::App* const command = root.add_subcommand(
      "help",
      "Explain a command, the exit codes, or print the manual page or the completion for a shell.");
  command
      ->add_option("topic", options->topic,
                   "a command such as `topup place`, or exit-codes, or manual, or completion with "
                   "bash, zsh or fish")
      ->expected(0, 3);
  command->callback([&root, &run, options] {
    run = [&root, options] { return static_cast<int>(PrintTopic(root, options->topic)); };
  });
}

}  // namespace herlaad::app
