// herlaad key and herlaad sim, with a server and without.
#include <filesystem>

#include "adapters/net/server.h"
#include "tests/cli/house.h"

namespace herlaad::testing {
namespace {

TEST(Key, KeyWorksUntilRevoked) {
  House house;
  house.StartDemo();
  const auto made = house.Json(
      {"key", "create", "--scope", "sim:read", "--scope", "topup:cash", "--name", "till 7"});
  const std::string key = made["key"];
  const std::string id = made["id"];
  const std::string sim = house.url() + "/v1/sims/%2B32470123456";
  EXPECT_EQ(house.Get(sim, key)->status, 200);

  const Finished list = house.Run({"key", "list"});
  EXPECT_EQ(list.code, 0);
  EXPECT_NE(list.out.find(id), std::string::npos);
  EXPECT_NE(list.out.find("till 7"), std::string::npos);
  EXPECT_EQ(list.out.find(key), std::string::npos) << "the key itself is never shown again";

  EXPECT_EQ(house.Run({"key", "note", id, "Closed in August."}).code, 0);
  const Finished notes = house.Run({"key", "notes", id});
  EXPECT_NE(notes.out.find("admin     Closed in August."), std::string::npos) << notes.out;
  EXPECT_EQ(house.Run({"key", "note", "key_0000000000000z", "x"}).code, 3);
  EXPECT_EQ(house.Run({"key", "note", id, ""}).code, 2);
  EXPECT_EQ(house.Run({"key", "note", id, std::string(1'001, 'a')}).code, 1);

  EXPECT_EQ(house.Run({"key", "revoke", id}).code, 0);
  EXPECT_EQ(house.Get(sim, key)->status, 401) << "at once";
  EXPECT_NE(house.Run({"key", "list"}).out.find("revoked"), std::string::npos);
  EXPECT_EQ(house.Run({"key", "revoke", "key_0000000000000z"}).code, 3);
}

TEST(Key, KeyRequiresAnExistingScope) {
  House house;
  house.MakeBooks();
  EXPECT_EQ(house.Run({"key", "create"}).code, 2);
  const Finished wrong = house.Run({"key", "create", "--scope", "everything"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("sim:read"), std::string::npos) << "lists the scopes: " << wrong.err;
}

// A server in `house` that creates no keys and answers with that problem.
class Refusing {
 public:
  Refusing(const House& house, int status, const std::string& code)
      : server_(OptionsFor(house), [status, code](net::Request&& request, net::Responder respond) {
          net::Response response;
          if (request.path == "/admin/keys") {
            response = {status, "application/problem+json", R"({"code":")" + code + R"("})", {}};
          }
          respond.Send(std::move(response));
        }) {
    EXPECT_TRUE(server_.Start().ok());
  }

 private:
  static net::ServerOptions OptionsFor(const House& house) {
    std::filesystem::create_directories(house.data());
    net::ServerOptions options;
    options.unix_paths = {house.data() + "/admin.sock"};
    return options;
  }
  net::Server server_;
};

// A key is printed before it is created: if it was not created, the program must say so.
TEST(Key, PrintedKeyThatWasNotCreatedIsReported) {
  House house;
  const Refusing server(house, 422, "field_invalid");
  const Finished told = house.Run({"key", "create", "--scope", "sim:read"});
  EXPECT_EQ(told.code, 1) << told.err;
  EXPECT_EQ(told.out.size(), std::string("hk_\n").size() + 32) << told.out;
  EXPECT_NE(told.err.find("printed above was not created"), std::string::npos) << told.err;
  const auto json = house.Json({"key", "create", "--scope", "sim:read"}, 1);
  EXPECT_TRUE(json["id"].is_null()) << json;
}

TEST(Key, PrintedKeyWithAnUnknownOutcomeIsReported) {
  House house;
  const Refusing server(house, 503, "outcome_unknown");
  const Finished told = house.Run({"key", "create", "--scope", "sim:read"});
  EXPECT_EQ(told.code, 4) << told.err;
  EXPECT_NE(told.err.find("not known whether the key printed above"), std::string::npos)
      << told.err;
  EXPECT_NE(told.err.find("herlaad key list"), std::string::npos) << told.err;
}

TEST(Key, KeyWithATooLongNameIsNotPrinted) {
  House house;
  house.MakeBooks();
  const Finished told =
      house.Run({"key", "create", "--scope", "sim:read", "--name", std::string(81, 'n')});
  EXPECT_EQ(told.code, 2);
  EXPECT_EQ(told.out, "");
  EXPECT_NE(told.err.find("80 bytes"), std::string::npos) << told.err;
}

TEST(Offline, ChangesWithoutAServerAreThereWhenOneStarts) {
  House house;
  const Finished nothing = house.Run({"topup", "list"});
  EXPECT_EQ(nothing.code, 4) << "reading never creates a database";
  EXPECT_NE(nothing.err.find("herlaad demo"), std::string::npos) << nothing.err;

  house.MakeBooks();
  const Finished seeded = house.Run(
      {"sim", "seed", "--first", "+32471000000", "--count", "25000", "--operator", "proximus"});
  EXPECT_EQ(seeded.code, 0) << seeded.err;
  EXPECT_EQ(seeded.err, "") << "nothing but what was asked for";
  const auto made = house.Json({"key", "create", "--scope", "sim:read"});
  const Finished placed =
      house.Run({"topup", "place", "0471000007", "--amount", "15", "--tender", "cash"});
  EXPECT_EQ(placed.code, 0) << placed.out << placed.err;
  EXPECT_EQ(house.Run({"sim", "set", "0471000008", "--state", "suspended"}).code, 0);
  EXPECT_EQ(house.Run({"verify"}).code, 0);

  house.StartServer({"serve"});
  const auto sim = house.Get(house.url() + "/v1/sims/32471000007", made["key"]);
  ASSERT_TRUE(sim);
  EXPECT_EQ(nlohmann::json::parse(sim->body)["balance"]["amount"], 1'500);
  EXPECT_EQ(house.Json({"sim", "show", "0471000008"})["state"], "suspended");
  EXPECT_EQ(house.Json({"sim", "show", "0471024999"})["state"], "active");
  const Finished card =
      house.Run({"topup", "place", "0471000009", "--amount", "15", "--tender", "card"});
  EXPECT_EQ(card.code, 1) << "nobody takes cards here";
  EXPECT_NE(card.err.find("not offered here"), std::string::npos) << card.err;
}

TEST(Offline, SocketOfAKilledServerIsNoObstacle) {
  House house;
  house.StartDemo();
  house.KillServer();
  EXPECT_EQ(house.Run({"sim", "show", "0470123456"}).code, 0);
  EXPECT_EQ(house.Run({"verify"}).code, 0);
}

TEST(Sim, OnlyHostedNumbersAreCreated) {
  House house;
  house.MakeBooks();
  EXPECT_EQ(house.Run({"sim", "seed", "--first", "0485000000", "--operator", "telenet"}).code, 1);
  EXPECT_EQ(
      house.Run({"sim", "seed", "--first", "0499999999", "--count", "2", "--operator", "orange"})
          .code,
      2);
  EXPECT_EQ(
      house.Run({"sim", "seed", "--first", "0470000000", "--count", "0", "--operator", "orange"})
          .code,
      2);
}

}  // namespace
}  // namespace herlaad::testing
