// The completion for shells, as the shells themselves use it.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

std::vector<std::string> Lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

class InShell : public ::testing::Test {
 protected:
  // Skips unless Debian's package of the shell is installed.
  void Need(const std::string& shell) {
    shell_ = "/usr/bin/" + shell;
    if (!std::filesystem::exists(shell_))
      GTEST_SKIP() << "SKIPPED: " << shell << " is not installed: its completion WAS NOT TRIED";
    const Finished made = testing::Run({{Program(), "help", "completion", shell}});
    ASSERT_EQ(made.code, 0) << made.err;
    script_ = folder_.path() + "/completion";
    std::ofstream(script_) << made.out;
    std::ofstream(folder_.path() + "/a-file.pdf").flush();
    std::filesystem::create_directory(folder_.path() + "/a-folder");
  }

  // Each completion of the last word, which may be empty.
  [[nodiscard]] std::vector<std::string> In(const std::string& program,
                                            const std::vector<std::string>& words) const {
    Command command{{shell_, "-c", program, "sh"}, {}, folder_.path()};
    if (shell_.ends_with("fish")) command.argv = {shell_, "-N", "-c", program};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    const Finished ran = testing::Run(command);
    EXPECT_EQ(ran.err, "");
    return Lines(ran.out);
  }

  // compopt works only within a real completion.
  [[nodiscard]] std::vector<std::string> Bash(std::vector<std::string> words) const {
    words.insert(words.begin(), "herlaad");
    return In("compopt() { :; }; . " + script_ +
                  "; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _herlaad; "
                  "((${#COMPREPLY[@]})) && printf '%s\\n' \"${COMPREPLY[@]}\"",
              words);
  }
  [[nodiscard]] std::vector<std::string> Fish(const std::string& line) const {
    auto found = In("source " + script_ + "; complete -C \"herlaad $argv[1]\"", {line});
    for (std::string& one : found) one = one.substr(0, one.find('\t'));
    return found;
  }

  TemporaryFolder folder_;
  std::string shell_;
  std::string script_;
};

TEST_F(InShell, BashCompletesCommandsOptionsAndFiles) {
  Need("bash");
  if (IsSkipped()) return;
  EXPECT_THAT(Bash({"to"}), UnorderedElementsAre("topup"));
  EXPECT_THAT(Bash({""}), IsSupersetOf({"serve", "topup", "help", "verify"}));
  EXPECT_THAT(Bash({"topup", ""}), IsSupersetOf({"place", "show", "list"}));
  EXPECT_THAT(Bash({"topup", "place", "--am"}), UnorderedElementsAre("--amount"));
  EXPECT_THAT(Bash({"topup", "--data", "topup", "place", "--am"}), UnorderedElementsAre("--amount"))
      << "the value of an option is no command";
  EXPECT_THAT(Bash({"serve", "--config", ""}), IsSupersetOf({"a-file.pdf", "a-folder"}));
  EXPECT_THAT(Bash({"serve", "--data", ""}), UnorderedElementsAre("a-folder"));
  EXPECT_THAT(Bash({"receipt", "verify", "a-fi"}), UnorderedElementsAre("a-file.pdf"));
  EXPECT_THAT(Bash({"topup", "place", "--amount", ""}), IsEmpty());
  EXPECT_THAT(Bash({"topup", "show", ""}), IsEmpty());
  EXPECT_THAT(Bash({"help", "topup", "sh"}), UnorderedElementsAre("show"));
  EXPECT_THAT(Bash({"help", "ex"}), UnorderedElementsAre("exit-codes"));
  EXPECT_THAT(Bash({"help", "completion", ""}), UnorderedElementsAre("bash", "zsh", "fish"));
}

TEST_F(InShell, FishCompletesCommandsOptionsAndFiles) {
  Need("fish");
  if (IsSkipped()) return;
  EXPECT_THAT(Fish("to"), UnorderedElementsAre("topup"));
  EXPECT_THAT(Fish("topup "), IsSupersetOf({"place", "show", "list"}));
  EXPECT_THAT(Fish("topup "), Not(Contains("serve")));
  EXPECT_THAT(Fish("topup place --am"), UnorderedElementsAre("--amount"));
  EXPECT_THAT(Fish("topup --data topup place --am"), UnorderedElementsAre("--amount"));
  EXPECT_THAT(Fish("serve --config a-fi"), UnorderedElementsAre("a-file.pdf"));
  EXPECT_THAT(Fish("serve --data a-f"), UnorderedElementsAre("a-folder/"));
  EXPECT_THAT(Fish("receipt verify a-fi"), UnorderedElementsAre("a-file.pdf"));
  EXPECT_THAT(Fish("topup show "), IsEmpty());
  EXPECT_THAT(Fish("help completion "), UnorderedElementsAre("bash", "zsh", "fish"));
}

// zsh completes only in an editor of lines. What it would offer is taken from the arguments of its
// own functions.
TEST_F(InShell, ZshCompletesCommandsOptionsAndFiles) {
  Need("zsh");
  if (IsSkipped()) return;
  const auto zsh = [this](std::vector<std::string> words) {
    words.insert(words.begin(), "herlaad");
    return In(
        "compdef() { :; }; _files() { print -r -- \"files $*\"; }; "
        "_describe() { print -rl -- ${${(P)@[-1]}%%:*}; }; . " +
            script_ + "; words=(\"$@\"); CURRENT=$#; _herlaad; true",
        words);
  };
  EXPECT_THAT(zsh({"to"}), IsSupersetOf({"serve", "topup", "help", "verify"}));
  EXPECT_THAT(zsh({"topup", ""}), IsSupersetOf({"place", "show", "list"}));
  EXPECT_THAT(zsh({"topup", "place", "--"}), IsSupersetOf({"--amount", "--tender", "-h"}));
  EXPECT_THAT(zsh({"topup", "--data", "topup", "place", "--"}), Contains("--amount"));
  EXPECT_THAT(zsh({"serve", "--config", ""}), UnorderedElementsAre("files "));
  EXPECT_THAT(zsh({"serve", "--data", ""}), UnorderedElementsAre("files -/"));
  EXPECT_THAT(zsh({"receipt", "verify", ""}), UnorderedElementsAre("files "));
  EXPECT_THAT(zsh({"topup", "place", "--amount", ""}), IsEmpty());
}

TEST(Completion, UnknownShellIsRefused) {
  for (const auto& topic : {std::vector<std::string>{"completion"}, {"completion", "csh"}}) {
    std::vector<std::string> argv = {Program(), "help"};
    argv.insert(argv.end(), topic.begin(), topic.end());
    const Finished finished = testing::Run({argv});
    EXPECT_EQ(finished.code, 2);
    EXPECT_NE(finished.err.find("bash, zsh or fish"), std::string::npos) << finished.err;
    EXPECT_EQ(finished.out, "");
  }
}

}  // namespace
}  // namespace herlaad::testing
