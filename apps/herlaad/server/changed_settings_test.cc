#include "apps/herlaad/server/changed_settings.h"

#include <gmock/gmock.h>

namespace herlaad::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kBefore = R"(
[server]
port = 8080
trusted_proxies = ["127.0.0.1"]
[server.tls]
certificate = "a.pem"
[[operator]]
id = "one"
[[operator]]
id = "two"
base_url = "http://two.example"
)";

std::string With(const std::string& from, const std::string& to) {
  std::string text = kBefore;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ChangedSettings, EachChangeIsNamed) {
  EXPECT_THAT(ChangedSettings(kBefore, With("8080", "8081")), ElementsAre("server.port"));
  EXPECT_THAT(ChangedSettings(kBefore, With("port = 8080", "")), ElementsAre("server.port"));
  EXPECT_THAT(ChangedSettings(With("port = 8080", ""), kBefore), ElementsAre("server.port"));
  EXPECT_THAT(ChangedSettings(kBefore, With("a.pem", "b.pem")),
              ElementsAre("server.tls.certificate"));
  EXPECT_THAT(ChangedSettings(kBefore, With("http://two", "https://two")),
              ElementsAre("operator[2].base_url"));
  EXPECT_THAT(ChangedSettings(kBefore, With(R"("127.0.0.1"])", R"("127.0.0.1", "::1"])")),
              ElementsAre("server.trusted_proxies[2]"));
  EXPECT_THAT(ChangedSettings(kBefore, With(R"(["127.0.0.1"])", "[]")),
              ElementsAre("server.trusted_proxies", "server.trusted_proxies[1]"));
  EXPECT_THAT(ChangedSettings(kBefore, std::string(kBefore) + "[support]\n"),
              ElementsAre("support"));
}

TEST(ChangedSettings, NumberAndTextDiffer) {
  EXPECT_THAT(ChangedSettings(kBefore, With("8080", "\"8080\"")), ElementsAre("server.port"));
}

TEST(ChangedSettings, CommentsSpacesAndOrderDoNotCount) {
  EXPECT_THAT(ChangedSettings(kBefore, kBefore), IsEmpty());
  EXPECT_THAT(ChangedSettings(kBefore, With("port = 8080", "# the port\nport  =  8_080")),
              IsEmpty());
  EXPECT_THAT(ChangedSettings("[a]\nx = 1\n[b]\ny = 2\n", "[b]\ny = 2\n[a]\nx = 1\n"), IsEmpty());
}

TEST(ChangedSettings, TextThatIsNoTomlHasNoSettings) {
  EXPECT_THAT(ChangedSettings("", "[server\n"), IsEmpty());
  EXPECT_THAT(ChangedSettings("port = 1", "[server\n"), ElementsAre("port"));
}

}  // namespace
}  // namespace herlaad::app
