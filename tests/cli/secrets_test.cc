// The secret files of the data folder: where they are, what copies of the database contain of them,
// and how they are rotated.
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/net/server/testing_tls.h"
#include "tests/cli/installation.h"
#include "tests/support/postgres_server.h"

namespace herlaad::testing {
namespace {

namespace fs = std::filesystem;

std::string Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The keys in a file link.key, the current one first.
std::vector<std::string> KeysIn(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> keys;
  for (std::string mark, key; in >> mark >> key;) keys.push_back(key);
  return keys;
}

mode_t ModeOf(const std::string& path) {
  struct stat seen {};
  EXPECT_EQ(stat(path.c_str(), &seen), 0) << path;
  return seen.st_mode & 0777U;
}

void WriteSecret(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  EXPECT_EQ(chmod(path.c_str(), 0600), 0) << path;
}

void Sql(const std::string& file, const std::string& sql) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
  char* problem = nullptr;
  EXPECT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, &problem), SQLITE_OK)
      << (problem != nullptr ? problem : "");
  sqlite3_free(problem);
  sqlite3_close(connection);
}

// The token of a new order.
std::string PlaceForLink(Installation& here) {
  const auto topup =
      here.Json({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"});
  const std::string page = topup["links"]["page"];
  return page.substr(page.rfind('/') + 1);
}

int StatusOf(Installation& here, const std::string& token) {
  const auto answer = here.Get(here.url() + "/v1/topups/" + token);
  return answer ? answer->status : 0;
}

// As an earlier version stored it.
void PutKeyIntoDatabase(const Installation& here, const std::string& key) {
  Sql(here.data() + "/herlaad.db",
      "DELETE FROM settings WHERE name = 'link_key_name'; INSERT OR REPLACE INTO settings (shard, "
      "name, value) VALUES (0, 'link_key', '" +
          key + "')");
  fs::remove(here.data() + "/link.key");
}

TEST(LinkKey, KeyIsInAFileForItsOwnerAndInNoCopyOfTheDatabase) {
  Installation here;
  here.StartDemo();
  const std::string token = PlaceForLink(here);
  const auto keys = KeysIn(here.data() + "/link.key");
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(ModeOf(here.data() + "/link.key"), 0600U);
  const std::string copy = here.folder() + "/copy.db";
  const Finished made = here.Run({"backup", copy});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_TRUE(Has(made.out, copy + ".link.key")) << made.out;
  EXPECT_TRUE(Has(made.out, "store them separately from the copy")) << made.out;
  EXPECT_EQ(ModeOf(copy + ".link.key"), 0600U);
  EXPECT_EQ(here.StopServer(), 0);
  for (const std::string& text : {Read(copy), Read(here.data() + "/herlaad.db"), made.out,
                                  here.server().out(), here.server().err()}) {
    EXPECT_FALSE(Has(text, keys[0]));
  }

  fs::rename(here.data(), here.folder() + "/lost");
  EXPECT_EQ(here.Json({"restore", copy})["link_key"], true);
  EXPECT_EQ(ModeOf(here.data() + "/link.key"), 0600U);
  here.StartDemo();
  EXPECT_EQ(StatusOf(here, token), 200) << "links that payers have still open";
}

TEST(LinkKey, RestoringWithoutTheKeySaysWhatIsLost) {
  Installation here;
  here.StartDemo();
  const std::string token = PlaceForLink(here);
  const std::string copy = here.folder() + "/copy.db";
  ASSERT_EQ(here.Run({"backup", copy}).code, 0);
  EXPECT_EQ(here.StopServer(), 0);
  fs::rename(here.data(), here.folder() + "/lost");
  fs::remove(copy + ".link.key");
  const Finished restored = here.Run({"restore", copy});
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_TRUE(Has(restored.out, "There is no link key")) << restored.out;
  here.StartDemo();
  EXPECT_TRUE(Has(here.server().err(), "earlier links do not open")) << here.server().err();
  EXPECT_EQ(StatusOf(here, token), 404);
  EXPECT_EQ(StatusOf(here, PlaceForLink(here)), 200);
  EXPECT_EQ(here.StopServer(), 0);
  here.StartDemo();
  EXPECT_FALSE(Has(here.server().err(), "earlier links do not open")) << "said once";
}

TEST(LinkKey, KeyOfAnOlderDatabaseMovesToTheFileAndOldLinksStillOpen) {
  Installation here;
  here.StartDemo();
  const std::string token = PlaceForLink(here);
  EXPECT_EQ(here.StopServer(), 0);
  const std::string key = KeysIn(here.data() + "/link.key").at(0);
  PutKeyIntoDatabase(here, key);
  ASSERT_TRUE(Has(Read(here.data() + "/herlaad.db"), key));
  const std::string older = here.folder() + "/older.db";
  fs::copy_file(here.data() + "/herlaad.db", older);

  here.StartDemo();
  EXPECT_EQ(KeysIn(here.data() + "/link.key"), std::vector{key});
  EXPECT_EQ(ModeOf(here.data() + "/link.key"), 0600U);
  EXPECT_EQ(StatusOf(here, token), 200);
  EXPECT_EQ(here.StopServer(), 0);
  EXPECT_FALSE(Has(Read(here.data() + "/herlaad.db"), key)) << "nor in what was deleted";
  EXPECT_FALSE(Has(here.server().err() + here.server().out(), key));

  // From an older copy too.
  fs::rename(here.data(), here.folder() + "/lost");
  EXPECT_EQ(here.Json({"restore", older})["link_key"], true);
  EXPECT_EQ(KeysIn(here.data() + "/link.key"), std::vector{key});
  EXPECT_FALSE(Has(Read(here.data() + "/herlaad.db"), key));
  here.StartDemo();
  EXPECT_EQ(StatusOf(here, token), 200);
}

TEST(LinkKey, RotationKeepsTwoKeysValid) {
  Installation here;
  here.StartDemo();
  const std::string first = PlaceForLink(here);
  const Finished early = here.Run({"key", "rotate-links"});
  EXPECT_EQ(early.code, 4);
  EXPECT_TRUE(Has(early.err, "another Herlaad process is using")) << early.err;
  EXPECT_EQ(here.StopServer(), 0);

  const auto before = KeysIn(here.data() + "/link.key");
  const Finished rotated = here.Run({"key", "rotate-links"});
  ASSERT_EQ(rotated.code, 0) << rotated.err;
  const auto keys = KeysIn(here.data() + "/link.key");
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_NE(keys[0], before[0]);
  EXPECT_EQ(keys[1], before[0]);
  EXPECT_FALSE(Has(rotated.out + rotated.err, keys[0])) << "it is never printed";
  const Finished twice = here.Run({"key", "rotate-links"});
  EXPECT_EQ(twice.code, 4);
  EXPECT_TRUE(Has(twice.err, "--drop-old")) << twice.err;

  here.StartDemo();
  EXPECT_FALSE(Has(here.server().err(), "link.key")) << here.server().err();
  EXPECT_EQ(StatusOf(here, first), 200);
  const std::string second = PlaceForLink(here);
  EXPECT_EQ(StatusOf(here, second), 200);
  EXPECT_EQ(here.StopServer(), 0);

  ASSERT_EQ(here.Run({"key", "rotate-links", "--drop-old"}).code, 0);
  EXPECT_EQ(KeysIn(here.data() + "/link.key").size(), 1U);
  here.StartDemo();
  EXPECT_EQ(StatusOf(here, first), 404);
  EXPECT_EQ(StatusOf(here, second), 200);
}

TEST(LinkKey, InvalidKeyFilePreventsTheServerFromStarting) {
  Installation here;
  fs::create_directories(here.data());
  WriteSecret(here.data() + "/link.key", "something else");
  const Finished serve = here.Run({"serve", "--port", "0"});
  EXPECT_EQ(serve.code, 4);
  EXPECT_TRUE(Has(serve.err, "link.key")) << serve.err;
  EXPECT_FALSE(Has(serve.err, "something else")) << serve.err;
}

TEST(LinkKey, NodesOfOneDatabaseMustHaveTheSameKey) {
  HERLAAD_NEEDS_POSTGRES();
  PostgresServer server;
  Installation one;
  Installation two;
  one.StartServer({"demo", "--database", server.url()});
  const std::string token = PlaceForLink(one);
  const Finished without = two.Run({"demo", "--port", "0", "--database", server.url()});
  EXPECT_EQ(without.code, 4) << without.out;
  EXPECT_TRUE(Has(without.err, "there is no " + two.data() + "/link.key")) << without.err;
  EXPECT_TRUE(Has(without.err, "Copy link.key from the data folder of another node"))
      << without.err;
  WriteSecret(two.data() + "/link.key", "herlaad-link-key-1 " + std::string(32, 'x') + "\n");
  const Finished other = two.Run({"demo", "--port", "0", "--database", server.url()});
  EXPECT_EQ(other.code, 4) << other.out;
  EXPECT_TRUE(Has(other.err, "is not the key of this database's links")) << other.err;
  fs::copy_file(one.data() + "/link.key", two.data() + "/link.key",
                fs::copy_options::overwrite_existing);
  two.StartServer({"demo", "--database", server.url()});
  EXPECT_EQ(StatusOf(two, token), 200);
  EXPECT_EQ(two.StopServer(), 0);
  EXPECT_EQ(one.StopServer(), 0);

  // Lost on all nodes.
  fs::remove(one.data() + "/link.key");
  EXPECT_EQ(one.Run({"key", "rotate-links", "--database", server.url()}).code, 4);
  ASSERT_EQ(one.Run({"key", "rotate-links", "--lost", "--database", server.url()}).code, 0);
  one.StartServer({"demo", "--database", server.url()});
  EXPECT_EQ(StatusOf(one, token), 404);
}

// Whoever could place a key there could sign receipts and open orders.
TEST(SecretFiles, FilesOpenToOthersAreNotUsed) {
  Installation here;
  here.StartDemo();
  const std::string copy = here.folder() + "/copy.db";
  ASSERT_EQ(here.Run({"backup", copy}).code, 0);
  EXPECT_EQ(here.StopServer(), 0);
  for (const std::string name : {"/link.key", "/receipt.key"}) {
    ASSERT_EQ(chmod((here.data() + name).c_str(), 0666), 0);
    const Finished serve = here.Run({"demo", "--port", "0"});
    EXPECT_EQ(serve.code, 4) << name;
    EXPECT_TRUE(Has(serve.err, name + " is open to other users")) << serve.err;
    ASSERT_EQ(chmod((here.data() + name).c_str(), 0600), 0);
  }
  fs::rename(here.data(), here.folder() + "/lost");
  for (const std::string end : {".link.key", ".receipt.key"}) {
    ASSERT_EQ(chmod((copy + end).c_str(), 0666), 0);
    const Finished restored = here.Run({"restore", copy});
    EXPECT_EQ(restored.code, 4) << restored.out;
    EXPECT_TRUE(Has(restored.err, end + " is open to other users")) << restored.err;
    ASSERT_EQ(chmod((copy + end).c_str(), 0600), 0);
  }
  EXPECT_EQ(here.Run({"restore", copy}).code, 0);
  here.StartDemo();
}

TEST(SecretFiles, TlsKeyOpenToOthersIsNotUsed) {
  Installation here;
  const net::TlsFiles files{here.folder() + "/certificate.pem", here.folder() + "/key.pem"};
  net::testing::WriteCertificate(files);
  std::ofstream(here.folder() + "/settings.toml")
      << "[server]\n[server.tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n";
  ASSERT_EQ(chmod(files.key.c_str(), 0644), 0);
  const Finished refused = here.Run({"serve", "--config", here.folder() + "/settings.toml"});
  EXPECT_EQ(refused.code, 4);
  EXPECT_TRUE(Has(refused.err, "key.pem can be read or replaced by other users")) << refused.err;
  ASSERT_EQ(chmod(files.key.c_str(), 0640), 0);
  here.StartServer({"serve", "--config", here.folder() + "/settings.toml"});
}

// A page in a browser on the server's machine could otherwise read the sales figures.
TEST(Metrics, OtherNamesForThisMachineAreRefused) {
  Installation here;
  here.StartDemo();
  const std::string port = here.metrics_address().substr(here.metrics_address().rfind(':'));
  const auto status = [&here](const std::string& host) {
    net::ClientRequest request;
    request.url = here.metrics_url();
    request.headers = {{"host", host}};
    const auto answer = net::Client().Send(request);
    return answer.ok() ? answer->status : 0;
  };
  EXPECT_EQ(status("127.0.0.1" + port), 200);
  EXPECT_EQ(status("localhost" + port), 200);
  EXPECT_EQ(status("[::1]" + port), 200);
  EXPECT_EQ(status("rebound.example" + port), 421);
  EXPECT_EQ(status("127.0.0.1.rebound.example"), 421);
  EXPECT_EQ(status("localhost.rebound.example"), 421);
}

TEST(ReceiptKey, RotatedKeyStaysValidForEarlierReceiptsUntilDropped) {
  Installation here;
  here.StartDemo();
  const auto topup =
      here.Json({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"});
  const std::string id = topup["reference"];
  ASSERT_EQ(here.Run({"topup", "watch", id}).code, 0);
  const std::string file = here.folder() + "/receipt.pdf";
  ASSERT_EQ(here.Run({"receipt", "save", id, "--out", file}).code, 0);
  EXPECT_EQ(here.StopServer(), 0);
  const std::string old = here.Json({"receipt", "key"})["key"];
  const std::string secret = Read(here.data() + "/receipt.key");

  EXPECT_EQ(here.Run({"key", "rotate-receipts", "--drop", old}).code, 4) << "it signs";
  const Finished rotated = here.Run({"key", "rotate-receipts"});
  ASSERT_EQ(rotated.code, 0) << rotated.err;
  EXPECT_NE(Read(here.data() + "/receipt.key"), secret);
  EXPECT_EQ(ModeOf(here.data() + "/receipt.key"), 0600U);
  const auto keys = here.Json({"receipt", "key"});
  EXPECT_NE(keys["key"], old);
  EXPECT_EQ(keys["earlier"][0], old);
  const Finished genuine = here.Run({"receipt", "verify", file});
  EXPECT_EQ(genuine.code, 0) << genuine.out;
  EXPECT_TRUE(Has(genuine.out, "Signed with the earlier key " + old)) << genuine.out;
  here.StartDemo();
  const std::string later = here.folder() + "/later.pdf";
  ASSERT_EQ(here.Run({"receipt", "save", id, "--out", later}).code, 0);
  EXPECT_EQ(here.Json({"receipt", "verify", later})["signed_with"], keys["key"]);
  EXPECT_EQ(here.StopServer(), 0);

  EXPECT_EQ(here.Run({"key", "rotate-receipts", "--drop", "x"}).code, 2);
  ASSERT_EQ(here.Run({"key", "rotate-receipts", "--drop", old}).code, 0);
  EXPECT_EQ(here.Run({"receipt", "verify", file}).code, 1);
  EXPECT_EQ(here.Run({"receipt", "verify", later}).code, 0);
}

// What the server says of its brake key at a start.
bool WarnsOfBrakeKey(Installation& here) {
  here.StartServer({"serve"});
  const std::string said = here.server().out() + here.server().err();
  EXPECT_EQ(here.StopServer(), 0);
  return Has(said, "brake.key");
}

TEST(BrakeKey, AnotherOneIsToldAtEachStartUntilTheRightOneIsBack) {
  Installation here;
  here.MakeDatabase();
  const std::string file = here.data() + "/brake.key";
  const std::string right = Read(file);
  here.StartServer({"serve"});
  EXPECT_EQ(here.Run({"block", "add", "number", "0470 12 34 56", "--reason", "resells"}).code, 0);
  EXPECT_EQ(here.StopServer(), 0);
  EXPECT_FALSE(WarnsOfBrakeKey(here));
  ASSERT_EQ(unlink(file.c_str()), 0);
  for (int start = 0; start < 3; ++start) EXPECT_TRUE(WarnsOfBrakeKey(here)) << start;
  const std::string made = Read(file);
  EXPECT_NE(made, right);
  WriteSecret(file, right);
  for (int start = 0; start < 2; ++start) EXPECT_FALSE(WarnsOfBrakeKey(here)) << start;
  WriteSecret(file, made);
  EXPECT_TRUE(WarnsOfBrakeKey(here));
}

TEST(BrakeKey, ALostOneIsReplacedOnceNobodyIsBlockedWithIt) {
  Installation here;
  here.MakeDatabase();
  const std::string file = here.data() + "/brake.key";
  here.StartServer({"serve"});
  const auto block = here.Json({"block", "add", "number", "0470 12 34 56", "--reason", "resells"});
  EXPECT_EQ(here.StopServer(), 0);
  ASSERT_EQ(unlink(file.c_str()), 0);
  here.StartServer({"serve"});
  const std::string id = block["id"];
  EXPECT_EQ(here.Run({"block", "remove", id}).code, 0);
  EXPECT_EQ(here.Run({"block", "add", "number", "0470 12 34 56", "--reason", "resells"}).code, 0);
  EXPECT_EQ(here.StopServer(), 0);
  EXPECT_TRUE(WarnsOfBrakeKey(here)) << "that it is the database's key from now on";
  EXPECT_FALSE(WarnsOfBrakeKey(here));
}

}  // namespace
}  // namespace herlaad::testing
