#include "apps/herlaad/server/receipt_key.h"

#include <gtest/gtest.h>

namespace herlaad::app {
namespace {

using receipts::PublicKey;
using receipts::SigningKey;

TEST(ReceiptKeys, PublicKeysAreFoundInAnyText) {
  const PublicKey one = SigningKey::New().Public();
  const PublicKey two = SigningKey::New().Public();
  EXPECT_EQ(PublicKeysIn(TextOf({one, two})), (std::vector{one, two}));
  EXPECT_EQ(PublicKeysIn(R"({"algorithm":"Ed25519","key":")" + one.Text() + R"(","earlier":[")" +
                         two.Text() + "\"]}\n"),
            (std::vector{one, two}));
  EXPECT_EQ(PublicKeysIn("").size(), 0U);
  EXPECT_EQ(PublicKeysIn(one.Text() + "00").size(), 0U);
  EXPECT_EQ(PublicKeysIn("x" + one.Text()).size(), 0U);
}

TEST(ReceiptKeys, PrivateKeyIsNotTakenForAPublicOne) {
  EXPECT_EQ(PublicKeysIn(SigningKey::New().Text().Reveal()).size(), 0U);
}

TEST(ReceiptKeys, KeysAreUniqueAndBounded) {
  std::vector<PublicKey> keys;
  for (std::size_t i = 0; i < kReceiptKeysMax + 3; ++i)
    keys = With(std::move(keys), SigningKey::New().Public());
  EXPECT_EQ(keys.size(), kReceiptKeysMax);
  EXPECT_EQ(With(keys, keys.front()), keys);
}

}  // namespace
}  // namespace herlaad::app
