// Which database a command uses: never another than the intended one, and never a new one by
// mistake.
#include <filesystem>
#include <fstream>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

struct Case {
  const char* name;
  std::vector<std::string> arguments;
};

// An unset variable must not select another folder or create a new key.
TEST(DatabaseUseTest, EmptyArgumentIsRejectedEverywhere) {
  const std::vector<Case> cases{
      {"verify", {"verify", "--data", ""}},
      {"verify, joined", {"verify", "--data="}},
      {"serve", {"serve", "--data", "", "--port", "0"}},
      {"demo", {"demo", "--data", ""}},
      {"sandbox", {"sandbox", "--data", ""}},
      {"list", {"topup", "list", "--data", ""}},
      {"database", {"verify", "--database", ""}},
      {"config", {"verify", "--config", ""}},
      {"backup", {"backup", ""}},
      {"restore", {"restore", "", "--data", "new"}},
      {"receipt", {"receipt", "save", "tu_1", "--out", ""}},
      {"key", {"topup", "place", "0470123456", "--amount", "15", "--tender", "cash", "--key", ""}},
      {"migrate", {"migrate", "--from", "", "--to", "postgresql://x"}},
  };
  const TemporaryFolder place;
  for (const Case& row : cases) {
    std::vector<std::string> argv{Program()};
    argv.insert(argv.end(), row.arguments.begin(), row.arguments.end());
    const Finished finished = testing::Run({argv, {}, place.path()});
    EXPECT_EQ(finished.code, 2) << row.name << finished.out << finished.err;
    EXPECT_NE(finished.err.find("is empty"), std::string::npos) << row.name << finished.err;
  }
  EXPECT_TRUE(std::filesystem::is_empty(place.path()));
}

TEST(DatabaseUseTest, EmptyOrInvalidEnvironmentVariableIsRejected) {
  const Finished data = testing::Run({{Program(), "verify"}, {{"HERLAAD_DATA", ""}}});
  EXPECT_EQ(data.code, 2);
  EXPECT_NE(data.err.find("$HERLAAD_DATA is empty"), std::string::npos) << data.err;
  const Finished database =
      testing::Run({{Program(), "verify"}, {{"HERLAAD_DATABASE", "mysql://x"}}});
  EXPECT_EQ(database.code, 2);
  EXPECT_NE(database.err.find("$HERLAAD_DATABASE"), std::string::npos) << database.err;
}

TEST(DatabaseUseTest, DatabaseIsCreatedOnlyByAServer) {
  Installation here;
  const std::vector<Case> cases{
      {"key create", {"key", "create", "--scope", "sim:read"}},
      {"key list", {"key", "list"}},
      {"sim seed", {"sim", "seed", "--first", "0470000000", "--operator", "proximus"}},
      {"verify", {"verify"}},
      {"list", {"topup", "list"}},
      {"place", {"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"}},
      {"hold", {"hold"}},
      {"backup", {"backup", here.folder() + "/copy.db"}},
      {"receipt", {"receipt", "save", "tu_1", "--out", "x.pdf"}},
  };
  for (const Case& row : cases) {
    const Finished finished = here.Run(row.arguments);
    EXPECT_EQ(finished.code, 4) << row.name << finished.out << finished.err;
    EXPECT_NE(finished.err.find("there is no database in " + here.data()), std::string::npos)
        << row.name << finished.err;
  }
  EXPECT_FALSE(std::filesystem::exists(here.data()));
  here.StartServer({"serve"});
  EXPECT_NE(here.server().err().find("creating a new database in " + here.data()),
            std::string::npos)
      << here.server().err();
  EXPECT_EQ(here.StopServer(), 0);
  here.StartServer({"serve"});
  EXPECT_EQ(here.server().err().find("creating a new database"), std::string::npos);
  EXPECT_EQ(here.Run({"key", "create", "--scope", "sim:read"}).code, 0);
}

TEST(DatabaseUseTest, RestoreSaysThatItCreatesADatabase) {
  Installation here;
  here.MakeDatabase();
  const std::string copy = here.folder() + "/copy.db";
  ASSERT_EQ(here.Run({"backup", copy}).code, 0);
  std::filesystem::rename(here.data(), here.folder() + "/lost");
  const Finished restored = here.Run({"restore", copy});
  EXPECT_EQ(restored.code, 0);
  EXPECT_NE(restored.err.find("creating a new database in " + here.data()), std::string::npos)
      << restored.err;
}

TEST(DatabaseUseTest, DemoAndServerRejectEachOthersDatabase) {
  Installation demo;
  demo.StartDemo();
  EXPECT_EQ(demo.StopServer(), 0);
  const Finished serve = demo.Run({"serve", "--port", "0"});
  EXPECT_EQ(serve.code, 2) << serve.out;
  EXPECT_NE(serve.err.find("belongs to the demo"), std::string::npos) << serve.err;
  EXPECT_NE(serve.err.find("--data"), std::string::npos) << "says what to do";
  demo.StartDemo();

  Installation shop;
  shop.MakeDatabase();
  const Finished pretend = shop.Run({"demo", "--port", "0"});
  EXPECT_EQ(pretend.code, 2) << pretend.out;
  EXPECT_NE(pretend.err.find("belongs to `herlaad serve`"), std::string::npos) << pretend.err;
  EXPECT_FALSE(std::filesystem::exists(shop.data() + "/sandbox")) << "nothing was put into it";
  shop.StartServer({"serve"});
}

// A copy of the demo's database stays the demo's.
TEST(DatabaseUseTest, DatabaseRemembersItsOwner) {
  Installation here;
  here.StartDemo();
  const std::string copy = here.folder() + "/copy.db";
  ASSERT_EQ(here.Run({"backup", copy}).code, 0);
  EXPECT_EQ(here.StopServer(), 0);
  std::filesystem::rename(here.data(), here.folder() + "/lost");
  ASSERT_EQ(here.Run({"restore", copy}).code, 0);
  EXPECT_EQ(here.Run({"serve", "--port", "0"}).code, 2);
}

class Default : public ::testing::Test {
 protected:
  // With neither the command line nor a setting naming a folder.
  [[nodiscard]] Command In(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), Program());
    return {std::move(arguments), {}, place_.path()};
  }
  void MakeHere(const char* name) {
    std::filesystem::create_directories(place_.path() + "/data/" + name);
  }
  void ServeForAMoment(const char* command) {
    Process server(In({command, "--port", "0"}));
    ASSERT_TRUE(server.WaitForLine("Herlaad is ready at", Millis(20'000))) << server.err();
    server.Signal(SIGTERM);
    const auto finished = server.Wait(Millis(20'000));
    ASSERT_TRUE(finished && finished->code == 0);
  }
  [[nodiscard]] bool Holds(const char* name) const {
    return std::filesystem::exists(place_.path() + "/data/" + name + "/herlaad.db");
  }

  TemporaryFolder place_;
};

TEST_F(Default, DemoAndServerHaveDifferentFolders) {
  MakeHere("demo");
  MakeHere("serve");
  ServeForAMoment("serve");
  EXPECT_TRUE(Holds("serve"));
  EXPECT_FALSE(Holds("demo"));
  EXPECT_EQ(testing::Run(In({"verify"})).code, 0) << "the one that is in use";
  ServeForAMoment("demo");
  EXPECT_TRUE(Holds("demo"));
  const Finished which = testing::Run(In({"verify"}));
  EXPECT_EQ(which.code, 2);
  EXPECT_NE(which.err.find("choose one with --data"), std::string::npos) << which.err;
}

TEST_F(Default, FolderWithoutADatabaseIsNamedWithItsFullPath) {
  MakeHere("demo");
  const Finished none = testing::Run(In({"verify"}));
  EXPECT_EQ(none.code, 4);
  EXPECT_NE(none.err.find("there is no database in /"), std::string::npos) << none.err;
  EXPECT_NE(none.err.find("/data/"), std::string::npos) << none.err;
}

}  // namespace
}  // namespace herlaad::testing
