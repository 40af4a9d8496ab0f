// Output that could not be printed is never treated as printed.
#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

constexpr int kOutput = 6;

TEST(Output, FullDiskIsAnErrorForEveryCommand) {
  Installation here;
  here.StartDemo();
  const std::string id = here.Json(
      {"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"})["reference"];
  const std::vector<std::vector<std::string>> commands{
      {"topup", "list"},
      {"topup", "list", "--json"},
      {"topup", "list", "--all"},
      {"topup", "show", id},
      {"topup", "watch", id},
      {"sim", "show", "0470123456"},
      {"sim", "set", "0470123456", "--state", "active"},
      {"key", "list"},
      {"node", "list"},
      {"receipt", "key"},
      {"verify"},
      {"verify", "--json"},
      {"hold"},
      {"resume"},
      {"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"},
  };
  for (const auto& command : commands) {
    const Finished finished = here.RunInto(">/dev/full", command);
    EXPECT_EQ(finished.code, kOutput) << command[0] << ' ' << command.back() << finished.err;
    EXPECT_NE(finished.err.find("standard output cannot be written: No space left"),
              std::string::npos)
        << command[0] << ": " << finished.err;
  }
}

TEST(Output, FullDiskIsAnErrorForHelp) {
  for (const char* word : {"--help", "--version", "help"}) {
    EXPECT_EQ(
        testing::Run({{"/bin/sh", "-c", "exec " + Program() + " " + word + " >/dev/full"}}).code,
        kOutput)
        << word;
  }
}

// A file opened in place of a closed stdout would be overwritten by output.
TEST(Output, ClosedStdoutIsAnErrorAndTheDatabaseIsUnharmed) {
  Installation here;
  here.MakeDatabase();
  const Finished finished =
      here.RunInto(">&-", {"sim", "seed", "--first", "0470000000", "--operator", "proximus"});
  EXPECT_EQ(finished.code, kOutput) << finished.err;
  EXPECT_EQ(here.Run({"verify"}).code, 0);
  EXPECT_EQ(here.Json({"sim", "show", "0470000000"})["state"], "active") << "it was done";
}

// With a full stdout, and without any.
void ExpectNoUnprintedKey(const Installation& here) {
  const auto before = here.Json({"key", "list"});
  for (const char* redirection : {">/dev/full", ">&-"}) {
    for (const bool json : {false, true}) {
      std::vector<std::string> create{"key", "create", "--scope", "sim:read"};
      if (json) create.emplace_back("--json");
      const Finished finished = here.RunInto(redirection, create);
      EXPECT_EQ(finished.code, kOutput) << redirection << finished.err;
      EXPECT_NE(finished.err.find("could not be printed, so it was not created"), std::string::npos)
          << redirection << finished.err;
    }
  }
  EXPECT_EQ(here.Json({"key", "list"}), before);
}

// With a server, and without one.
TEST(Output, UnprintableKeyIsNotCreated) {
  Installation here;
  here.StartDemo();
  ExpectNoUnprintedKey(here);
  EXPECT_EQ(here.StopServer(), 0);
  ExpectNoUnprintedKey(here);
}

TEST(Output, ListEndsWhenItsReaderIsGone) {
  Installation here;
  here.StartDemo();
  ASSERT_EQ(here.Run({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"}).code,
            0);
  const Finished finished = here.RunInto("| true; exit 0", {"topup", "list", "--all"});
  EXPECT_EQ(finished.code, 0);
  EXPECT_TRUE(finished.err.empty() || finished.err.find("Broken pipe") != std::string::npos)
      << finished.err;
}

}  // namespace
}  // namespace herlaad::testing
