#include "apps/herlaad/link_keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "apps/herlaad/secret_file.h"

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
  }
  static mode_t ModeOf(const std::string& path) {
    struct stat seen {};
    EXPECT_EQ(stat(path.c_str(), &seen), 0);
    return seen.st_mode & 0777U;
  }

  std::string folder_;
  std::string path_ = LinkKeyFile(folder_);
};

TEST_F(LinkKeysTest, AreReadAsTheyWereWritten) {
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

TEST_F(LinkKeysTest, AreForTheirOwnerOnlyWhateverWasThereBefore) {
  Write(path_ + ".new", "left behind");
  Write(path_, "anything");
  ASSERT_EQ(chmod((path_ + ".new").c_str(), 0666), 0);
  ASSERT_TRUE(WriteLinkKeys(path_, NewLinkKeys()).ok());
  EXPECT_EQ(ModeOf(path_), 0600U);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(LinkKeysTest, WhatIsNoneIsRefusedAndNotShown) {
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

TEST_F(LinkKeysTest, ACopyOverwritesNothing) {
  const std::string copy = folder_ + "/copy";
  EXPECT_FALSE(CopyLinkKeys(path_, copy).ok()) << "there is nothing to copy";
  ASSERT_TRUE(WriteLinkKeys(path_, Rotated(NewLinkKeys())).ok());
  ASSERT_TRUE(CopyLinkKeys(path_, copy).ok());
  EXPECT_EQ(ModeOf(copy), 0600U);
  EXPECT_TRUE(CopyLinkKeys(path_, copy).ok()) << "the same";
  ASSERT_TRUE(WriteLinkKeys(path_, NewLinkKeys()).ok());
  EXPECT_FALSE(CopyLinkKeys(path_, copy).ok());
}

TEST_F(LinkKeysTest, TheNameOfAKeyIsNotTheKey) {
  const LinkKeys one = NewLinkKeys();
  EXPECT_EQ(NameOf(one.current), NameOf(one.current));
  EXPECT_NE(NameOf(one.current), NameOf(NewLinkKeys().current));
  EXPECT_EQ(NameOf(one.current).find(one.current.Reveal()), std::string::npos);
}

TEST_F(LinkKeysTest, WhereNothingCanBeWrittenThatIsSaid) {
  const auto put = PutSecretFile(folder_ + "/nowhere/link.key", Secret("the secret itself"));
  ASSERT_FALSE(put.ok());
  EXPECT_EQ(put.error().find("the secret itself"), std::string::npos);
}

}  // namespace
}  // namespace herlaad::app
