#include "adapters/gateways/callback_signature.h"

#include <gtest/gtest.h>

namespace herlaad::gateways {
namespace {

const Secret kKey("shared");
constexpr Instant kNow{1'795'000'000'000};
constexpr Millis kTolerance{300'000};
const std::string kTime = "1795000000";

std::string Signed(const std::string& time, const std::string& body) {
  return "t=" + time + ",v1=" + HmacHex(kKey, time + "." + body);
}

bool Believed(const std::string& header, const std::string& body, Instant now = kNow) {
  return SignatureMatches(header, body, kKey, now, kTolerance);
}

TEST(SignatureMatches, ValidSignatureIsAccepted) {
  EXPECT_TRUE(Believed(Signed(kTime, "{}"), "{}"));
  EXPECT_TRUE(Believed("t=" + kTime + ",v1=00,v0=zz,v1=" + HmacHex(kKey, kTime + ".{}"), "{}"))
      << "any v1 will do: keys are rolled";
  EXPECT_TRUE(Believed(Signed(kTime, ""), ""));
}

TEST(SignatureMatches, InvalidSignatureIsRejected) {
  const std::string good = Signed(kTime, "{}");
  const std::string hex = HmacHex(kKey, kTime + ".{}");
  EXPECT_FALSE(Believed(good, "{ }")) << "tampered body";
  EXPECT_FALSE(Believed("t=1795000001,v1=" + hex, "{}")) << "tampered time";
  EXPECT_FALSE(Believed("t=" + kTime + ",v1=" + hex.substr(1), "{}")) << "cut off";
  EXPECT_FALSE(Believed("t=" + kTime + ",v1=0,v1=0,v1=0,v1=" + hex, "{}")) << "the fourth";
  EXPECT_FALSE(Believed("t=" + kTime + ",v1=", "{}"));
  EXPECT_FALSE(Believed("t=" + kTime, "{}")) << "no signature";
  EXPECT_FALSE(Believed("v1=" + hex + ",t=" + kTime, "{}")) << "another order";
  EXPECT_FALSE(Believed("t=" + kTime + ",v0=" + hex, "{}")) << "another scheme";
  EXPECT_FALSE(Believed("t=" + kTime + " ,v1=" + hex, "{}"));
  EXPECT_FALSE(Believed("t=,v1=" + HmacHex(kKey, ".{}"), "{}"));
  EXPECT_FALSE(Believed("t=-5,v1=" + HmacHex(kKey, "-5.{}"), "{}"));
  EXPECT_FALSE(Believed(Signed("99999999999999999999", "{}"), "{}"));
  EXPECT_FALSE(Believed("", "{}"));
  EXPECT_FALSE(Believed(good + std::string(2'000, ','), "{}")) << "too long";
  EXPECT_FALSE(SignatureMatches("t=" + kTime + ",v1=" + HmacHex(Secret("other"), kTime + ".{}"),
                                "{}", kKey, kNow, kTolerance))
      << "another key";
  EXPECT_FALSE(SignatureMatches("t=" + kTime + ",v1=" + HmacHex(Secret(""), kTime + ".{}"), "{}",
                                Secret(""), kNow, kTolerance))
      << "no key signs nothing";
}

TEST(SignatureMatches, OldAndFutureTimestampsAreRejected) {
  const std::string good = Signed(kTime, "{}");
  EXPECT_TRUE(Believed(good, "{}", kNow + Millis(300'000)));
  EXPECT_FALSE(Believed(good, "{}", kNow + Millis(300'001)));
  EXPECT_TRUE(Believed(good, "{}", kNow - Millis(300'000)));
  EXPECT_FALSE(Believed(good, "{}", kNow - Millis(300'001)));
}

TEST(SignatureMatches, OtherSchemesTakeNoPlace) {
  const std::string hex = HmacHex(kKey, kTime + ".{}");
  EXPECT_TRUE(Believed("t=" + kTime + ",v0=0,v0=0,v0=0,v0=0,v1=" + hex, "{}"));
  EXPECT_TRUE(Believed("t=" + kTime + ",v1=0,v1=0,v1=" + hex + ",v0=0", "{}"));
}

TEST(IsSigned, ExactlyOneHeaderAndAnyKey) {
  const std::pair<std::string, std::string> good{"x-signature", Signed(kTime, "{}")};
  const std::pair<std::string, std::string> bad{"x-signature", "t=" + kTime + ",v1=0"};
  const std::pair<std::string, std::string> other{"y-signature", Signed(kTime, "{}")};
  const auto is_signed = [](const engine::Gateway::Headers& headers,
                            const std::vector<Secret>& keys) {
    return IsSigned(headers, "x-signature", "{}", keys, kNow, kTolerance);
  };
  EXPECT_TRUE(is_signed({other, good}, {kKey}));
  EXPECT_TRUE(is_signed({good}, {Secret("other"), kKey}));
  EXPECT_FALSE(is_signed({good}, {Secret("other")}));
  EXPECT_FALSE(is_signed({good}, {}));
  EXPECT_FALSE(is_signed({other}, {kKey}));
  EXPECT_FALSE(is_signed({good, good}, {kKey}));
  EXPECT_FALSE(is_signed({bad, good}, {kKey}));
}

}  // namespace
}  // namespace herlaad::gateways
