// Help, exit codes and the manual page describe the program in plain words.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

std::string Out(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), Program());
  const Finished finished = testing::Run({std::move(arguments)});
  EXPECT_EQ(finished.code, 0) << finished.err;
  return finished.out;
}

// The commands that a help text lists, each with the words before it.
std::vector<std::vector<std::string>> CommandsBelow(const std::vector<std::string>& words) {
  auto asked = words;
  asked.emplace_back("--help");
  const std::string help = Out(asked);
  std::vector<std::vector<std::string>> commands;
  const auto at = help.find("\nCommands:\n");
  if (at == std::string::npos) return commands;
  std::istringstream lines(help.substr(at + 11));
  for (std::string line; std::getline(lines, line) && line.starts_with("  ");) {
    if (line[2] == ' ') continue;
    auto found = words;
    found.push_back(line.substr(2, line.find(' ', 2) - 2));
    commands.push_back(found);
    const auto below = CommandsBelow(found);
    commands.insert(commands.end(), below.begin(), below.end());
  }
  return commands;
}

TEST(Help, HelpHasNoneOfTheParsersTerms) {
  auto commands = CommandsBelow({});
  EXPECT_GT(commands.size(), 25U);
  commands.emplace_back();
  for (auto command : commands) {
    command.emplace_back("--help");
    const std::string help = Out(command);
    for (const char* noise :
         {"REQUIRED", " INT", "UINT", " in [", ":{", "Excludes:", "Needs:", " TEXT:", "Positionals",
          "Subcommands", "SUBCOMMAND", "Exit codes:"}) {
      EXPECT_EQ(help.find(noise), std::string::npos) << noise << " in\n" << help;
    }
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 110U) << line;
  }
}

TEST(Help, HelpShowsMandatoryArguments) {
  EXPECT_NE(Out({"topup", "place", "--help"})
                .find("Usage: herlaad topup place number --amount EUROS --tender MEANS [options]"),
            std::string::npos)
      << Out({"topup", "place", "--help"});
  EXPECT_EQ(Out({"help", "topup", "place"}), Out({"topup", "place", "--help"}));
  EXPECT_EQ(Out({"help"}), Out({"--help"}));
  EXPECT_EQ(testing::Run({{Program(), "help", "nonsense"}}).code, 2);
}

TEST(Help, ExitCodesAreListedInOnePlace) {
  const std::string codes = Out({"help", "exit-codes"});
  for (const char* code : {"  0  ", "  1  ", "  2  ", "  3  ", "  4  ", "  5  ", "  6  ", "130  "})
    EXPECT_NE(codes.find(code), std::string::npos) << codes;
  EXPECT_NE(Out({"--help"}).find("herlaad help exit-codes"), std::string::npos);
  EXPECT_EQ(Out({"--version"}), "0.1.0\n");
}

// The program generates docs/herlaad.1, so it contains every command and option, and no others.
TEST(Help, ManualPageMatchesTheProgram) {
  std::ifstream file(HERLAAD_SOURCE_DIR "/docs/herlaad.1");
  std::ostringstream page;
  page << file.rdbuf();
  EXPECT_EQ(page.str(), Out({"help", "manual"}))
      << "make it anew: herlaad help manual >docs/herlaad.1";
  for (const auto& command : CommandsBelow({})) {
    if (!CommandsBelow(command).empty() && command.front() != "sandbox") continue;
    std::string heading = ".SS herlaad";
    for (const std::string& word : command) heading += " " + word;
    std::string escaped;
    for (const char c : heading) escaped += c == '-' ? "\\-" : std::string(1, c);
    EXPECT_NE(page.str().find(escaped), std::string::npos) << escaped;
  }
}

TEST(Help, ManualPageIsValidForGroff) {
  const Finished read =
      testing::Run({{"/bin/sh", "-c",
                     "command -v groff >/dev/null || exit 99; "
                     "groff -man -Tutf8 -Kutf8 -ww -z " HERLAAD_SOURCE_DIR "/docs/herlaad.1"}});
  if (read.code == 99)
    GTEST_SKIP()
        << "SKIPPED: groff is not installed (Debian has it as groff): how the manual is set "
           "WAS NOT CHECKED";
  EXPECT_EQ(read.code, 0);
  EXPECT_EQ(read.err, "");
}

TEST(Help, InvalidValueIsExplainedInPlainWords) {
  const std::string program = Program();
  const auto said = [&program](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program);
    const Finished finished = testing::Run({std::move(arguments)});
    EXPECT_EQ(finished.code, 2) << finished.out;
    return finished.err.substr(0, finished.err.find('\n'));
  };
  EXPECT_NE(said({"sandbox", "--stripe-port", "0", "--stripe-webhook", "foo"}).find("http://"),
            std::string::npos);
  EXPECT_NE(said({"sandbox", "--stripe-webhook", "http://x/"}).find("--stripe-port"),
            std::string::npos)
      << "it would be ignored";
  EXPECT_EQ(said({"serve", "--port", "70000"}),
            "error: --port: must be a whole number from 0 to 65,535, not 70000");
  EXPECT_EQ(said({"serve", "--port", "many"}),
            "error: --port: must be a whole number from 0 to 65,535, not many");
  EXPECT_EQ(said({"simulate", "--faults", "all"}),
            "error: --faults: must be none, few or many, not all");
  EXPECT_EQ(said({"topup", "list", "--limit"}), "error: --limit needs a value");
  EXPECT_EQ(said({"topup", "list", "more"}), "error: more is not understood here");
  EXPECT_EQ(said({"topup", "list", "31"}),
            "error: 31 is not understood here; put a number with spaces in quotes");
  EXPECT_EQ(said({"topup", "show", "00", "32", "470", "12"}),
            "error: 32 470 12 is not understood here; put a number with spaces in quotes");
  EXPECT_EQ(said({"topup", "show"}), "error: id is missing");
  EXPECT_EQ(said({"topup", "list", "--all", "--limit", "2"}),
            "error: --limit and --all cannot be given together");
}

// Of 80 columns, as most terminals are at first.
TEST(Help, HelpFitsATerminal) {
  for (const auto& words : CommandsBelow({})) {
    auto asked = words;
    asked.emplace_back("--help");
    std::istringstream lines(Out(asked));
    for (std::string line; std::getline(lines, line);) {
      const auto columns =
          std::count_if(line.begin(), line.end(), [](char c) { return (c & '\xc0') != '\x80'; });
      EXPECT_LE(columns, 80) << line;
    }
  }
}

}  // namespace
}  // namespace herlaad::testing
