// Warnings of a low float over HTTP: set by finance and the administration socket, shown with the
// client; and the outbox messages that follow, listed and tried again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "api/http/staff/staff_fixture.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;

ApiWorld::Settings WithMails(bool mails) {
  ApiWorld::Settings settings;
  settings.texts = mails;
  return settings;
}

class FloatWarningsHttp : public testing::StaffFixture {
 protected:
  explicit FloatWarningsHttp(bool mails = true) : StaffFixture(WithMails(mails)) {
    client_ = Ask(world_.Local("POST", "/admin/clients", R"({"name":"Dealer"})"), 201)["id"];
    path_ = "/admin/clients/" + client_ + "/float-warning";
  }
  static json Wanted(const std::string& email = "shop@example.com", std::int64_t cents = 5'000) {
    return {{"email", email}, {"below", {{"amount", cents}, {"currency", "EUR"}}}};
  }
  json Pay(std::int64_t cents, const std::string& direction = "in") {
    const json body{{"direction", direction},
                    {"amount", {{"amount", cents}, {"currency", "EUR"}}},
                    {"reference", "transfer"}};
    return Ask(world_.Local("POST", "/admin/clients/" + client_ + "/float-payments", body.dump(),
                            {{"content-type", "application/json"},
                             {"idempotency-key", std::to_string(++keys_)}}),
               201);
  }
  json Listed(const std::string& query = "") {
    return Ask(world_.Local("GET", "/admin/outbox-messages" + query), 200)["messages"];
  }
  static std::string CodeOf(const net::Response& response) {
    return json::parse(response.body).value("code", "");
  }

  std::string client_;
  std::string path_;
  int keys_ = 0;
};

class FloatWarningsWithoutMail : public FloatWarningsHttp {
 protected:
  FloatWarningsWithoutMail() : FloatWarningsHttp(false) {}
};

TEST_F(FloatWarningsHttp, IsSetShownAndTurnedOff) {
  Pay(10'000);
  json wanted = Wanted();
  wanted["language"] = "fr";
  const json set = Ask(world_.Local("PUT", path_, wanted.dump()), 200);
  EXPECT_EQ(set["float_warning"]["email"], "shop@example.com");
  EXPECT_EQ(set["float_warning"]["below"]["amount"], 5'000);
  EXPECT_EQ(set["float_warning"]["language"], "fr");
  EXPECT_EQ(set["float"]["available"]["amount"], 10'000);
  EXPECT_EQ(set["is_below"], false);
  EXPECT_EQ(Ask(world_.Local("GET", "/admin/clients/" + client_), 200)["float_warning"],
            set["float_warning"]);
  const json clients = Ask(world_.Local("GET", "/admin/clients"), 200)["clients"];
  EXPECT_EQ(clients.back()["float_warning"], set["float_warning"]);
  const json other = Ask(world_.Local("PUT", path_, Wanted("b@example.com", 20'000).dump()), 200);
  EXPECT_EQ(other["float_warning"]["language"], "nl") << "unless another is given";
  EXPECT_EQ(other["is_below"], true);
  const json off = Ask(world_.Local("DELETE", path_), 200);
  EXPECT_TRUE(off["float_warning"].is_null());
  EXPECT_FALSE(
      Ask(world_.Local("GET", "/admin/clients/" + client_), 200).contains("float_warning"));
  EXPECT_EQ(world_.Local("DELETE", path_).status, 200) << "a repeat";
  const std::string audit = world_.Local("GET", "/v1/audit").body;
  EXPECT_THAT(audit, HasSubstr("client.warn"));
  EXPECT_THAT(audit, HasSubstr("client.warn_off"));
  EXPECT_THAT(audit, ::testing::Not(HasSubstr("shop@example.com")))
      << "the audit trail is never erased";
}

TEST_F(FloatWarningsHttp, MistakesAreNamed) {
  const auto code = [this](const json& body, const std::string& path) {
    const json answer = json::parse(world_.Local("PUT", path, body.dump()).body);
    EXPECT_THAT(answer.value("detail", ""), ::testing::Not(::testing::IsEmpty()));
    return answer.value("code", "") + " " + answer.value("field", "");
  };
  EXPECT_EQ(code(Wanted("no address"), path_), "email_invalid email");
  EXPECT_EQ(code(Wanted("a@example.com\r\nBcc: b@example.com"), path_), "email_invalid email");
  EXPECT_EQ(code(Wanted("a@example.com", 0), path_), "amount_not_positive below.amount");
  EXPECT_EQ(code(Wanted("a@example.com", 100'000'001), path_), "field_invalid below");
  EXPECT_EQ(code({{"email", "a@example.com"}}, path_), "field_missing below");
  json language = Wanted();
  language["language"] = "it";
  EXPECT_EQ(code(language, path_), "field_invalid language");
  EXPECT_EQ(code(Wanted(), "/admin/clients/cli_nonsense/float-warning"), "client_unknown ");
  EXPECT_EQ(code(Wanted(), "/admin/clients/cli_0000000000007y/float-warning"), "client_unknown ");
  EXPECT_FALSE(
      Ask(world_.Local("GET", "/admin/clients/" + client_), 200).contains("float_warning"));
}

TEST_F(FloatWarningsWithoutMail, ServerThatSendsNoMailRefusesIt) {
  const auto refused = world_.Local("PUT", path_, Wanted().dump());
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(CodeOf(refused), "notify_not_offered");
  EXPECT_EQ(world_.Local("DELETE", path_).status, 200) << "what was set earlier can be turned off";
}

TEST_F(FloatWarningsHttp, FinanceSetsItAndNobodyElseDoes) {
  Add("fin", "finance");
  Add("sup", "support");
  const std::string path = "/v1/clients/" + client_ + "/float-warning";
  const ApiWorld::Headers headers{testing::kOwnPage};
  EXPECT_EQ(As(SignIn("fin"), "PUT", path, Wanted().dump(), headers).status, 200);
  EXPECT_EQ(CodeOf(As(SignIn("sup"), "PUT", path, Wanted().dump(), headers)), "scope_missing");
  EXPECT_EQ(CodeOf(As(SignIn("sup"), "DELETE", path, "", headers)), "scope_missing");
  const std::string key = world_.MakeKey("topup:cash");
  const auto with_key = world_.Send(ApiWorld::MakeRequest(
      "PUT", path, Wanted().dump(),
      {{"content-type", "application/json"}, {"authorization", "Bearer " + key}}));
  EXPECT_NE(with_key.status, 200) << "no key does";
  EXPECT_THAT(world_.Local("GET", "/v1/audit").body, HasSubstr("staff:fin"));
}

TEST_F(FloatWarningsHttp, MessageIsListedAndTriedAgainOnceItWasRefused) {
  Ask(world_.Local("PUT", path_, Wanted().dump()), 200);
  Pay(6'000);
  EXPECT_TRUE(Listed().empty());
  Pay(2'000, "out");
  const json due = Listed();
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0]["kind"], "float_low");
  EXPECT_EQ(due[0]["owner"]["id"], client_);
  EXPECT_EQ(due[0]["state"], "due");
  EXPECT_EQ(due[0]["policy"], "at_least_once");
  EXPECT_TRUE(due[0]["finished_at"].is_null());
  EXPECT_TRUE(Listed("?state=given_up").empty());
  EXPECT_EQ(Listed("?state=due&kind=float_low&owner=" + client_).size(), 1U);
  EXPECT_EQ(world_.Local("GET", "/admin/outbox-messages?state=lost").status, 422);
  const std::string id = due[0]["id"];
  const std::string retry = "/admin/outbox-messages/" + id + "/retry";
  const auto early = world_.Local("POST", retry);
  EXPECT_EQ(early.status, 409);
  EXPECT_EQ(CodeOf(early), "outbox_message_not_unsent");
  EXPECT_EQ(json::parse(early.body)["message_state"], "due");
  EXPECT_EQ(CodeOf(world_.Local("POST", "/admin/outbox-messages/msg_x/retry")),
            "outbox_message_unknown");

  const outbox::MessageId key(*ParseIdText(outbox::kMessageIdPrefix, id));
  outbox::Message message = **world_.store.FindRow<outbox::Message>(key);
  message.state = outbox::MessageState::kRefused;
  message.finished_at = message.created_at;
  engine::WriteSet writes;
  writes.changed.Put(message);
  ASSERT_EQ(world_.store.Commit(writes), engine::CommitResult::kCommitted);
  EXPECT_EQ(Listed("?state=refused").size(), 1U);
  EXPECT_EQ(Ask(world_.Local("POST", retry), 200)["state"], "due");
  EXPECT_THAT(world_.Local("GET", "/v1/audit").body, HasSubstr("outbox.retry"));
}

TEST_F(FloatWarningsHttp, ListHasPages) {
  Ask(world_.Local("PUT", path_, Wanted().dump()), 200);
  Pay(5'000);
  for (int i = 0; i < 5; ++i) {
    Pay(1, "out");
    Pay(1);
  }
  std::vector<std::string> ids;
  std::string query = "?limit=2";
  for (int pages = 0; pages < 9; ++pages) {
    const json page = Ask(world_.Local("GET", "/admin/outbox-messages" + query), 200);
    for (const json& message : page["messages"]) ids.push_back(message["id"]);
    if (page["next"].is_null()) break;
    query = "?limit=2&cursor=" + page["next"].get<std::string>();
  }
  EXPECT_EQ(ids.size(), 5U);
  EXPECT_TRUE(std::is_sorted(ids.rbegin(), ids.rend()));
}

}  // namespace
}  // namespace herlaad::http
