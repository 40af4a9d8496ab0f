// Reconciliation over HTTP: for finance and the administration socket alone, with clear refusals.
#include <gtest/gtest.h>

#include <set>

#include "api/http/staff/staff_fixture.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/reconcile/expected_lines.h"

namespace herlaad::http {
namespace {

using nlohmann::json;

constexpr const char* kLocal = "/admin/reconciliation";

class ReconciliationHttp : public testing::StaffFixture {
 protected:
  explicit ReconciliationHttp(testing::ApiWorld::Settings settings = {})
      : StaffFixture(std::move(settings)) {}
  json Post(const std::string& path, const json& body, int status) {
    return Ask(world_.Local("POST", kLocal + path, body.dump()), status);
  }
  json Get(const std::string& path) { return Ask(world_.Local("GET", kLocal + path), 200); }
  static json Head(int lines = 2) {
    return {{"kind", "coda"},       {"account", "BE68539007547034"},
            {"name", "one.cod"},    {"digest", "00112233445566778899aabbccddeeff"},
            {"from", "2026-11-20"}, {"to", "2026-11-20"},
            {"lines", lines},       {"new_account", true}};
  }
  static json Line(std::int64_t cents, const std::string& reference) {
    return {
        {"type", "transfer"}, {"day", "2026-11-20"}, {"cents", cents}, {"reference", reference}};
  }
  void AddTill(const std::string& name) {
    const json key{{"name", "Shop"}, {"scopes", {"topup:cash"}}, {"till", name}};
    Ask(world_.Local("POST", "/admin/keys", key.dump()), 201);
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

// As when the server is killed between the two.
TEST_F(ReconciliationHttp, AListThatWasCompletedAndNotComparedIsGoneOnWith) {
  const std::string id = Post("/lists", Head(1), 201)["id"];
  Post("/lists/" + id + "/lines", {{"first", 1}, {"lines", {Line(100, "rent")}}}, 200);
  const engine::ImportId file(*ParseIdText(engine::kImportIdPrefix, id));
  const auto completed = world_.Decide(engine::CompleteImport::Check(
      file, reconcile::SourceKind::kCoda, "BE68539007547034", {}, "admin"));
  ASSERT_EQ(completed->outcome, engine::CompleteImportOutcome::kCompleted);
  const json begun = Post("/lists", Head(1), 200);
  EXPECT_EQ(begun["id"], id);
  EXPECT_EQ(begun["taken"], 1);
  EXPECT_EQ(begun["matched"], 0);
  EXPECT_EQ(Post("/lists/" + id + "/complete", json::object(), 200)["new"], 1);
  EXPECT_EQ(Post("/lists", Head(1), 409)["code"], "import_known");
}

TEST_F(ReconciliationHttp, ADifferenceIsExplainedAndMended) {
  Imported();
  const json listed = Get("/differences?from=2026-11-20&to=2026-11-20")["differences"];
  ASSERT_EQ(listed.size(), 2U);
  for (const json& each : listed) {
    EXPECT_EQ(each["class"], "missing_here");
    EXPECT_NE(each["explanation"].get<std::string>().find("20\u00a0Nov\u00a02026"),
              std::string::npos)
        << each["explanation"];
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
  ASSERT_EQ(report["differences_by_account"].size(), 1U);
  const json& of = report["differences_by_account"][0];
  EXPECT_EQ(of["count"], 2);
  EXPECT_EQ(of["theirs"], -200);
  EXPECT_EQ(of["open"]["count"], 0) << "both are mended";
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
      {"counts", {{{"till", "kiosk"}, {"cents", 12'050}}, {{"till", "cli"}, {"cents", 0}}}}};
  EXPECT_EQ(Post("/till-counts", counts, 422)["detail"],
            "There is no till \"kiosk\". A till is named by the key that takes cash in it: see "
            "`herlaad key list`. Nothing was done.");
  AddTill("kiosk");
  const json done = Post("/till-counts", counts, 200);
  EXPECT_EQ(done["compared"], 2);
  EXPECT_EQ(done["differences"], 1);  // an empty till without takings is right
  EXPECT_EQ(Post("/till-counts", counts, 409)["code"], "import_known");
}

TEST_F(ReconciliationHttp, NobodysListsAreRefused) {
  json head = Head();
  head["kind"] = "deliveries";
  head["account"] = "telenett";
  const std::string detail = Post("/lists", head, 422)["detail"];
  EXPECT_EQ(detail.find("There is no operator \"telenett\". The operators are "), 0U) << detail;
  EXPECT_NE(detail.find("Nothing was done."), std::string::npos) << detail;
  head["kind"] = "gateway";
  head["account"] = "nosuch";
  EXPECT_EQ(Post("/lists", head, 422)["field"], "account");
  head["kind"] = "deliveries";
  head["account"] = "telenet";
  head["to"] = "2999-12-30";
  EXPECT_EQ(Post("/lists", head, 422)["field"], "to");
  head["to"] = "2026-11-20";
  head["lines"] = 0;
  EXPECT_EQ(Post("/lists", head, 409)["detail"],
            "The list has no lines that count. Nothing was imported.");
  EXPECT_TRUE(Get("/lists")["lists"].empty());
}

TEST_F(ReconciliationHttp, WhatIsTrueOrFalseIsNothingElse) {
  const std::string list = "/lists/" + Post("/lists", Head(1), 201)["id"].get<std::string>();
  const json others[] = {"true", 1, nullptr, json::array(), json::object()};
  for (const json& other : others) {
    json head = Head(1);
    head["new_account"] = other;
    EXPECT_EQ(Post("/lists", head, 422)["field"], "new_account") << other;
    json line = Line(100, "rent");
    line["sure"] = other;
    EXPECT_EQ(Post(list + "/lines", {{"first", 1}, {"lines", {line}}}, 422)["field"], "sure")
        << other;
  }
  json line = Line(100, "rent");
  line["sure"] = false;
  EXPECT_EQ(Post(list + "/lines", {{"first", 1}, {"lines", {line}}}, 200)["taken"], 1);
}

TEST_F(ReconciliationHttp, ACommunicationPaysIntoAFloatHoweverItIsWritten) {
  const auto client = world_.Decide(engine::CreateClient::Check("Dealer", "admin"))->client;
  const std::string digits = engine::FloatCommunicationOf(client);
  const std::string grouped =
      digits.substr(0, 3) + "/" + digits.substr(3, 4) + "/" + digits.substr(7);
  const json references{digits, engine::WrittenFloatCommunicationOf(client),
                        "***" + grouped + "***", grouped};
  json lines = json::array();
  for (const json& reference : references) {
    lines.push_back(Line(1'000, reference.get<std::string>()));
    lines.back()["sure"] = true;
  }
  json transposed = Line(500, "+++000/0000/00001+++");  // its check digits are wrong
  transposed["sure"] = true;
  lines.push_back(transposed);
  const std::string list = "/lists/" + Post("/lists", Head(5), 201)["id"].get<std::string>();
  Post(list + "/lines", {{"first", 1}, {"lines", lines}}, 200);
  const json done = Post(list + "/complete", json::object(), 200);
  EXPECT_EQ(done["floats_paid"], 4);
  EXPECT_EQ(done["differences"], 1);
  const json found = Get("/differences?from=2026-11-20&to=2026-11-20")["differences"];
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["their_reference"], "+++000/0000/00001+++");
}

TEST_F(ReconciliationHttp, AnAbsurdAmountIsRefused) {
  const std::string list = "/lists/" + Post("/lists", Head(1), 201)["id"].get<std::string>();
  const json body{{"first", 1}, {"lines", {Line(-90'000'000'000'000, "rent")}}};
  EXPECT_EQ(Post(list + "/lines", body, 422)["field"], "cents");
}

TEST_F(ReconciliationHttp, LinesThatAreNotThoseTheListAnnouncedAreRefused) {
  json head = Head(1);
  head["credits"] = 1'000;
  const std::string list = "/lists/" + Post("/lists", head, 201)["id"].get<std::string>();
  Post(list + "/lines", {{"first", 1}, {"lines", {Line(99'000, "rent")}}}, 200);
  const json refused = Post(list + "/complete", json::object(), 409);
  EXPECT_EQ(refused["code"], "import_refused");
  EXPECT_NE(refused["detail"].get<std::string>().find("they are not the lines of that list"),
            std::string::npos)
      << refused;
  EXPECT_TRUE(Get("/differences?from=2026-11-20&to=2026-11-20")["differences"].empty());
}

TEST_F(ReconciliationHttp, AStatementOfAnAccountThatNobodyCalledOursIsRefused) {
  json head = Head(0);
  head.erase("new_account");
  const json refused = Post("/lists", head, 409);
  EXPECT_EQ(refused["code"], "import_refused");
  EXPECT_EQ(refused["detail"],
            "No statement of BE68539007547034 was imported before. If it is an account of ours, "
            "import it with --account BE68539007547034 (new_account in the API). Nothing was "
            "imported.");
  const std::string list = Post("/lists", Head(0), 201)["id"];
  Post("/lists/" + list + "/complete", json::object(), 200);
  head["digest"] = "ff112233445566778899aabbccddeeff";
  head["from"] = head["to"] = "2026-11-21";
  Post("/lists", head, 201);
}

TEST_F(ReconciliationHttp, AListIsWithdrawnWithAReasonAndCanBeImportedAgain) {
  const std::string id = Imported()["list"]["id"];
  const std::string withdraw = "/lists/" + id + "/withdraw";
  EXPECT_EQ(Post(withdraw, {{"reason", ""}}, 422)["field"], "reason");
  EXPECT_EQ(Post(withdraw, {{"reason", "two\nlines"}}, 422)["field"], "reason");
  EXPECT_EQ(Post(withdraw, {{"reason", std::string(501, 'x')}}, 422)["field"], "reason");
  EXPECT_EQ(Post(withdraw, json::object(), 422)["field"], "reason");
  const json reason{{"reason", "the statement of another month"}};
  Post("/lists/imp_00000000000000/withdraw", reason, 404);
  Post("/lists/nonsense/withdraw", reason, 404);
  EXPECT_EQ(world_.Post("/v1/reconciliation" + withdraw, reason.dump()).status, 403);
  const json withdrawn = Post(withdraw, reason, 200);
  EXPECT_EQ(withdrawn["settled"], 2);
  EXPECT_EQ(withdrawn["differences"], 0);
  EXPECT_EQ(withdrawn["list"]["withdrawn_by"], "admin");
  EXPECT_EQ(withdrawn["list"]["withdraw_reason"], reason["reason"]);
  const json again = Post(withdraw, {{"reason", "once more"}}, 200);
  EXPECT_EQ(again["settled"], 0);
  EXPECT_EQ(again["list"], withdrawn["list"]);
  EXPECT_EQ(Get("/lists")["lists"][0], withdrawn["list"]);
  const json found = Get("/differences?from=2026-11-20&to=2026-11-20");
  EXPECT_EQ(found["differences"].size(), 2U);
  for (const json& each : found["differences"]) {
    EXPECT_EQ(each["state"], "settled");
    EXPECT_EQ(each["reason"], "The list " + id + " was withdrawn by admin.");
  }
  EXPECT_EQ(Post("/lists/" + id + "/complete", json::object(), 409)["code"], "import_refused");
  EXPECT_EQ(Post("/lists/" + id + "/lines", {{"first", 1}, {"lines", {Line(1, "x")}}}, 409)["code"],
            "import_refused");
  EXPECT_NE(Imported()["list"]["id"], id);
}

TEST_F(ReconciliationHttp, AListThatSomethingStandsOnIsNotWithdrawn) {
  const std::string id = Imported()["list"]["id"];
  const json found = Get("/differences?from=2026-11-20&to=2026-11-20")["differences"][0];
  Post("/differences/" + found["id"].get<std::string>() + "/mend",
       {{"account", "fees"}, {"reason", "ours"}}, 200);
  const json refused = Post("/lists/" + id + "/withdraw", {{"reason", "wrong"}}, 409);
  EXPECT_EQ(refused["code"], "withdraw_refused");
  const std::string detail = refused["detail"];
  EXPECT_NE(detail.find("was mended by the posting rp_"), std::string::npos) << detail;
  EXPECT_TRUE(Get("/lists")["lists"][0]["withdrawn_at"].is_null());
}

class OwnAccountsHttp : public ReconciliationHttp {
 protected:
  OwnAccountsHttp() : ReconciliationHttp(WithAccounts()) {}

 private:
  static testing::ApiWorld::Settings WithAccounts() {
    testing::ApiWorld::Settings settings;
    settings.bank_accounts = {"BE68539007547034", "BE71096123456769"};
    return settings;
  }
};

TEST_F(OwnAccountsHttp, OnlyStatementsOfAccountsInTheSettingsAreImported) {
  json head = Head(0);
  head.erase("new_account");
  head["account"] = "be68 5390 0754 7034";
  EXPECT_EQ(Post("/lists", head, 201)["account"], "BE68539007547034");
  head["account"] = "BE43068999999501";
  for (const bool is_new : {false, true}) {
    head["new_account"] = is_new;
    const json refused = Post("/lists", head, 409);
    EXPECT_EQ(refused["code"], "import_refused");
    EXPECT_EQ(refused["detail"],
              "BE43068999999501 is none of our bank accounts, which are BE68539007547034, "
              "BE71096123456769. If it is ours, add it to accounts below [reconcile] in the "
              "settings and restart the server; otherwise choose the right file. Nothing was "
              "imported.");
  }
  const json report = Get("/report?date=2026-11-20");
  EXPECT_EQ(report["not_compared"].size(), 2U) << report["not_compared"];
}

TEST_F(ReconciliationHttp, CountsOfAFileAreCheckedToo) {
  json head = Head(1);
  head["kind"] = "till_counts";
  head["account"] = "tills";
  const std::string list = "/lists/" + Post("/lists", head, 201)["id"].get<std::string>();
  const auto count = [](const std::string& till, std::int64_t cents) {
    return json{{"first", 1},
                {"lines",
                 {{{"type", "count"},
                   {"day", "2026-11-20"},
                   {"cents", cents},
                   {"reference", till + " 2026-11-20"},
                   {"counterparty", till}}}}};
  };
  Post(list + "/lines", count("kiosk", 500), 422);
  Post(list + "/lines", count("cli", -500), 422);
  EXPECT_EQ(Post(list + "/lines", count("cli", 500), 200)["taken"], 1);
}

TEST_F(ReconciliationHttp, NothingIsPostedToAnAccountOfNobody) {
  Imported();
  const json found = Get("/differences?from=2026-11-20&to=2026-11-20")["differences"][0];
  const std::string mend = "/differences/" + found["id"].get<std::string>() + "/mend";
  for (const char* const account :
       {"loss:xyz", "payable:nobody", "cash:unknowntill", "psp:nobody", "bank:theirs"}) {
    EXPECT_EQ(Post(mend, {{"account", account}, {"reason", "x"}}, 422)["field"], "account")
        << account;
  }
  const std::string pay_in =
      Post(mend, {{"account", "float:cli_00000000000001"}, {"reason", "x"}}, 422)["detail"];
  EXPECT_NE(pay_in.find("herlaad client pay-in"), std::string::npos) << pay_in;
  EXPECT_NE(pay_in.find("twice"), std::string::npos) << pay_in;
  const json mended = Post(mend, {{"account", "cash:cli"}, {"reason", "x"}}, 200);
  EXPECT_NE(mended["debit"], mended["credit"]);
  EXPECT_EQ(mended["explanation"].get<std::string>().find("then mend it"), std::string::npos);
}

// More than a page, and more than an answer may have values.
TEST_F(ReconciliationHttp, ManyDifferencesComeInPages) {
  constexpr int kLines = 1'200;
  const std::string list = "/lists/" + Post("/lists", Head(kLines), 201)["id"].get<std::string>();
  for (int first = 1; first < kLines; first += 400) {
    json lines = json::array();
    for (int i = 0; i < 400; ++i) lines.push_back(Line(100 + i, "r" + std::to_string(first + i)));
    Post(list + "/lines", {{"first", first}, {"lines", lines}}, 200);
  }
  EXPECT_EQ(Post(list + "/complete", json::object(), 200)["new"], kLines);
  const std::string days = "/differences?from=2026-11-20&to=2026-11-20";
  std::set<std::string> ids;
  std::string after;
  int pages = 0;
  do {
    const json page = Get(after.empty() ? days : days + "&after=" + after);
    for (const json& each : page["differences"]) ids.insert(each["id"].get<std::string>());
    after = page["next"].is_null() ? "" : page["next"].get<std::string>();
    ++pages;
  } while (!after.empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(kLines));
  const json report = Get("/report?date=2026-11-20");
  EXPECT_EQ(report["differences"].size(), 500U);
  EXPECT_EQ(report["differences_total"]["count"], kLines);
}

// Readers answer within two seconds, or say that the database does not.
class SlowReconciliationHttp : public testing::StaffFixture {
 protected:
  SlowReconciliationHttp() : StaffFixture(WithoutReaders()) {}

 private:
  static testing::ApiWorld::Settings WithoutReaders() {
    testing::ApiWorld::Settings settings;
    settings.readers.waiting_max = 0;
    return settings;
  }
};

TEST_F(SlowReconciliationHttp, DifferencesAndReportsWaitForNoReader) {
  for (const char* const path :
       {"/differences?from=2026-11-20&to=2026-11-20", "/report?date=2026-11-20"})
    EXPECT_EQ(world_.Local("GET", std::string(kLocal) + path).status, 200) << path;
}

TEST_F(ReconciliationHttp, AWrongParameterIsNamed) {
  const json problem =
      Ask(world_.Local("GET", std::string(kLocal) + "/report?date=2026-13-01", ""), 422);
  EXPECT_NE(problem["detail"].get<std::string>().find("\"date\""), std::string::npos) << problem;
}

TEST_F(ReconciliationHttp, OnlyADayThatIsOverIsFetched) {
  const json nobody = Post("/fetch", {{"gateway", "nobody"}, {"date", "2026-11-20"}}, 422);
  EXPECT_EQ(nobody["field"], "gateway");
  const std::string detail = nobody["detail"];
  EXPECT_EQ(detail.find("There is no gateway \"nobody\". The gateways are "), 0U) << detail;
}

}  // namespace
}  // namespace herlaad::http
