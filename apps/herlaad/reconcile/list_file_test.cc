#include "apps/herlaad/reconcile/list_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/process.h"

namespace herlaad::app {
namespace {

Digest DigestOfFile(const std::string& text, const std::string& account = "telenet") {
  const testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/list.csv";
  std::ofstream(path, std::ios::binary) << text;
  const auto read = ReadListFile({path, std::nullopt, account}, {});
  EXPECT_TRUE(read.ok()) << read.error();
  return read.ok() ? read->file.digest : Digest{};
}

constexpr const char* kDeliveries =
    "reference,amount,time,state\ntu_1-d1,15.00,2026-11-29,delivered\n";

TEST(ListFile, AListIsRecognisedByWhatItSaysAndNotByItsBytes) {
  const std::string text = kDeliveries;
  EXPECT_EQ(DigestOfFile(text), DigestOfFile(text + "\n"));
  EXPECT_EQ(DigestOfFile(text),
            DigestOfFile("amount,reference,time,state\n15.00,tu_1-d1,2026-11-29,delivered\n"));
  EXPECT_NE(DigestOfFile(text),
            DigestOfFile("reference,amount,time,state\ntu_1-d1,15.01,2026-11-29,delivered\n"));
  EXPECT_NE(DigestOfFile(text), DigestOfFile(text, "proximus"));
}

TEST(ListFile, ACsvListInUtf16IsRefusedByTheNameOfItsEncoding) {
  std::string wide = "\xFF\xFE";
  for (const char c : std::string(kDeliveries)) (wide += c) += '\0';
  const testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/list.csv";
  std::ofstream(path, std::ios::binary) << wide;
  for (const auto kind : {std::optional<reconcile::SourceKind>(),
                          std::optional(reconcile::SourceKind::kDeliveries)}) {
    const auto read = ReadListFile({path, kind, "telenet"}, {});
    ASSERT_FALSE(read.ok());
    EXPECT_NE(read.error().find(" in UTF-16"), std::string::npos) << read.error();
    EXPECT_NE(read.error().find("Save it as UTF-8."), std::string::npos) << read.error();
  }
}

TEST(ListFile, TillsMayBeCountedAgainWithTheSameResult) {
  const std::string text = "till,day,counted\nkiosk,2026-11-29,12.00\n";
  EXPECT_EQ(DigestOfFile(text), DigestOfFile(text));
  EXPECT_NE(DigestOfFile(text), DigestOfFile(text + "\n"));
}

}  // namespace
}  // namespace herlaad::app
