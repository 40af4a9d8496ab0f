#include "base/email/email_address.h"

#include <gtest/gtest.h>

namespace herlaad::email {
namespace {

TEST(EmailAddress, ValidAddressesAreAccepted) {
  const std::string taken[] = {"a@b.be",
                               "jan.peeters+herlaad@example.com",
                               "o'neill@sub.domain.example.org",
                               "x_1-2@xn--bcher-kva.example",
                               "1@2.co",
                               std::string(64, 'a') + "@example.com"};
  for (const std::string& text : taken) {
    const auto address = EmailAddress::Parse(text);
    ASSERT_TRUE(address.ok()) << text;
    EXPECT_EQ(address->text(), text);
  }
  EXPECT_EQ(EmailAddress::Parse("jan@mail.example.com")->domain(), "mail.example.com");
}

TEST(EmailAddress, InvalidAddressesAreRejectedWithTheReason) {
  const std::pair<std::string, EmailError> cases[] = {
      {"", EmailError::kEmpty},
      {std::string(250, 'a') + "@b.be", EmailError::kTooLong},
      {std::string(65, 'a') + "@b.be", EmailError::kTooLong},
      {"jan peeters@example.com", EmailError::kCharacters},
      {"Jan <jan@example.com>", EmailError::kCharacters},
      {"\"jan\"@example.com", EmailError::kCharacters},
      {"jan@example.com,eve@example.com", EmailError::kCharacters},
      {"jan@example.com\r\nBcc: eve@example.com", EmailError::kCharacters},
      {"jan@example.com\n", EmailError::kCharacters},
      {std::string("jan@example.com\0", 16), EmailError::kCharacters},
      {"jan@exämple.com", EmailError::kCharacters},
      {"jan@[127.0.0.1]", EmailError::kCharacters},
      {"jan", EmailError::kNoAt},
      {"@example.com", EmailError::kNoAt},
      {"jan@", EmailError::kNoAt},
      {"jan@eve@example.com", EmailError::kNoAt},
      {".jan@example.com", EmailError::kDots},
      {"jan.@example.com", EmailError::kDots},
      {"j..n@example.com", EmailError::kDots},
      {"jan@example.com.", EmailError::kDots},
      {"jan@localhost", EmailError::kDomain},
      {"jan@-example.com", EmailError::kDomain},
      {"jan@exa_mple.com", EmailError::kDomain},
      {"jan@127.0.0.1", EmailError::kDomain},
      {"jan@" + std::string(64, 'a') + ".com", EmailError::kDomain},
  };
  for (const auto& [text, error] : cases) {
    const auto address = EmailAddress::Parse(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_EQ(address.error(), error) << text << ": " << Text(address.error());
  }
}

}  // namespace
}  // namespace herlaad::email
