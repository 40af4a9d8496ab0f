// herlaad audit list, and the check of its chain by `verify`.
#include "tests/cli/installation.h"
#include "tests/cli/spoil.h"

namespace herlaad::testing {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Audit, ActsAreListedNewestFirstWithAndWithoutAServer) {
  Installation here;
  here.StartDemo();
  EXPECT_EQ(here.Run({"topup", "place", "0485123002", "--amount", "15", "--tender", "cash"}).code,
            1);
  const auto topups = here.Topups({});
  const std::string order = topups.front()["reference"];
  ASSERT_EQ(
      here.Run({"topup", "resolve", order, "--as", "paid_out", "--reason", "handed back"}).code, 0);
  const std::string key = here.Json({"key", "create", "--scope", "sim:read"})["id"];

  const auto acts = here.Json({"audit", "list"})["acts"];
  ASSERT_GE(acts.size(), 3U);
  EXPECT_EQ(acts[0]["action"], "key.create");
  EXPECT_EQ(acts[0]["subject"], key);
  EXPECT_EQ(acts[1]["action"], "client.create");
  EXPECT_EQ(acts[2]["action"], "topup.resolve");
  EXPECT_EQ(acts[2]["subject"], order);
  EXPECT_TRUE(Has(acts[2]["detail"], "handed back")) << acts[2];

  const Finished shown = here.Run({"audit", "list", "--subject", order});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_TRUE(Has(shown.out, "topup.resolve  " + order + "  by ")) << shown.out;
  EXPECT_TRUE(Has(shown.out, "handed back")) << shown.out;
  const Finished page = here.Run({"audit", "list", "--limit", "1"});
  EXPECT_TRUE(Has(page.err, "1 shown; more with --cursor ")) << page.err;
  EXPECT_EQ(here.Run({"audit", "list", "--action", "key.revoke"}).out, "There are no such acts.\n");
  const Finished wrong = here.Run({"audit", "list", "--from", "yesterday"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_TRUE(Has(wrong.err, "--from is a day in Brussels")) << wrong.err;

  EXPECT_EQ(here.StopServer(), 0);
  EXPECT_EQ(here.Json({"audit", "list"})["acts"], acts);
}

TEST(Audit, ChangedOrDeletedActIsFoundByVerify) {
  for (const char* const spoil :
       {"UPDATE audit SET actor = 'nobody'", "UPDATE audit SET detail = detail || ' '",
        "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)",
        "DELETE FROM audit WHERE id = (SELECT min(id) FROM audit)", "DELETE FROM audit_tails"}) {
    Installation here;
    here.StartDemo();
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(here.Run({"key", "create", "--scope", "sim:read"}).code, 0);
    const Finished good = here.Run({"verify"});
    EXPECT_EQ(good.code, 0) << good.out;
    EXPECT_TRUE(Has(good.out, "The audit trail of node 0 is whole: ")) << good.out;
    EXPECT_EQ(here.StopServer(), 0);
    Spoil(here.data() + "/herlaad.db", spoil);
    const Finished bad = here.Run({"verify"});
    EXPECT_EQ(bad.code, 1) << spoil;
    EXPECT_TRUE(Has(bad.out, "The first difference: audit trail of node 0: ")) << bad.out;
  }
}

}  // namespace
}  // namespace herlaad::testing
