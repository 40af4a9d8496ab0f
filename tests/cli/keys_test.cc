// herlaad key and herlaad sim, with a server and without.
#include <filesystem>

#include "adapters/net/server/server.h"
#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

TEST(Key, KeyWorksUntilRevoked) {
  Installation empty;
  empty.MakeDatabase();
  const std::string none = empty.Run({"key", "list"}).out;
  EXPECT_NE(none.find("key create --data " + empty.data() + "` makes one.\n"), std::string::npos)
      << none;
  Installation here;
  here.StartDemo();
  const auto made = here.Json(
      {"key", "create", "--scope", "sim:read", "--scope", "topup:cash", "--name", "till 7"});
  const std::string key = made["key"];
  const std::string id = made["id"];
  const std::string sim = here.url() + "/v1/sims/%2B32470123456";
  EXPECT_EQ(here.Get(sim, key)->status, 200);

  const Finished made_to_copy = here.Run({"key", "create", "--scope", "sim:read"});
  const auto printed = made_to_copy.err.find("To revoke it: ");
  ASSERT_NE(printed, std::string::npos) << made_to_copy.err;
  const std::string command = made_to_copy.err.substr(printed + 14);
  EXPECT_EQ(testing::Run({{"/bin/sh", "-c", "cd '" + here.folder() + "' && " + command}}).code, 0)
      << command;

  const Finished list = here.Run({"key", "list"});
  EXPECT_EQ(list.code, 0);
  EXPECT_NE(list.out.find(id), std::string::npos);
  EXPECT_NE(list.out.find("till 7"), std::string::npos);
  EXPECT_EQ(list.out.find(key), std::string::npos) << "the key itself is never shown again";

  EXPECT_EQ(here.Run({"key", "revoke", id}).code, 0);
  EXPECT_EQ(here.Get(sim, key)->status, 401) << "at once";
  EXPECT_NE(here.Run({"key", "list"}).out.find("revoked"), std::string::npos);
  EXPECT_EQ(here.Run({"key", "revoke", "key_0000000000000z"}).code, 3);
}

TEST(Key, RotatedKeyWorksBesideTheNewOneAndWhatItPlacedStays) {
  Installation here;
  here.StartDemo();
  const auto old = here.Json({"key", "create", "--scope", "topup:read", "--scope", "topup:cash",
                              "--name", "kiosk", "--till", "counter-1"});
  const std::string id = old["id"];
  const Finished rotated = here.Run({"key", "rotate", id, "--old-valid-for", "2 h"});
  EXPECT_EQ(rotated.code, 0) << rotated.err;
  EXPECT_NE(rotated.err.find(id + ", the old key, is valid until "), std::string::npos)
      << rotated.err;
  const std::string key = rotated.out.substr(0, rotated.out.find('\n'));
  const std::string list = here.url() + "/v1/topups";
  EXPECT_EQ(here.Get(list, key)->status, 200);
  EXPECT_EQ(here.Get(list, old["key"])->status, 200) << "until its end";
  const auto next = here.Json({"key", "rotate", id, "--old-valid-for", "0"});
  EXPECT_EQ(next["till"], "counter-1");
  EXPECT_EQ(next["old"]["id"], id);
  const auto ended = here.Get(list, old["key"]);
  EXPECT_EQ(ended->status, 401);
  EXPECT_NE(ended->body.find("key_expired"), std::string::npos) << ended->body;

  const Finished shown = here.Run({"client", "show", "kiosk"});
  EXPECT_NE(shown.out.find("tills: counter-1\n"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("ended "), std::string::npos) << shown.out;
  EXPECT_EQ(here.Run({"key", "rotate", id}).code, 1) << "it has ended";
  EXPECT_EQ(here.Run({"key", "rotate", "key_0000000000000z"}).code, 3);
  for (const char* const wrong : {"soon", "-1 h", "91 d"})
    EXPECT_EQ(here.Run({"key", "rotate", id, "--old-valid-for", wrong}).code, 2) << wrong;
}

TEST(Client, ClientOwnsKeysAndCanBeDisabled) {
  Installation here;
  here.StartDemo();
  const Finished made = here.Run({"client", "create", "Kiosk Centraal"});
  EXPECT_EQ(made.code, 0) << made.err;
  const std::string id = made.out.substr(0, made.out.find('\n'));
  EXPECT_TRUE(id.starts_with("cli_")) << made.out;
  EXPECT_EQ(here.Run({"client", "create", "Kiosk Centraal"}).code, 1);
  const auto key =
      here.Json({"key", "create", "--client", "Kiosk Centraal", "--scope", "topup:read"});
  EXPECT_EQ(key["client"], id);
  EXPECT_EQ(here.Run({"key", "create", "--client", "nobody", "--scope", "topup:read"}).code, 3);
  const std::string list = here.url() + "/v1/topups";
  EXPECT_EQ(here.Get(list, key["key"])->status, 200);

  EXPECT_EQ(here.Run({"client", "note", id, "Closed in August."}).code, 0);
  const Finished notes = here.Run({"client", "notes", "Kiosk Centraal"});
  EXPECT_NE(notes.out.find("admin     Closed in August."), std::string::npos) << notes.out;
  EXPECT_EQ(here.Run({"client", "note", "cli_0000000000000z", "x"}).code, 3);
  EXPECT_EQ(here.Run({"client", "note", "nobody", "x"}).code, 3);
  EXPECT_EQ(here.Run({"client", "note", id, ""}).code, 2);
  EXPECT_EQ(here.Run({"client", "note", id, std::string(1'001, 'a')}).code, 1);

  EXPECT_EQ(here.Run({"client", "disable", "Kiosk Centraal"}).code, 0);
  EXPECT_EQ(here.Get(list, key["key"])->status, 401) << "at once";
  EXPECT_NE(here.Run({"client", "list"}).out.find("disabled "), std::string::npos);
  EXPECT_EQ(here.Run({"client", "enable", id}).code, 0);
  EXPECT_EQ(here.Get(list, key["key"])->status, 200);
  const auto shown = here.Json({"client", "show", id});
  EXPECT_EQ(shown["keys"][0]["id"], key["id"]);
}

TEST(Key, KeyRequiresAnExistingScope) {
  Installation here;
  here.MakeDatabase();
  EXPECT_EQ(here.Run({"key", "create"}).code, 2);
  const Finished wrong = here.Run({"key", "create", "--scope", "everything"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("sim:read"), std::string::npos) << "lists the scopes: " << wrong.err;
}

// A server in `here` that creates no keys and answers with that problem.
class Refusing {
 public:
  Refusing(const Installation& here, int status, const std::string& code)
      : server_(OptionsFor(here), [status, code](net::Request&& request, net::Responder respond) {
          net::Response response;
          if (request.path == "/admin/keys") {
            response = {status, "application/problem+json", R"({"code":")" + code + R"("})", {}};
          }
          respond.Send(std::move(response));
        }) {
    EXPECT_TRUE(server_.Start().ok());
  }

 private:
  static net::ServerOptions OptionsFor(const Installation& here) {
    std::filesystem::create_directories(here.data());
    net::ServerOptions options;
    options.unix_paths = {here.data() + "/admin.sock"};
    return options;
  }
  net::Server server_;
};

// A key is printed before it is created: if it was not created, the program must say so.
TEST(Key, PrintedKeyThatWasNotCreatedIsReported) {
  Installation here;
  const Refusing server(here, 422, "field_invalid");
  const Finished told = here.Run({"key", "create", "--scope", "sim:read"});
  EXPECT_EQ(told.code, 1) << told.err;
  EXPECT_EQ(told.out.size(), std::string("hk_\n").size() + 32) << told.out;
  EXPECT_NE(told.err.find("printed above was not created"), std::string::npos) << told.err;
  const auto json = here.Json({"key", "create", "--scope", "sim:read"}, 1);
  EXPECT_TRUE(json["id"].is_null()) << json;
}

TEST(Key, PrintedKeyWithAnUnknownOutcomeIsReported) {
  Installation here;
  const Refusing server(here, 503, "outcome_unknown");
  const Finished told = here.Run({"key", "create", "--scope", "sim:read"});
  EXPECT_EQ(told.code, 4) << told.err;
  EXPECT_NE(told.err.find("not known whether the key printed above"), std::string::npos)
      << told.err;
  EXPECT_NE(told.err.find("herlaad key list"), std::string::npos) << told.err;
}

TEST(Key, KeyWithATooLongNameIsNotPrinted) {
  Installation here;
  here.MakeDatabase();
  const Finished told =
      here.Run({"key", "create", "--scope", "sim:read", "--name", std::string(81, 'n')});
  EXPECT_EQ(told.code, 2);
  EXPECT_EQ(told.out, "");
  EXPECT_NE(told.err.find("80 bytes"), std::string::npos) << told.err;
}

TEST(WithoutServer, ChangesWithoutAServerAreThereWhenOneStarts) {
  Installation here;
  const Finished nothing = here.Run({"topup", "list"});
  EXPECT_EQ(nothing.code, 4) << "reading never creates a database";
  EXPECT_NE(nothing.err.find("herlaad demo"), std::string::npos) << nothing.err;

  here.MakeDatabase();
  const Finished seeded = here.Run(
      {"sim", "seed", "--first", "+32471000000", "--count", "25000", "--operator", "proximus"});
  EXPECT_EQ(seeded.code, 0) << seeded.err;
  EXPECT_EQ(seeded.err, "") << "nothing but what was asked for";
  const auto made = here.Json({"key", "create", "--scope", "sim:read"});
  const Finished placed =
      here.Run({"topup", "place", "0471000007", "--amount", "15", "--tender", "cash"});
  EXPECT_EQ(placed.code, 0) << placed.out << placed.err;
  EXPECT_EQ(here.Run({"sim", "set", "0471000008", "--state", "suspended"}).code, 0);
  EXPECT_EQ(here.Run({"verify"}).code, 0);

  here.StartServer({"serve"});
  const auto sim = here.Get(here.url() + "/v1/sims/32471000007", made["key"]);
  ASSERT_TRUE(sim);
  EXPECT_EQ(nlohmann::json::parse(sim->body)["balance"]["amount"], 1'500);
  EXPECT_EQ(here.Json({"sim", "show", "0471000008"})["state"], "suspended");
  EXPECT_EQ(here.Json({"sim", "show", "0471024999"})["state"], "active");
  const Finished card =
      here.Run({"topup", "place", "0471000009", "--amount", "15", "--tender", "card"});
  EXPECT_EQ(card.code, 1) << "nobody takes cards here";
  EXPECT_NE(card.err.find("not offered here"), std::string::npos) << card.err;
}

TEST(WithoutServer, SocketOfAKilledServerIsNoObstacle) {
  Installation here;
  here.StartDemo();
  here.KillServer();
  EXPECT_EQ(here.Run({"sim", "show", "0470123456"}).code, 0);
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

TEST(Sim, OnlyHostedNumbersAreCreated) {
  Installation here;
  here.MakeDatabase();
  EXPECT_EQ(here.Run({"sim", "seed", "--first", "0485000000", "--operator", "telenet"}).code, 1);
  EXPECT_EQ(
      here.Run({"sim", "seed", "--first", "0499999999", "--count", "2", "--operator", "orange"})
          .code,
      2);
  EXPECT_EQ(
      here.Run({"sim", "seed", "--first", "0470000000", "--count", "0", "--operator", "orange"})
          .code,
      2);
}

}  // namespace
}  // namespace herlaad::testing
