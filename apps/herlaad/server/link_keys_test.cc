#include "apps/herlaad/server/link_keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "apps/herlaad/server/secret_file.h"

namespace herlaad::app {
namespace {

class LinkKeysTest : public ::testing::Test {
 protected:
  LinkKeysTest() : folder_(::testing::TempDir() + "/link-keys-" + RandomSecret(8).Reveal()) {
    std::filesystem::create_directories(folder_);
  }
  ~LinkKeysTest() override { std::filesystem::remove_all(folder_); }

  static void Write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
    ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  }
  static mode_t ModeOf(const std::string& path) {
    struct stat seen {};
    EXPECT_EQ(stat(path.c_str(), &seen), 0);
    return seen.st_mode & 0777U;
  }

  std::string folder_;
  std::string path_ = LinkKeyFile(folder_);
};

TEST_F(LinkKeysTest, KeysAreReadAsWritten) {
  EXPECT_FALSE(ReadLinkKeys(path_)->has_value()) << "there is none yet";
  const LinkKeys first = NewLinkKeys();
  ASSERT_TRUE(WriteLinkKeys(path_, first).ok());
  const LinkKeys second = Rotated(first);
  EXPECT_FALSE(second.current == first.current);
  ASSERT_TRUE(WriteLinkKeys(path_, second).ok());
  const auto read = ReadLinkKeys(path_);
  ASSERT_TRUE(read.ok() && *read);
  EXPECT_TRUE((*read)->current == second.current);
  EXPECT_TRUE((*read)->before == first.current);
}

TEST_F(LinkKeysTest, FileIsForItsOwnerOnlyWhateverWasThereBefore) {
  Write(path_ + ".new", "left behind");
  Write(path_, "anything");
  ASSERT_EQ(chmod((path_ + ".new").c_str(), 0666), 0);
  ASSERT_TRUE(WriteLinkKeys(path_, NewLinkKeys()).ok());
  EXPECT_EQ(ModeOf(path_), 0600U);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(LinkKeysTest, InvalidFileIsRejectedWithoutShowingIt) {
  const std::string key(30, 'k');
  for (const std::string& text :
       {std::string(), std::string("herlaad-link-key-1 short\n"), key + "\n",
        "herlaad-link-key-1 " + key + "\nherlaad-link-key-1 " + key + "\nherlaad-link-key-1 " +
            key + "\n",
        "herlaad-link-key-1 " + key + " " + key + "\n", std::string(100'000, 'a')}) {
    Write(path_, text);
    const auto read = ReadLinkKeys(path_);
    ASSERT_FALSE(read.ok()) << text.substr(0, 100);
    EXPECT_EQ(read.error().find(key), std::string::npos);
  }
}

// Somebody else may have read or replaced it.
TEST_F(LinkKeysTest, FileOpenToOthersIsNotUsed) {
  ASSERT_TRUE(WriteLinkKeys(path_, NewLinkKeys()).ok());
  for (const mode_t mode : {0640U, 0400U}) {
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    EXPECT_TRUE(ReadLinkKeys(path_).ok()) << mode;
  }
  for (const mode_t mode : {0644U, 0660U, 0602U}) {
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    const auto read = ReadLinkKeys(path_);
    ASSERT_FALSE(read.ok()) << mode;
    EXPECT_NE(read.error().find("chmod 600"), std::string::npos) << read.error();
  }
}

TEST_F(LinkKeysTest, FileOfAnotherUserIsNotUsed) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can make a file of another user";
  ASSERT_TRUE(WriteLinkKeys(path_, NewLinkKeys()).ok());
  ASSERT_EQ(chown(path_.c_str(), 65'534, 65'534), 0);
  const auto read = ReadLinkKeys(path_);
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().find("another user"), std::string::npos) << read.error();
  ASSERT_EQ(chown(folder_.c_str(), 65'534, 65'534), 0);
  EXPECT_TRUE(ReadLinkKeys(path_).ok()) << "the folder is theirs too";
}

TEST_F(LinkKeysTest, CopyOverwritesNothing) {
  const std::string copy = folder_ + "/copy";
  EXPECT_FALSE(CopyLinkKeys(path_, copy).ok()) << "there is nothing to copy";
  ASSERT_TRUE(WriteLinkKeys(path_, Rotated(NewLinkKeys())).ok());
  ASSERT_TRUE(CopyLinkKeys(path_, copy).ok());
  EXPECT_EQ(ModeOf(copy), 0600U);
  EXPECT_TRUE(CopyLinkKeys(path_, copy).ok()) << "the same";
  ASSERT_TRUE(WriteLinkKeys(path_, NewLinkKeys()).ok());
  EXPECT_FALSE(CopyLinkKeys(path_, copy).ok());
}

TEST_F(LinkKeysTest, NameOfAKeyDoesNotRevealIt) {
  const LinkKeys one = NewLinkKeys();
  EXPECT_EQ(NameOf(one.current), NameOf(one.current));
  EXPECT_NE(NameOf(one.current), NameOf(NewLinkKeys().current));
  EXPECT_EQ(NameOf(one.current).find(one.current.Reveal()), std::string::npos);
}

TEST_F(LinkKeysTest, FailedWriteIsReported) {
  const auto put = PutSecretFile(folder_ + "/nowhere/link.key", Secret("the secret itself"));
  ASSERT_FALSE(put.ok());
  EXPECT_EQ(put.error().find("the secret itself"), std::string::npos);
}

}  // namespace
}  // namespace herlaad::app
