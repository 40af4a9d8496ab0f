#include "adapters/receipts/signing.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "adapters/receipts/samples.h"

namespace herlaad::receipts {
namespace {

class KeyFile : public ::testing::Test {
 protected:
  KeyFile() : folder_(::testing::TempDir() + "/receipt-key-" + RandomSecret(8).Reveal()) {
    std::filesystem::create_directories(folder_);
  }
  ~KeyFile() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
  std::string path_ = folder_ + "/receipt.key";
};

TEST_F(KeyFile, KeyIsCreatedOnceForItsOwnerOnly) {
  const auto first = KeyInFile(path_);
  ASSERT_TRUE(first.ok()) << first.error();
  struct stat seen {};
  ASSERT_EQ(stat(path_.c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777U, 0600U);
  const auto again = KeyInFile(path_);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(first->Public(), again->Public());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1)
      << "no draft is left behind";
  EXPECT_NE(KeyInFile(folder_ + "/other.key")->Public(), first->Public());
}

TEST_F(KeyFile, FileWithOtherContentIsNeitherUsedNorOverwritten) {
  for (const std::string& text :
       {std::string(), std::string("herlaad-receipt-key-1 00"), std::string(100'000, 'a')}) {
    std::ofstream(path_, std::ios::trunc) << text;
    const auto key = KeyInFile(path_);
    ASSERT_FALSE(key.ok());
    EXPECT_NE(key.error().find(path_), std::string::npos);
    EXPECT_EQ(std::filesystem::file_size(path_), text.size());
  }
}

TEST_F(KeyFile, CopyIsForItsOwnerOnlyAndOverwritesNothing) {
  const auto key = KeyInFile(path_);
  const std::string copy = folder_ + "/copy.key";
  ASSERT_TRUE(CopyKey(path_, copy).ok());
  struct stat seen {};
  ASSERT_EQ(stat(copy.c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777U, 0600U);
  EXPECT_EQ(KeyInFile(copy)->Public(), key->Public());
  EXPECT_TRUE(CopyKey(path_, copy).ok()) << "it is there already";

  const std::string other = folder_ + "/other.key";
  const auto others = KeyInFile(other);
  const auto refused = CopyKey(path_, other);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().find("nothing is overwritten"), std::string::npos);
  EXPECT_EQ(refused.error().find(key->Text().Reveal()), std::string::npos);
  EXPECT_EQ(KeyInFile(other)->Public(), others->Public());
  EXPECT_FALSE(CopyKey(folder_ + "/nowhere.key", folder_ + "/new.key").ok());
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/new.key"));
}

TEST_F(KeyFile, MissingFolderIsReported) {
  const auto key = KeyInFile(folder_ + "/nowhere/receipt.key");
  ASSERT_FALSE(key.ok());
  EXPECT_NE(key.error().find("nowhere"), std::string::npos);
}

TEST(Signing, KeyIsParsedFromItsText) {
  const SigningKey key = SigningKey::New();
  const auto read = SigningKey::Parse(key.Text().Reveal());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->Public(), key.Public());
  EXPECT_EQ(PublicKey::Parse(" " + key.Public().Text() + "\n"), key.Public());
  EXPECT_FALSE(PublicKey::Parse(key.Public().Text() + "00").has_value());
  EXPECT_FALSE(PublicKey::Parse(key.Public().Text().substr(2) + "zz").has_value());
  EXPECT_FALSE(SigningKey::Parse(key.Public().Text()).has_value());
}

// RFC 8032 has no test vector with our prefix; the public key for this seed is fixed.
TEST(Signing, SameSeedGivesTheSameKeyEverywhere) {
  EXPECT_EQ(samples::Key().Public().Text(),
            "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
}

TEST(Signing, SignatureIsValidForOneTextOneKindAndOneKey) {
  const SigningKey key = samples::Key();
  const std::string signature = key.Sign("receipt", "a text");
  EXPECT_EQ(signature.size(), kSignatureCharacters);
  EXPECT_EQ(signature, key.Sign("receipt", "a text"));
  EXPECT_TRUE(key.Public().Verifies("receipt", "a text", signature));
  EXPECT_FALSE(key.Public().Verifies("receipt", "a texT", signature));
  EXPECT_FALSE(key.Public().Verifies("receipt file", "a text", signature));
  EXPECT_FALSE(SigningKey::New().Public().Verifies("receipt", "a text", signature));
}

// A backup may be written where others can write: a file they place at the draft's path must not
// receive the secret.
TEST_F(KeyFile, CopyIsNotWrittenThroughALink) {
  ASSERT_TRUE(KeyInFile(path_).ok());
  const std::string copy = folder_ + "/copy.key";
  const std::string bait = folder_ + "/bait";
  std::ofstream(bait) << "theirs";
  std::filesystem::create_symlink(bait, copy + ".new");
  ASSERT_TRUE(CopyKey(path_, copy).ok());
  std::string kept;
  std::ifstream(bait) >> kept;
  EXPECT_EQ(kept, "theirs");
  const std::string other = folder_ + "/other.key";
  std::ofstream(other + ".new") << "readable";
  ASSERT_EQ(chmod((other + ".new").c_str(), 0666), 0);
  ASSERT_TRUE(CopyKey(path_, other).ok());
  struct stat about {};
  ASSERT_EQ(stat(other.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST(Signing, SignatureHasOneEncoding) {
  const SigningKey key = samples::Key();
  const std::string signature = key.Sign("receipt", "a text");
  for (std::size_t i = 0; i < signature.size(); ++i) {
    for (const char c : std::string("0OoILi1Zz.-")) {
      std::string other = signature;
      other[i] = c;
      if (other == signature) continue;
      EXPECT_FALSE(key.Public().Verifies("receipt", "a text", other)) << i << " " << c;
    }
  }
  EXPECT_FALSE(key.Public().Verifies("receipt", "a text", signature + "0"));
  EXPECT_FALSE(key.Public().Verifies("receipt", "a text", ""));
}

}  // namespace
}  // namespace herlaad::receipts
