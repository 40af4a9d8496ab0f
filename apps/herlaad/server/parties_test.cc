#include "apps/herlaad/server/parties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/gateways/sandbox_bank/kind.h"
#include "adapters/operators/sandbox_operator/kind.h"
#include "apps/herlaad/config/settings.h"

namespace herlaad::app {
namespace {

using testing::HasSubstr;

const engine::ConnectorKind<engine::Gateway> kRealBank{"real_bank", false, nullptr};

Config WithOperator(std::string id) {
  Config config;
  config.file_name = "my.toml";
  config.operators = {{std::move(id), &operators::kSandboxOperator,
                       operators::MakeSandboxOperator("http://127.0.0.1:9", Millis(0))}};
  return config;
}

TEST(Connectors, EachIsMadeUnderItsId) {
  Config config = WithOperator("telenet");
  config.gateways = {{"bank", &gateways::kSandboxBank,
                      gateways::MakeSandboxBank("http://127.0.0.1:9", Secret("s3cret"))}};
  const auto built = Connectors::Build(config, LoadCatalogue("").value());
  ASSERT_TRUE(built.ok()) << built.error();
  EXPECT_NE((*built)->parties().operators.at("telenet"), nullptr);
  EXPECT_NE((*built)->parties().gateways.at("bank"), nullptr);
  EXPECT_EQ((*built)->parties().mailer, nullptr);
}

TEST(Connectors, OperatorThatIsNotRemoteIsNamed) {
  for (const char* id : {"proximus", "nobody"}) {
    const auto built = Connectors::Build(WithOperator(id), LoadCatalogue("").value());
    ASSERT_FALSE(built.ok());
    EXPECT_EQ(built.error(), "my.toml: [[operator]] \"" + std::string(id) +
                                 "\" is not a remote operator of the catalogue");
  }
}

TEST(Connectors, RealMoneyBuysNoCreditOfASandbox) {
  Config config = WithOperator("telenet");
  config.gateways = {{"bank", &kRealBank, {}}};
  const auto built = Connectors::Build(config, LoadCatalogue("").value());
  ASSERT_FALSE(built.ok());
  EXPECT_THAT(built.error(),
              HasSubstr("[[gateway]] \"bank\" is real and [[operator]] \"telenet\" is a sandbox"));
}

}  // namespace
}  // namespace herlaad::app
