// SIGHUP: a renewed certificate is used without a restart, and whatever has a fault stays as it is.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "adapters/net/server/testing_tls.h"
#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

using ::testing::ElementsAre;

constexpr Millis kWait{20'000};

class Reload : public ::testing::Test {
 protected:
  Reload() {
    WriteTheCertificate();
    std::filesystem::copy_file(HERLAAD_SOURCE_DIR "/config/catalogue.toml", File("catalogue.toml"));
  }

  [[nodiscard]] std::string File(const std::string& name) const {
    return installation_.folder() + "/" + name;
  }
  void WriteTheCertificate() {
    net::testing::WriteCertificate(files_);
    chmod(files_.key.c_str(), 0600);
  }
  void WriteSettings(const std::string& more = "", const std::string& key = "key.pem") const {
    std::ofstream(File("settings.toml"))
        << "[data]\ncatalogue = \"catalogue.toml\"\n"
        << more << "[server.tls]\ncertificate = \"certificate.pem\"\nkey = \"" << key << "\"\n";
  }
  void StartServer() {
    WriteSettings();
    installation_.StartServer({"serve", "--config", File("settings.toml")});
  }

  // The lines that the log gets because of it, up to the one that ends a reload of a certificate.
  std::vector<nlohmann::json> Hup() {
    installation_.server().Signal(SIGHUP);
    const auto until = std::chrono::steady_clock::now() + kWait;
    std::vector<nlohmann::json> lines;
    while (std::chrono::steady_clock::now() < until) {
      lines = NewLines();
      for (const auto& line : lines) {
        if (line["event"] != "reloaded" &&
            line["event"] != "the certificate was not reloaded; the one in use stays")
          continue;
        read_ += lines.size();
        return lines;
      }
      usleep(20'000);
    }
    ADD_FAILURE() << "no end of a reload in\n" << installation_.server().err();
    return lines;
  }

  // Whether a new client that trusts only this certificate reaches the server.
  [[nodiscard]] bool IsServedWith(const std::string& certificate) const {
    net::Client client({.ca_file = certificate});
    net::ClientRequest request;
    request.url = "https" + installation_.url().substr(std::string("http").size()) + "/health/live";
    const auto answer = client.Send(request);
    return answer.ok() && answer->status == 200;
  }

  // Those of the log from its line `read_` on.
  std::vector<nlohmann::json> NewLines() {
    std::istringstream err(installation_.server().err());
    std::vector<nlohmann::json> lines;
    std::size_t n = 0;
    for (std::string line; std::getline(err, line);) {
      auto json = nlohmann::json::parse(line, nullptr, false);
      if (json.is_object() && n++ >= read_) lines.push_back(std::move(json));
    }
    return lines;
  }
  // The last line of the start may be read after stdout says that the server is ready.
  void SkipTheStart() {
    const auto until = std::chrono::steady_clock::now() + kWait;
    while (installation_.server().err().find("\"serving\"") == std::string::npos) {
      ASSERT_LT(std::chrono::steady_clock::now(), until) << installation_.server().err();
      usleep(20'000);
    }
    read_ += NewLines().size();
  }

  Installation installation_;
  net::TlsFiles files_{File("certificate.pem"), File("key.pem")};
  std::size_t read_ = 0;
};

std::vector<std::string> Events(const std::vector<nlohmann::json>& lines) {
  std::vector<std::string> events;
  events.reserve(lines.size());
  for (const auto& line : lines) events.push_back(line["event"]);
  return events;
}

TEST_F(Reload, RenewedCertificateIsUsedWithoutARestart) {
  StartServer();
  SkipTheStart();
  std::filesystem::rename(files_.certificate, File("earlier.pem"));
  WriteTheCertificate();
  EXPECT_TRUE(IsServedWith(File("earlier.pem")));
  const auto lines = Hup();
  ASSERT_THAT(Events(lines), ElementsAre("reloaded"));
  EXPECT_TRUE(ParseRfc3339(lines[0]["certificate_valid_until"].get<std::string>()));
  EXPECT_TRUE(IsServedWith(files_.certificate));
  EXPECT_FALSE(IsServedWith(File("earlier.pem")));
  EXPECT_EQ(installation_.StopServer(), 0);
}

TEST_F(Reload, FaultyCertificateLeavesTheOneInUse) {
  StartServer();
  SkipTheStart();
  std::filesystem::copy_file(files_.certificate, File("good.pem"));
  std::ofstream(files_.certificate) << "no certificate\n";
  const auto lines = Hup();
  ASSERT_THAT(Events(lines), ElementsAre("the certificate was not reloaded; the one in use stays"));
  EXPECT_EQ(lines[0]["level"], "error");
  EXPECT_NE(lines[0]["reason"].get<std::string>().find("certificate.pem"), std::string::npos);
  EXPECT_TRUE(IsServedWith(File("good.pem")));
}

TEST_F(Reload, KeyOfAnotherCertificateLeavesTheOneInUse) {
  StartServer();
  SkipTheStart();
  net::testing::WriteCertificate({File("other.pem"), files_.key});
  ASSERT_THAT(Events(Hup()), ElementsAre("the certificate was not reloaded; the one in use stays"));
  EXPECT_TRUE(IsServedWith(files_.certificate));
}

TEST_F(Reload, KeyThatOthersCanReadLeavesTheOneInUse) {
  StartServer();
  SkipTheStart();
  std::filesystem::copy_file(files_.certificate, File("earlier.pem"));
  net::testing::WriteCertificate(files_);
  chmod(files_.key.c_str(), 0644);
  ASSERT_THAT(Events(Hup()), ElementsAre("the certificate was not reloaded; the one in use stays"));
  EXPECT_TRUE(IsServedWith(File("earlier.pem")));
}

TEST_F(Reload, SettingsThatNeedARestartAreNamed) {
  StartServer();
  SkipTheStart();
  std::filesystem::copy_file(files_.key, File("key2.pem"));
  chmod(File("key2.pem").c_str(), 0600);
  WriteSettings(
      "[limits]\nqueue = 5\n[mail]\nkind = \"smtp\"\nurl = \"smtp://mail.example\"\n"
      "from = \"a@example.com\"\n",
      "key2.pem");
  std::ofstream(File("catalogue.toml"), std::ios::app) << "# changed\n";
  const auto lines = Hup();
  ASSERT_THAT(Events(lines), ElementsAre("settings that changed need a restart", "reloaded"));
  EXPECT_EQ(lines[0]["level"], "warning");
  EXPECT_EQ(lines[0]["settings"],
            nlohmann::json({"limits.queue", "mail.from", "mail.kind", "mail.url", "the catalogue"}))
      << "the files of the certificate need none";
  EXPECT_THAT(Events(Hup()), ElementsAre("settings that changed need a restart", "reloaded"))
      << "until it is restarted";
}

TEST_F(Reload, BankAccountsThatChangedNeedARestart) {
  StartServer();
  SkipTheStart();
  WriteSettings("[reconcile]\naccounts = [\"BE68 5390 0754 7034\"]\n");
  const auto lines = Hup();
  ASSERT_THAT(Events(lines), ElementsAre("settings that changed need a restart", "reloaded"));
  EXPECT_EQ(lines[0]["settings"], nlohmann::json({"reconcile.accounts[1]"}));
  WriteSettings("[reconcile]\naccounts = [\"BE68 5390 0754 7035\"]\n");
  const auto faulty = Hup();
  ASSERT_THAT(Events(faulty),
              ElementsAre("the settings have a fault and stay as they are", "reloaded"));
  EXPECT_NE(faulty[0]["reason"].get<std::string>().find("check digits do not fit"),
            std::string::npos);
}

TEST_F(Reload, FaultInTheSettingsDoesNotKeepACertificateOut) {
  StartServer();
  SkipTheStart();
  WriteSettings("[limits]\nquue = 5\n");
  WriteTheCertificate();
  const auto lines = Hup();
  ASSERT_THAT(Events(lines),
              ElementsAre("the settings have a fault and stay as they are", "reloaded"));
  EXPECT_EQ(lines[0]["level"], "error");
  EXPECT_NE(lines[0]["reason"].get<std::string>().find("quue"), std::string::npos);
  EXPECT_TRUE(IsServedWith(files_.certificate));
}

TEST_F(Reload, FaultInTheCatalogueIsNamed) {
  StartServer();
  SkipTheStart();
  std::ofstream(File("catalogue.toml"), std::ios::app) << "nonsense = [\n";
  const auto lines = Hup();
  ASSERT_THAT(Events(lines),
              ElementsAre("the catalogue has a fault and stays as it is", "reloaded"));
  EXPECT_TRUE(IsServedWith(files_.certificate));
}

constexpr const char* kRule = R"([[brake]]
name = "NAME"
count = "payments"
by = "number"
within = "1h"
most = 3
act = "refuse"
)";

// A server with its own file of fraud brakes.
class ReloadBrakes : public Reload {
 protected:
  ReloadBrakes() {
    WriteBrakes("brakes.toml", {"first"});
    WriteSettings("brakes = \"brakes.toml\"\n");
    installation_.StartServer({"serve", "--config", File("settings.toml")});
    SkipTheStart();
  }
  void WriteBrakes(const std::string& file, const std::vector<std::string>& names,
                   const std::string& more = "") const {
    std::ofstream out(File(file));
    for (const std::string& name : names) {
      std::string rule = kRule;
      out << rule.replace(rule.find("NAME"), 4, name);
    }
    out << more;
  }
  // Of the rules in force.
  [[nodiscard]] std::vector<std::string> Names() const {
    std::vector<std::string> names;
    const auto answer = installation_.Json({"brake", "rules"});
    for (const auto& rule : answer.at("brakes")) names.push_back(rule.at("name"));
    return names;
  }
};

TEST_F(ReloadBrakes, ChangedRulesAreInForceWithoutARestart) {
  EXPECT_THAT(Names(), ElementsAre("first"));
  WriteBrakes("brakes.toml", {"second", "third"});
  const auto lines = Hup();
  ASSERT_THAT(Events(lines), ElementsAre("fraud brakes in force", "reloaded"));
  EXPECT_EQ(lines[0]["rules"], 2);
  EXPECT_EQ(lines[0]["file"], File("brakes.toml"));
  EXPECT_THAT(Names(), ElementsAre("second", "third"));
  EXPECT_THAT(Events(Hup()), ElementsAre("reloaded")) << "nothing changed since";
}

TEST_F(ReloadBrakes, FileWithAFaultKeepsTheRulesInForce) {
  WriteBrakes("brakes.toml", {"second"}, "mots = 4\n");
  const auto lines = Hup();
  ASSERT_THAT(Events(lines),
              ElementsAre("the fraud brakes have a fault and stay as they are", "reloaded"));
  EXPECT_EQ(lines[0]["level"], "error");
  const std::string reason = lines[0]["reason"];
  EXPECT_NE(reason.find("brakes.toml"), std::string::npos) << reason;
  EXPECT_NE(reason.find("mots"), std::string::npos) << reason;
  EXPECT_THAT(Names(), ElementsAre("first"));
  std::filesystem::remove(File("brakes.toml"));
  ASSERT_THAT(Events(Hup()),
              ElementsAre("the fraud brakes have a fault and stay as they are", "reloaded"));
  EXPECT_THAT(Names(), ElementsAre("first"));
  WriteBrakes("brakes.toml", {"second"});
  EXPECT_THAT(Events(Hup()), ElementsAre("fraud brakes in force", "reloaded"));
  EXPECT_THAT(Names(), ElementsAre("second"));
}

TEST_F(ReloadBrakes, OtherFileThatTheSettingsNameIsInForce) {
  WriteBrakes("other.toml", {"other"});
  WriteSettings("brakes = \"other.toml\"\n");
  const auto lines = Hup();
  ASSERT_THAT(Events(lines), ElementsAre("fraud brakes in force", "reloaded"))
      << "the name of the file needs no restart either";
  EXPECT_EQ(lines[0]["file"], File("other.toml"));
  EXPECT_THAT(Names(), ElementsAre("other"));
}

TEST_F(ReloadBrakes, FaultInTheSettingsDoesNotKeepRulesOut) {
  WriteSettings("brakes = \"brakes.toml\"\n[limits]\nquue = 5\n");
  WriteBrakes("brakes.toml", {"second"});
  ASSERT_THAT(Events(Hup()), ElementsAre("the settings have a fault and stay as they are",
                                         "fraud brakes in force", "reloaded"));
  EXPECT_THAT(Names(), ElementsAre("second"));
}

TEST_F(Reload, ServerWithoutSettingsReloadsNothing) {
  installation_.StartServer({"serve"});
  SkipTheStart();
  EXPECT_THAT(Events(Hup()), ElementsAre("reloaded"));
  EXPECT_EQ(installation_.StopServer(), 0);
}

TEST_F(Reload, DemoEndsAsOtherProgramsDo) {
  installation_.StartDemo();
  installation_.server().Signal(SIGHUP);
  const auto finished = installation_.server().Wait(kWait);
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->code, -SIGHUP);
}

}  // namespace
}  // namespace herlaad::testing
