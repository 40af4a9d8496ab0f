// The real program while its database is full, unreachable, silent or without its standby: what
// clients and monitoring see.
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

#include "adapters/store/postgres/postgres_driver.h"
#include "tests/cli/installation.h"
#include "tests/support/postgres_server.h"
#include "tests/support/tcp_proxy.h"

namespace herlaad::testing {
namespace {

using nlohmann::json;

constexpr const char* kBody =
    R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})";

// A till that uses a server over HTTP.
class Till {
 public:
  explicit Till(Installation& here) : installation_(here) {
    key_ = here.Json({"key", "create", "--scope", "topup:cash", "--scope", "topup:read"})["key"];
  }

  struct Reply {
    int status = 0;  // 0: no answer
    json body;
    bool replayed = false;
    bool says_when = false;  // has a Retry-After header
  };
  Reply Place(const std::string& key) {
    net::ClientRequest request;
    request.method = "POST";
    request.url = installation_.url() + "/v1/topups";
    request.headers = {{"authorization", "Bearer " + key_},
                       {"idempotency-key", key},
                       {"content-type", "application/json"}};
    request.body = kBody;
    request.total_timeout = Millis(120'000);
    const auto answer = client_.Send(request);
    if (!answer.ok()) return {};
    return {answer->status, json::parse(answer->body, nullptr, false),
            answer->Find("idempotency-replayed").has_value(),
            answer->Find("retry-after").has_value()};
  }
  // On a busy machine the outage may be felt a little longer: 503 says to try again.
  Reply PlaceSoon(const std::string& key) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Reply reply = Place(key);
    while (reply.status == 503 && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      reply = Place(key);
    }
    return reply;
  }
  Reply Read(const std::string& id) {
    net::ClientRequest request;
    request.method = "GET";
    request.url = installation_.url() + "/v1/topups/" + id;
    request.headers = {{"authorization", "Bearer " + key_}};
    request.total_timeout = Millis(120'000);
    const auto answer = client_.Send(request);
    if (!answer.ok()) return {};
    return {answer->status, json::parse(answer->body, nullptr, false), false,
            answer->Find("retry-after").has_value()};
  }
  // The number of top-ups.
  std::size_t Count() {
    const auto list = installation_.Get(installation_.url() + "/v1/topups?limit=100", key_);
    return list ? json::parse(list->body)["topups"].size() : 0;
  }

 private:
  Installation& installation_;
  std::string key_;
  net::Client client_;
};

class Outage : public ::testing::Test {
 protected:
  // Waits for a condition, not for a time.
  static bool Becomes(const std::function<bool()>& condition) {
    for (int tries = 0; tries < 600; ++tries) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
  }
  std::string Readiness() {
    const auto ready = installation_.Get(installation_.url() + "/health/ready");
    if (!ready) return "no answer";
    return std::to_string(ready->status) + " " +
           json::parse(ready->body)["status"].get<std::string>();
  }
  bool IsReady() { return Readiness() == "200 ready"; }
  bool HasMetric(const std::string& line) {
    const auto metrics = installation_.Get(installation_.metrics_url());
    return metrics && metrics->body.find(line + "\n") != std::string::npos;
  }
  std::size_t Logged(const std::string& event) {
    const std::string log = installation_.server().err();
    std::size_t count = 0;
    for (auto at = log.find(event); at != std::string::npos; at = log.find(event, at + 1)) ++count;
    return count;
  }
  void ExpectOutageIsSeen() {
    EXPECT_TRUE(Becomes([this] { return Readiness() == "503 store_unavailable"; })) << Readiness();
    EXPECT_TRUE(HasMetric(R"(herlaad_store_available{access="write"} 0)"));
    EXPECT_EQ(Logged("the database is unavailable"), 1U) << installation_.server().err();
  }
  void ExpectOutageIsOver() {
    EXPECT_TRUE(Becomes([this] { return IsReady(); })) << Readiness();
    EXPECT_TRUE(HasMetric(R"(herlaad_store_available{access="write"} 1)"));
    EXPECT_EQ(Logged("the database is unavailable"), 1U) << installation_.server().err();
    EXPECT_EQ(Logged("the database is available again"), 1U) << installation_.server().err();
  }

  Installation installation_;
};

// --- SQLite: a file size limit simulates a full disk.

TEST_F(Outage, FullDiskIsReportedAndRecoversByItself) {
  installation_.StartDemo();
  Till till(installation_);
  ASSERT_EQ(till.Place("before").status, 201);
  const auto grow = [this](rlim_t bytes) {
    const rlimit limit{bytes, RLIM_INFINITY};
    ASSERT_EQ(prlimit(installation_.server().pid(), RLIMIT_FSIZE, &limit, nullptr), 0);
  };
  grow(4'096);
  for (int i = 0; i < 60; ++i) {
    const auto refused = till.Place("meanwhile " + std::to_string(i));
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.body["code"], "store_unavailable") << refused.body;
  }
  ExpectOutageIsSeen();
  EXPECT_EQ(till.Count(), 1U) << "it can still be read";
  grow(RLIM_INFINITY);
  ExpectOutageIsOver();
  EXPECT_EQ(till.Place("meanwhile 0").status, 201);
  EXPECT_EQ(till.Count(), 2U);
  EXPECT_EQ(installation_.StopServer(), 0);
  EXPECT_EQ(installation_.Run({"verify"}).code, 0);
}

// --- PostgreSQL

class OutageOnPostgres : public Outage {
 protected:
  void SetUp() override {
    HERLAAD_NEEDS_POSTGRES();
    server_ = std::make_unique<PostgresServer>();
  }

  static void ExpectUnavailable(const Till::Reply& reply) {
    EXPECT_EQ(reply.status, 503) << reply.body;
    EXPECT_EQ(reply.body["code"], "store_unavailable");
    EXPECT_TRUE(reply.says_when);
  }
  int StatusOf(const std::string& path) {
    const auto answer = installation_.Get(installation_.url() + path);
    return answer ? answer->status : 0;
  }

  std::unique_ptr<PostgresServer> server_;
};

TEST_F(OutageOnPostgres, UnreachableDatabaseIsReportedAndRecoversByItself) {
  installation_.StartServer({"demo", "--database", server_->url()});
  Till till(installation_);
  ASSERT_EQ(till.Place("before").status, 201);
  server_->Kill();
  ExpectOutageIsSeen();  // before any request
  for (int i = 0; i < 20; ++i) {
    const auto refused = till.Place("meanwhile " + std::to_string(i));
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.body["code"], "store_unavailable") << refused.body;
  }
  server_->Start();
  ExpectOutageIsOver();
  EXPECT_EQ(till.Place("meanwhile 0").status, 201);
  EXPECT_EQ(till.Count(), 2U);
  EXPECT_NE(installation_.server().err().find("onnect"), std::string::npos)
      << "in libpq's own words: " << installation_.server().err();
}

TEST_F(OutageOnPostgres, SilentDatabaseIsNoticedBeforeRequestsTimeOut) {
  TcpProxy proxy(server_->port());
  const std::string url =
      "postgresql://postgres@127.0.0.1:" + std::to_string(proxy.port()) + "/herlaad";
  installation_.StartServer({"demo", "--database", url});
  Till till(installation_);
  ASSERT_EQ(till.Place("before").status, 201);
  proxy.Freeze();
  ExpectOutageIsSeen();
  proxy.Thaw();
  ExpectOutageIsOver();
  EXPECT_EQ(till.PlaceSoon("before").status, 201);
  EXPECT_EQ(till.PlaceSoon("after").status, 201);
}

// Each read used to take 15 s, one after the other, with all others waiting behind it.
TEST_F(OutageOnPostgres, SilentDatabaseDelaysOnlyReadsForTwoSeconds) {
  TcpProxy proxy(server_->port());
  installation_.StartServer(
      {"demo", "--database",
       "postgresql://postgres@127.0.0.1:" + std::to_string(proxy.port()) + "/herlaad"});
  Till till(installation_);
  const auto placed = till.Place("before");
  ASSERT_EQ(placed.status, 201);
  const std::string id = placed.body["id"];
  ASSERT_EQ(till.Read(id).status, 200);

  proxy.Freeze();
  std::atomic<bool> answered{false};
  std::thread reads([&] {
    const auto begun = std::chrono::steady_clock::now();
    ExpectUnavailable(till.Read(id));
    // It used to be 15 s, the session's time-out.
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(12));
    answered = true;
  });
  int meanwhile = 0;
  for (; !answered; ++meanwhile) {
    EXPECT_EQ(StatusOf("/health/live"), 200);
    EXPECT_EQ(StatusOf("/assets/page.css"), 200);
    EXPECT_EQ(StatusOf("/docs"), 200);
  }
  reads.join();
  EXPECT_GT(meanwhile, 1) << "others are answered while the read waits";

  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) ExpectUnavailable(till.Read(id));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(50)) << "none waits";
  EXPECT_TRUE(Becomes([this] { return HasMetric(R"(herlaad_store_available{access="read"} 0)"); }));

  proxy.Thaw();
  EXPECT_TRUE(Becomes([&] { return till.Read(id).status == 200; }));
  EXPECT_TRUE(HasMetric(R"(herlaad_store_available{access="read"} 1)"));
}

// PostgreSQL answers a COMMIT whose wait for its standby was cancelled with success and a warning.
TEST_F(OutageOnPostgres, OrderWithoutItsStandbyIsNotAcknowledged) {
  installation_.StartServer({"demo", "--database", server_->url()});
  Till till(installation_);
  ASSERT_EQ(till.Place("before").status, 201);
  const auto admin = server_->Connect();
  const auto say = [&admin](const char* script) { EXPECT_TRUE(admin->Execute(script).ok()); };
  say("ALTER SYSTEM SET synchronous_standby_names = 'absent'");
  say("SELECT pg_reload_conf()");
  // The server's heartbeat is the first commit that waits for it.
  constexpr static store::Query kWaiting{
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"};
  ASSERT_TRUE(Becomes([&] { return store::OneNumber(*admin, kWaiting).value() > 0; }));
  Till::Reply reply;
  std::atomic<bool> answered{false};
  std::thread asks([&] {
    reply = till.Place("in doubt");
    answered = true;
  });
  EXPECT_TRUE(Becomes([&] {
    say("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    return answered.load();
  }));
  asks.join();
  EXPECT_EQ(reply.status, 503) << reply.body;
  EXPECT_EQ(reply.body["code"], "outcome_unknown") << reply.body;
  EXPECT_EQ(Readiness(), "503 store_unavailable");
  EXPECT_NE(installation_.server().err().find("canceling wait for synchronous replication"),
            std::string::npos)
      << "in the server's own words: " << installation_.server().err();

  say("ALTER SYSTEM RESET synchronous_standby_names");
  say("SELECT pg_reload_conf()");
  EXPECT_TRUE(Becomes([this] { return IsReady(); })) << Readiness();
  const auto repeat = till.Place("in doubt");
  EXPECT_EQ(repeat.status, 201) << repeat.body;
  EXPECT_TRUE(repeat.replayed) << "it was there, and is confirmed now";
  EXPECT_EQ(till.Count(), 2U);
  EXPECT_EQ(installation_.StopServer(), 0);
  EXPECT_EQ(installation_.Run({"verify", "--database", server_->url()}).code, 0);
}

// It used to wait silently for ten minutes.
TEST_F(OutageOnPostgres, ServerWaitingForAMigrationSaysSoAndStopsOnRequest) {
  installation_.StartServer({"serve", "--database", server_->url()});
  ASSERT_EQ(installation_.StopServer(), 0);
  std::thread holder([this] {
    server_->Sql(
        "DO $$ BEGIN PERFORM pg_advisory_lock(1214607982, 0); FOR i IN 1..1200 LOOP PERFORM "
        "pg_stat_clear_snapshot(); IF EXISTS (SELECT 1 FROM pg_stat_activity WHERE "
        "application_name = 'release') THEN RETURN; END IF; PERFORM pg_sleep(0.05); END LOOP; END "
        "$$");
  });
  const auto waits = installation_.Start({"serve", "--port", "0", "--database", server_->url()});
  EXPECT_TRUE(Becomes([&] {
    return waits->err().find("waiting for another server that migrates the tables") !=
           std::string::npos;
  })) << waits->err();
  waits->Signal(SIGTERM);
  const auto finished = waits->Wait(Millis(20'000));
  EXPECT_TRUE(finished);
  if (finished) {
    EXPECT_EQ(finished->code, 0) << finished->err;
    EXPECT_NE(finished->err.find("stopped while session"), std::string::npos) << finished->err;
  }
  store::PostgresSettings release;
  release.conninfo = server_->url() + "?application_name=release";
  const auto session = store::PostgresDatabase::Open(release);
  EXPECT_TRUE(session.ok());
  holder.join();
}

}  // namespace
}  // namespace herlaad::testing
