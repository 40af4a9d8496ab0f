#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/credentials/one_time_code.h"
#include "base/credentials/password.h"
#include "base/credentials/sealing.h"

namespace herlaad::credentials {
namespace {

TEST(Password, IsKeptAsAnArgon2idHashThatOnlyItMatches) {
  const Secret password("correct horse battery");
  const std::string hash = HashPassword(password, HashCost::kTest);
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_EQ(hash.find(password.Reveal()), std::string::npos);
  EXPECT_TRUE(PasswordMatches(hash, password));
  EXPECT_FALSE(PasswordMatches(hash, Secret("correct horse batterY")));
  EXPECT_FALSE(PasswordMatches(hash, Secret("")));
  EXPECT_NE(HashPassword(password, HashCost::kTest), hash);
}

TEST(Password, FullCostTakes64MiB) {
  const std::string hash = HashPassword(Secret("correct horse battery"));
  EXPECT_NE(hash.find("$m=65536,"), std::string::npos) << hash;
}

TEST(Password, WhatIsNoHashMatchesNothing) {
  for (const char* hash : {"", "x", "$argon2id$", "correct horse battery"})
    EXPECT_FALSE(PasswordMatches(hash, Secret(hash))) << hash;
  EXPECT_FALSE(PasswordMatches(std::string(200, '$'), Secret("x")));
}

// Letters far from each other.
std::string Varied(int length) {
  std::string text;
  for (int i = 0; i < length; ++i) text += static_cast<char>('a' + i * 7 % 26);
  return text;
}

TEST(Password, FaultTable) {
  const std::string some = "five green bikes";
  struct Row {
    const char* why;
    std::string password;
    bool accepted;
  };
  const Row rows[] = {
      {"a few words", some, true},
      {"11 characters", some.substr(0, 11), false},
      {"12 characters", some.substr(0, 12), true},
      {"characters, not bytes", "éééééé", false},
      {"12 characters of two bytes", "éàèùçßäöüñåø", true},
      {"256 bytes", some + Varied(240), true},
      {"257 bytes", some + Varied(241), false},
      {"one character", "aaaaaaaaaaaaaaa", false},
      {"few characters", "abcabcabdabcabd", false},
      {"a word over and over", "bicyclebicycle", false},
      {"letters in a row", "abcdefghijklmnop", false},
      {"digits in a row", "987654321012", false},
      {"the name", "an.peeters!1", false},
      {"the name in capitals", "AN.PEETERS-AN.PEETERS-", false},
      {"a part of the name and little else", "peeters2026!", false},
      {"the product", "Herlaad2026!", false},
      {"the word password", "Password-123", false},
      {"rows of two keyboards", "qwertyazerty1", false},
      {"a word of that kind in a sentence", "my password is blue", true},
  };
  for (const Row& row : rows)
    EXPECT_EQ(PasswordFault(Secret(row.password), "an.peeters").empty(), row.accepted) << row.why;
}

// RFC 6238, appendix B: the last six of its eight digits.
TEST(OneTimeCode, FollowsTheExamplesOfTheRfc) {
  const Secret secret("12345678901234567890");
  struct Row {
    std::int64_t seconds;
    const char* code;
  };
  for (const Row& row : {Row{59, "287082"}, Row{1'111'111'109, "081804"},
                         Row{1'111'111'111, "050471"}, Row{1'234'567'890, "005924"},
                         Row{2'000'000'000, "279037"}, Row{20'000'000'000, "353130"}}) {
    EXPECT_EQ(CodeOf(secret, row.seconds / 30).Reveal(), row.code) << row.seconds;
  }
}

TEST(OneTimeCode, SecretHas20BytesAnd32Characters) {
  const Secret secret = NewCodeSecret();
  EXPECT_EQ(secret.Reveal().size(), 20U);
  EXPECT_EQ(Base32Of(secret).Reveal().size(), 32U);
  EXPECT_FALSE(NewCodeSecret() == secret);
  EXPECT_EQ(OtpAuthUri("Herlaad", "an", Secret("12345678901234567890")).Reveal(),
            "otpauth://totp/Herlaad:an?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Herlaad");
}

TEST(OneTimeCode, IsReadWithSpaces) {
  for (const char* typed : {"123456", "123 456", " 12 34 56 ",
                            "123\xC2\xA0"
                            "456",
                            "123\xE2\x80\xAF"
                            "456"}) {
    const auto code = ReadCode(typed);
    ASSERT_TRUE(code.has_value()) << typed;
    EXPECT_EQ(code->Reveal(), "123456");
  }
  for (const char* typed : {"", " ", "12345", "1234567", "123-456", "12345a", "１２３４５６"})
    EXPECT_FALSE(ReadCode(typed).has_value()) << typed;
}

TEST(OneTimeCode, IsFoundAmongItsSteps) {
  const Secret secret = NewCodeSecret();
  for (const std::int64_t step : {99, 100, 101})
    EXPECT_EQ(StepOfCode(secret, CodeOf(secret, step), step, step), step);
  const Secret later = CodeOf(secret, 103);
  const auto found = StepOfCode(secret, later, 99, 101);
  EXPECT_TRUE(!found || CodeOf(secret, *found) == later) << "codes may coincide, rarely";
}

TEST(Sealing, OpensWithItsKeyAndInItsPlaceOnly) {
  rc::check([](const std::string& text) {
    const Secret key("a key of some length");
    const std::string sealed = Seal(key, "code of an", Secret(text));
    RC_ASSERT(Unseal(key, "code of an", sealed) == std::optional(Secret(text)));
    RC_ASSERT(!Unseal(key, "code of bo", sealed).has_value());
    RC_ASSERT(!Unseal(Secret("another key"), "code of an", sealed).has_value());
    RC_ASSERT(Seal(key, "code of an", Secret(text)) != sealed);
  });
}

TEST(Sealing, NoByteCanBeChangedOrLeftOut) {
  const Secret key("a key of some length");
  const std::string sealed = Seal(key, "x", Secret("12345678901234567890"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Unseal(key, "x", changed).has_value()) << i;
    EXPECT_FALSE(Unseal(key, "x", sealed.substr(0, i)).has_value()) << i;
  }
}

}  // namespace
}  // namespace herlaad::credentials
