// herlaad receipt: saved from a server or without one, and checked without either.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

std::string Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string PaidInCash(const Installation& here) {
  return here.Json({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"})["id"];
}

TEST(Receipt, ReceiptIsSavedAndVerifiedWithoutAServer) {
  Installation here;
  here.StartDemo();
  const std::string id = PaidInCash(here);
  for (const std::string form : {"pdf", "png"}) {
    const std::string file = here.folder() + "/receipt." + form;
    const Finished saved = here.Run({"receipt", "save", id, "--out", file, "--lang", "zh"});
    ASSERT_EQ(saved.code, 0) << saved.err;
    EXPECT_EQ(here.Run({"receipt", "save", id, "--out", file}).code, 2) << "overwrites nothing";
  }
  const std::string key = here.Run({"receipt", "key"}).out;
  EXPECT_NE(here.Get(here.url() + "/v1/receipt-key")->body.find(key.substr(0, 64)),
            std::string::npos);
  EXPECT_EQ(here.StopServer(), 0);

  for (const std::string form : {"pdf", "png"}) {
    const std::string file = here.folder() + "/receipt." + form;
    const Finished genuine = here.Run({"receipt", "verify", file});
    EXPECT_EQ(genuine.code, 0) << genuine.out << genuine.err;
    EXPECT_NE(genuine.out.find("is genuine"), std::string::npos);
    EXPECT_NE(genuine.out.find("€15.00 by cash"), std::string::npos) << genuine.out;
    EXPECT_NE(genuine.out.find("0470 •• •• 56"), std::string::npos);
    EXPECT_NE(genuine.out.find("Operator            Proximus\n"), std::string::npos) << genuine.out;
    EXPECT_NE(genuine.out.find("no real money moved"), std::string::npos);
    const auto json = here.Json({"receipt", "verify", file, "--key", key.substr(0, 64)});
    EXPECT_EQ(json["verdict"], "genuine");
    EXPECT_EQ(json["receipt"]["topup"], id);

    std::string bytes = Read(file);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    Write(file, bytes);
    EXPECT_EQ(here.Json({"receipt", "verify", file}, 1)["verdict"], "changed");
    const auto other = here.Json({"receipt", "verify", file, "--key", std::string(64, 'a')}, 1);
    EXPECT_EQ(other["verdict"], "forged");
    EXPECT_TRUE(other["receipt"].is_null());
  }
}

// With only the key of another installation, nobody can say that a receipt is forged.
TEST(Receipt, ReceiptOfAnotherShopCannotBeVerified) {
  Installation shop;
  shop.StartDemo();
  const std::string file = shop.folder() + "/receipt.pdf";
  ASSERT_EQ(shop.Run({"receipt", "save", PaidInCash(shop), "--out", file}).code, 0);
  const std::string key = shop.Run({"receipt", "key"}).out.substr(0, 64);

  Installation other;
  other.StartDemo();
  const std::string others_key = other.Run({"receipt", "key"}).out.substr(0, 64);
  const Finished untold = other.Run({"receipt", "verify", file});
  EXPECT_EQ(untold.code, 5) << untold.out << untold.err;
  EXPECT_NE(untold.out.find("Cannot tell"), std::string::npos) << untold.out;
  EXPECT_NE(untold.out.find(others_key), std::string::npos) << "says what it compared with";
  EXPECT_NE(untold.out.find("--key"), std::string::npos) << "says what to do";
  const auto json = other.Json({"receipt", "verify", file}, 5);
  EXPECT_EQ(json["verdict"], "other_key");
  EXPECT_EQ(json["compared_with"], nlohmann::json({others_key}));

  const Finished told = other.Run({"receipt", "verify", file, "--key", key});
  EXPECT_EQ(told.code, 0);
  EXPECT_NE(told.out.find("Signed with the key " + key + " (--key)"), std::string::npos)
      << told.out;
  EXPECT_EQ(other.Run({"receipt", "verify", file, "--key", others_key}).code, 1)
      << "who names a shop is told that it is not that shop's";
}

TEST(Receipt, LinkIsVerifiedByItself) {
  Installation here;
  here.StartDemo();
  const std::string id = PaidInCash(here);
  const std::string key = here.Json({"key", "create", "--scope", "topup:read"})["key"];
  const auto answer = here.Get(here.url() + "/v1/topups/" + id + "/receipt", key);
  ASSERT_TRUE(answer);
  std::string link = nlohmann::json::parse(answer->body)["links"]["check"];
  EXPECT_EQ(here.Run({"receipt", "verify", link}).code, 0);
  EXPECT_EQ(here.Get(link)->status, 302) << "to the page that says so";
  link.replace(link.find(".1500."), 6, ".9900.");
  EXPECT_EQ(here.Run({"receipt", "verify", link}).code, 1);
  const Finished wrong = here.Run({"receipt", "verify", here.url() + "/r/xx"});
  EXPECT_EQ(wrong.code, 1) << wrong.err;
  EXPECT_NE(wrong.out.find("This link contains no receipt."), std::string::npos)
      << wrong.out << wrong.err;
}

TEST(Receipt, ReceiptIsMadeWithoutAServer) {
  Installation here;
  here.StartDemo();
  const std::string id = PaidInCash(here);
  EXPECT_EQ(here.StopServer(), 0);
  const std::string file = here.folder() + "/receipt.pdf";
  const Finished saved = here.Run({"receipt", "save", id, "--out", file});
  EXPECT_EQ(saved.code, 0) << saved.err;
  EXPECT_EQ(here.Run({"receipt", "verify", file}).code, 0);
}

TEST(Receipt, MissingReceiptIsExplained) {
  Installation here;
  here.StartDemo();
  const auto placed = here.Json(
      {"topup", "place", "0470123456", "--amount", "15", "--tender", "card", "--no-wait"});
  const std::string file = here.folder() + "/receipt.pdf";
  const Finished none = here.Run({"receipt", "save", placed["reference"], "--out", file});
  EXPECT_EQ(none.code, 3);
  EXPECT_NE(none.err.find("No money was taken"), std::string::npos) << none.err;
  EXPECT_EQ(here.Run({"receipt", "save", placed["reference"], "--out", "receipt.gif"}).code, 2);
  Write(file, "%PDF-1.5 of somebody else");
  EXPECT_EQ(here.Json({"receipt", "verify", file}, 1)["verdict"], "no_receipt");
  EXPECT_EQ(here.Run({"receipt", "verify", here.folder() + "/nowhere.pdf"}).code, 2);
}

TEST(Receipt, ReceiptOfALostKeyStaysValid) {
  Installation here;
  here.StartDemo();
  const std::string id = PaidInCash(here);
  const std::string file = here.folder() + "/receipt.pdf";
  ASSERT_EQ(here.Run({"receipt", "save", id, "--out", file}).code, 0);
  EXPECT_EQ(here.StopServer(), 0);
  struct stat seen {};
  ASSERT_EQ(stat((here.data() + "/receipt.key").c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777U, 0600U);
  const std::string before = here.Run({"receipt", "key"}).out;
  ASSERT_EQ(unlink((here.data() + "/receipt.key").c_str()), 0);

  here.StartDemo();
  const auto keys = here.Json({"receipt", "key"});
  EXPECT_NE(keys["key"].get<std::string>() + "\n", before);
  EXPECT_EQ(keys["earlier"][0].get<std::string>() + "\n", before);
  EXPECT_EQ(here.Run({"receipt", "verify", file}).code, 0);
}

TEST(Receipt, BackupAndRestoreIncludeTheKey) {
  Installation here;
  here.StartDemo();
  const std::string file = here.folder() + "/receipt.pdf";
  const std::string id = PaidInCash(here);
  ASSERT_EQ(here.Run({"receipt", "save", id, "--out", file}).code, 0);
  const std::string public_key = here.Run({"receipt", "key"}).out;
  const std::string key = Read(here.data() + "/receipt.key");
  ASSERT_GT(key.size(), 64U);
  const std::string copy = here.folder() + "/copy.db";
  Write(copy + ".receipt.key", "something else");
  EXPECT_EQ(here.Run({"backup", copy}).code, 4) << "overwrites nothing";
  EXPECT_NE(access(copy.c_str(), F_OK), 0);
  ASSERT_EQ(unlink((copy + ".receipt.key").c_str()), 0);
  const Finished made = here.Run({"backup", copy});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_NE(made.out.find(copy + ".receipt.key"), std::string::npos) << made.out;
  EXPECT_EQ((made.out + made.err + here.server().out()).find(key.substr(0, key.size() - 1)),
            std::string::npos)
      << "it is never printed";
  struct stat seen {};
  ASSERT_EQ(stat((copy + ".receipt.key").c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777U, 0600U);
  EXPECT_EQ(Read(copy + ".receipt.key"), key);
  EXPECT_EQ(here.StopServer(), 0);

  std::filesystem::rename(here.data(), here.folder() + "/lost");
  EXPECT_EQ(here.Json({"restore", copy})["receipt_key"], true);
  ASSERT_EQ(stat((here.data() + "/receipt.key").c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777U, 0600U);
  here.StartDemo();
  EXPECT_EQ(here.Run({"receipt", "key"}).out, public_key) << "the same key, and no other";
  EXPECT_EQ(here.Run({"receipt", "verify", file}).code, 0);
}

TEST(Receipt, RestoreWarnsOfAMissingOrDifferentKey) {
  Installation here;
  here.StartDemo();
  const std::string copy = here.folder() + "/copy.db";
  ASSERT_EQ(here.Run({"backup", copy}).code, 0);
  EXPECT_EQ(here.StopServer(), 0);
  std::filesystem::rename(here.data(), here.folder() + "/lost");

  std::filesystem::create_directories(here.data());
  Write(here.data() + "/receipt.key", "herlaad-receipt-key-1 " + std::string(64, 'a') + "\n");
  const Finished other = here.Run({"restore", copy});
  EXPECT_EQ(other.code, 4);
  EXPECT_NE(other.err.find("nothing is overwritten"), std::string::npos) << other.err;
  EXPECT_EQ(here.Run({"topup", "list"}).code, 4) << "and leaves no database behind";

  ASSERT_EQ(unlink((here.data() + "/receipt.key").c_str()), 0);
  ASSERT_EQ(unlink((copy + ".receipt.key").c_str()), 0);
  const Finished without = here.Run({"restore", copy});
  EXPECT_EQ(without.code, 0) << without.err;
  EXPECT_NE(without.out.find("There is no receipt key"), std::string::npos) << without.out;
}

TEST(Receipt, InvalidKeyFilePreventsTheServerFromStarting) {
  Installation here;
  std::filesystem::create_directories(here.data());
  Write(here.data() + "/receipt.key", "something else");
  const Finished serve = here.Run({"serve", "--port", "0"});
  EXPECT_EQ(serve.code, 4);
  EXPECT_NE(serve.err.find("receipt.key"), std::string::npos) << serve.err;
}

TEST(ReceiptCommand, ReceiptThatCannotBeWrittenLeavesNothing) {
  Installation here;
  here.StartDemo();
  const std::string id = here.Json(
      {"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"})["reference"];
  const Finished nowhere =
      here.Run({"receipt", "save", id, "--out", here.folder() + "/none/receipt.pdf"});
  EXPECT_EQ(nowhere.code, 6) << nowhere.err;
  EXPECT_NE(nowhere.err.find("No such file or directory"), std::string::npos) << nowhere.err;
  EXPECT_FALSE(std::filesystem::exists(here.folder() + "/none"));
}

TEST(ReceiptCommand, MistypedReceiptNumberIsAnsweredWithItsForm) {
  Installation here;
  here.StartDemo();
  const Finished refused =
      here.Run({"receipt", "save", "re_123", "--out", here.folder() + "/receipt.pdf"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("\"re_123\" is not "), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("the number of its receipt (re_ and 14 characters)"),
            std::string::npos)
      << refused.err;
  const std::string help = testing::Run({{Program(), "receipt", "save", "--help"}}).out;
  EXPECT_NE(help.find("re_…"), std::string::npos) << help;
}

// Like a disk that becomes full after the first kilobyte.
TEST(ReceiptCommand, PartOfAReceiptIsRemoved) {
  Installation here;
  here.StartDemo();
  const std::string id = PaidInCash(here);
  for (const std::string form : {"pdf", "png"}) {
    const std::string file = here.folder() + "/receipt." + form;
    const std::string script = "ulimit -f 1; exec " + Program() + " receipt save " + id +
                               " --out " + file + " --data " + here.data();
    const Finished saved = testing::Run({{"/bin/bash", "-c", script}});
    EXPECT_EQ(saved.code, 6) << saved.out << saved.err;
    EXPECT_EQ(saved.err, "error: cannot write " + file + ": File too large\n");
    EXPECT_EQ(saved.out, "");
    EXPECT_FALSE(std::filesystem::exists(file));
  }
  EXPECT_NE(here.Run({"receipt", "save", id, "--out", "/dev/full"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists("/dev/full"));
  const std::string link = here.folder() + "/full.pdf";
  std::filesystem::create_symlink("/dev/full", link);
  EXPECT_NE(here.Run({"receipt", "save", id, "--out", link}).code, 0);
  EXPECT_TRUE(std::filesystem::exists("/dev/full"));
}

}  // namespace
}  // namespace herlaad::testing
