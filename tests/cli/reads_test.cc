// The real program, read by many while it is written to: what was acknowledged can be read at once,
// on both databases.
#include <atomic>
#include <thread>

#include "tests/cli/installation.h"
#include "tests/support/postgres_server.h"

namespace herlaad::testing {
namespace {

using nlohmann::json;

constexpr int kTills = 6;
constexpr int kTopups = 40;

// A till that reads back each acknowledged top-up.
class Reader {
 public:
  Reader(const Installation& here, std::string key, int number)
      : url_(here.url()), key_(std::move(key)), number_(number) {}

  void PlaceAndRead() {
    for (int i = 0; i < kTopups; ++i) PlaceAndRead(std::to_string(number_ * kTopups + i));
  }

 private:
  void PlaceAndRead(const std::string& name) {
    const auto placed = Send("POST", "/v1/topups", name);
    ASSERT_TRUE(placed.ok());
    ASSERT_EQ(placed->status, 201) << placed->body;
    const json topup = json::parse(placed->body);
    const auto found = Send("GET", "/v1/topups/" + topup["id"].get<std::string>());
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found->status, 200) << "it was answered: " << found->body;
    EXPECT_EQ(json::parse(found->body)["msisdn"], topup["msisdn"]);
    const auto listed = Send("GET", "/v1/topups?limit=1&msisdn=" + NumberOf(name));
    ASSERT_TRUE(listed.ok());
    ASSERT_EQ(listed->status, 200) << listed->body;
    EXPECT_EQ(json::parse(listed->body)["topups"][0]["id"], topup["id"]);
  }

  static std::string NumberOf(const std::string& name) {
    return "04703" + std::string(5 - name.size(), '0') + name;
  }
  Result<net::ClientResponse, net::ClientError> Send(const std::string& method,
                                                     const std::string& path,
                                                     const std::string& name = {}) {
    net::ClientRequest request;
    request.method = method;
    request.url = url_ + path;
    request.headers = {{"authorization", "Bearer " + key_}};
    request.total_timeout = Millis(120'000);
    if (method == "POST") {
      request.headers.push_back({"content-type", "application/json"});
      request.headers.push_back({"idempotency-key", "till " + name});
      request.body = R"({"operator":"proximus","amount":{"amount":1500,"currency":"EUR"},)"
                     R"("tender":"cash","msisdn":")" +
                     NumberOf(name) + "\"}";
    }
    return client_.Send(request);
  }

  std::string url_;
  std::string key_;
  int number_;
  net::Client client_;
};

void ReadBackWhatIsWritten(Installation& here) {
  const std::string key =
      here.Json({"key", "create", "--scope", "topup:cash", "--scope", "topup:read"})["key"];
  const auto seeded = here.Run({"sim", "seed", "--first", "+32470300000", "--count",
                                std::to_string(kTills * kTopups), "--operator", "proximus"});
  ASSERT_EQ(seeded.code, 0) << seeded.err;
  std::vector<std::thread> tills;
  tills.reserve(kTills);
  for (int i = 0; i < kTills; ++i) {
    tills.emplace_back([&here, &key, i] { Reader(here, key, i).PlaceAndRead(); });
  }
  for (std::thread& till : tills) till.join();
}

TEST(Reads, AcknowledgedTopupsAreReadableUnderLoad) {
  Installation here;
  here.StartDemo();
  ReadBackWhatIsWritten(here);
}

TEST(Reads, AcknowledgedTopupsAreReadableUnderLoadOnPostgres) {
  HERLAAD_NEEDS_POSTGRES();
  const PostgresServer server;
  Installation here;
  here.StartServer({"demo", "--database", server.url()});
  ReadBackWhatIsWritten(here);
}

}  // namespace
}  // namespace herlaad::testing
