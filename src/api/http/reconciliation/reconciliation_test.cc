// Reconciliation over HTTP: for finance and the administration socket alone, with clear refusals.
#include <gtest/gtest.h>

#include "api/http/staff/staff_fixture.h"

namespace herlaad::http {
namespace {

using nlohmann::json;

constexpr const char* kLocal = "/admin/reconciliation";

class ReconciliationHttp : public testing::StaffFixture {
 protected:
  json Post(const std::string& path, const json& body, int status) {
    return Ask(world_.Local("POST", kLocal + path, body.dump()), status);
  }
  json Get(const std::string& path) { return Ask(world_.Local("GET", kLocal + path), 200); }
  static json Head(int lines = 2) {
    return {{"kind", "coda"},       {"account", "BE68539007547034"},
            {"name", "one.cod"},    {"digest", "00112233445566778899aabbccddeeff"},
            {"from", "2026-11-20"}, {"to", "2026-11-20"},
            {"lines", lines}};
  }
  static json Line(std::int64_t cents, const std::string& reference) {
    return {
        {"type", "transfer"}, {"day", "2026-11-20"}, {"cents", cents}, {"reference", reference}};
  }
  json Imported() {
    const std::string list = "/lists/" + Post("/lists", Head(), 201)["id"].get<std::string>();
    Post(list + "/lines", {{"first", 1}, {"lines", {Line(100, "rent"), Line(-300, "power")}}}, 200);
    return Post(list + "/complete", json::object(), 200);
  }
};

TEST_F(ReconciliationHttp, NobodyElseReachesIt) {
  for (const char* const path :
       {"/v1/reconciliation/lists", "/v1/reconciliation/report?date=2026-11-20",
        "/v1/reconciliation/differences?from=2026-11-20&to=2026-11-20"}) {
    EXPECT_EQ(world_.Get(path).status, 403) << path;
  }
  EXPECT_EQ(world_.Post("/v1/reconciliation/lists", Head().dump()).status, 403);
}

TEST_F(ReconciliationHttp, ALineIsImportedOnceAndNothingCountsBeforeTheListIsComplete) {
  const std::string list = "/lists/" + Post("/lists", Head(), 201)["id"].get<std::string>();
  EXPECT_EQ(Post("/lists", Head(), 200)["taken"], 0);
  const json first = {{"first", 1}, {"lines", {Line(100, "rent")}}};
  EXPECT_EQ(Post(list + "/lines", first, 200)["taken"], 1);
  EXPECT_EQ(Post(list + "/lines", first, 200)["taken"], 1);
  EXPECT_EQ(Post(list + "/complete", json::object(), 409)["code"], "import_refused");
  EXPECT_TRUE(Get("/differences?from=2026-11-20&to=2026-11-20")["differences"].empty());
  EXPECT_EQ(Post(list + "/lines", {{"first", 3}, {"lines", {Line(1, "x")}}}, 409)["code"],
            "import_refused");
  Post(list + "/lines", {{"first", 2}, {"lines", {Line(-300, "power")}}}, 200);
  const json done = Post(list + "/complete", json::object(), 200);
  EXPECT_EQ(done["compared"], 2);
  EXPECT_EQ(done["differences"], 2);
  const json known = Post("/lists", Head(), 409);
  EXPECT_EQ(known["code"], "import_known");
  EXPECT_EQ(known["list"], done["list"]["id"]);
}

TEST_F(ReconciliationHttp, ADifferenceIsExplainedAndMended) {
  Imported();
  const json listed = Get("/differences?from=2026-11-20&to=2026-11-20")["differences"];
  ASSERT_EQ(listed.size(), 2U);
  for (const json& each : listed) {
    EXPECT_EQ(each["class"], "missing_here");
    EXPECT_NE(each["explanation"].get<std::string>().find("2026-11-20"), std::string::npos);
    const std::string mend = "/differences/" + each["id"].get<std::string>() + "/mend";
    Post(mend, {{"account", "suspense"}, {"reason", "x"}}, 422);
    Post(mend, {{"account", "fees"}, {"reason", ""}}, 422);
    const json mended = Post(mend, {{"account", "fees"}, {"reason", "ours"}}, 200);
    EXPECT_EQ(mended["state"], "mended");
    EXPECT_EQ(mended["mended_by"], "admin");
    EXPECT_EQ(Post(mend, {{"reason", "again"}}, 409)["code"], "difference_closed");
  }
  Post("/differences/df_00000000000000/mend", {{"reason", "x"}}, 404);
  const json report = Get("/report?date=2026-11-20");
  EXPECT_EQ(report["differences_total"]["theirs"], -200);
  EXPECT_EQ(report["lists_total"]["cents"], -200);
}

TEST_F(ReconciliationHttp, BadListsAreRefusedWithTheField) {
  const auto refused = [this](const char* field, const json& value) {
    json head = Head();
    head[field] = value;
    return Post("/lists", head, 422)["field"];
  };
  EXPECT_EQ(refused("kind", "mt940"), "kind");
  EXPECT_EQ(refused("digest", "xyz"), "digest");
  EXPECT_EQ(refused("from", "20/11/2026"), "from");
  EXPECT_EQ(refused("lines", 5'000'000), "lines");
}

TEST_F(ReconciliationHttp, CountsOfTillsAreCompared) {
  const json counts = {
      {"date", "2026-11-20"},
      {"counts", {{{"till", "kiosk"}, {"cents", 12'050}}, {{"till", "b"}, {"cents", 0}}}}};
  const json done = Post("/till-counts", counts, 200);
  EXPECT_EQ(done["compared"], 2);
  EXPECT_EQ(done["differences"], 1);  // an empty till without takings is right
  EXPECT_EQ(Post("/till-counts", counts, 409)["code"], "import_known");
}

TEST_F(ReconciliationHttp, OnlyADayThatIsOverIsFetched) {
  EXPECT_EQ(Post("/fetch", {{"gateway", "nobody"}, {"date", "2026-11-20"}}, 422)["field"],
            "gateway");
}

}  // namespace
}  // namespace herlaad::http
