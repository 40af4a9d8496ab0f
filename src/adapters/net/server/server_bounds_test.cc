// Limits for slow, silent, greedy and numerous clients; and stopping.
#include <sys/resource.h>

#include <atomic>
#include <thread>

#include "adapters/net/server/server.h"
#include "adapters/net/server/testing.h"

namespace herlaad::net {
namespace {

using namespace testing;  // NOLINT: this module's

ServerOptions Hasty() {
  ServerOptions options;
  options.timeouts.head = Millis(200);
  options.timeouts.body = Millis(300);
  options.timeouts.idle = Millis(250);
  options.timeouts.write = Millis(300);
  return options;
}

// Sends one byte every 20 ms until the server answers.
Reply Drip(RawClient& client, std::string_view text) {
  for (const char c : text) {
    if (!client.Silent(20ms)) break;
    client.Say(std::string_view(&c, 1));
  }
  return client.Read();
}

TEST(ServerBounds, SlowHeadTimesOut) {
  const auto server = StartServer(Hasty());
  RawClient client(server->Port());
  const auto start = NowMs();
  const Reply reply = Drip(client, Get("/" + std::string(200, 'a')));
  EXPECT_EQ(reply.status, 408);
  EXPECT_TRUE(reply.closes());
  EXPECT_GE(NowMs() - start, 200);
  EXPECT_LT(NowMs() - start, 1'000) << "a byte now and then buys no time";
  EXPECT_TRUE(client.Ended());
}

TEST(ServerBounds, SlowBodyTimesOut) {
  const auto server = StartServer(Hasty());
  RawClient client(server->Port());
  client.Say("POST / HTTP/1.1\r\nHost: a\r\nAccept-Language: nl\r\nContent-Length: 200\r\n\r\n");
  const auto start = NowMs();
  const Reply reply = Drip(client, std::string(200, 'a'));
  EXPECT_EQ(reply.status, 408);
  EXPECT_EQ(reply.Get("content-language"), "nl");
  EXPECT_GE(NowMs() - start, 250);
  EXPECT_LT(NowMs() - start, 1'200);
  EXPECT_EQ(server->Stats().requests, 0u);
}

TEST(ServerBounds, SilentConnectionsAreClosedWithoutAnAnswer) {
  const auto server = StartServer(Hasty());
  RawClient never(server->Port());
  RawClient once(server->Port());
  EXPECT_EQ(once.Ask(Get("/")).status, 200);
  const auto start = NowMs();
  EXPECT_TRUE(never.Ended());
  EXPECT_TRUE(once.Ended());
  EXPECT_LT(NowMs() - start, 1'000);
}

TEST(ServerBounds, EachRequestHasItsOwnTimeout) {
  const auto server = StartServer(Hasty());
  RawClient client(server->Port());
  for (int i = 0; i < 6; ++i) {
    std::this_thread::sleep_for(100ms);
    ASSERT_EQ(client.Ask(Get("/")).status, 200) << "well beyond the idle time in all";
  }
}

TEST(ServerBounds, HandlerHasNoTimeout) {
  std::thread later;
  const auto server = StartServer(Hasty(), [&](Request&&, Responder&& responder) {
    later = std::thread([held = std::make_shared<Responder>(std::move(responder))] {
      std::this_thread::sleep_for(700ms);
      held->Send({.body = "late"});
    });
  });
  RawClient client(server->Port());
  EXPECT_EQ(client.Ask(Get("/")).body, "late");
  later.join();
}

TEST(ServerBounds, StalledReaderIsDropped) {
  const std::string page(8'000'000, 'p');  // more than socket buffers hold
  const auto server = StartServer(
      Hasty(), [&](Request&&, Responder&& responder) { responder.Send({.body = page}); });
  RawClient client(server->Port());
  client.Say(Get("/"));
  for (int i = 0; i < 100 && server->Stats().connections_open == 0; ++i)
    std::this_thread::sleep_for(5ms);
  for (int i = 0; i < 100 && server->Stats().connections_open > 0; ++i)
    std::this_thread::sleep_for(20ms);
  EXPECT_EQ(server->Stats().connections_open, 0u);
}

TEST(ServerBounds, ConnectionsAboveTheLimitAreTurnedAway) {
  ServerOptions options;
  options.limits.connections = 4;
  const auto server = StartServer(options);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<RawClient>(server->Port()));
    ASSERT_EQ(clients.back()->Ask(Get("/")).status, 200);
  }
  RawClient fifth(server->Port());
  const Reply reply = fifth.Ask(Get("/"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.Get("retry-after"), "1");
  EXPECT_NE(reply.body.find("too_many_connections"), std::string::npos);
  EXPECT_TRUE(fifth.Ended());
  EXPECT_EQ(server->Stats().connections_refused, 1u);
  EXPECT_EQ(clients[0]->Ask(Get("/")).status, 200) << "the others do not notice";

  fifth.Reset();
  clients.pop_back();
  for (int i = 0; i < 100 && server->Stats().connections_open > 3; ++i)
    std::this_thread::sleep_for(5ms);
  RawClient again(server->Port());
  EXPECT_EQ(again.Ask(Get("/")).status, 200) << "a free place is given again";
}

TEST(ServerBounds, ConnectionsAreCountedForEachPeerExceptProxies) {
  ServerOptions options;
  options.limits.connections_per_peer = 2;
  options.trusted_proxies = {"10.0.0.1"};
  const auto strict = StartServer(options);
  RawClient one(strict->Port());
  RawClient two(strict->Port());
  EXPECT_EQ(one.Ask(Get("/")).status, 200);
  EXPECT_EQ(two.Ask(Get("/")).status, 200);
  RawClient three(strict->Port());
  EXPECT_EQ(three.Ask(Get("/")).status, 503);

  options.trusted_proxies = {"127.0.0.1"};
  const auto proxied = StartServer(options);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<RawClient>(proxied->Port()));
    EXPECT_EQ(clients.back()->Ask(Get("/")).status, 200);
  }
}

TEST(ServerBounds, ManyConnectionsAreServed) {
  constexpr int kMany = 400;
  ServerOptions options;
  options.limits.connections_per_peer = kMany;
  const auto server = StartServer(options);
  std::vector<std::unique_ptr<RawClient>> clients;
  clients.reserve(kMany);
  for (int i = 0; i < kMany; ++i) clients.push_back(std::make_unique<RawClient>(server->Port()));
  for (int round = 0; round < 3; ++round) {
    for (auto& client : clients) client->Say(Post("/", "x"));
    for (auto& client : clients) ASSERT_EQ(client->Read().status, 200);
  }
  EXPECT_EQ(server->Stats().connections_open, static_cast<std::uint64_t>(kMany));
}

// Lowers the limit of file descriptors so that none is left, and restores it.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const Fd lowest_free(dup(STDERR_FILENO));
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(lowest_free.get());
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(ServerBounds, ExhaustedDescriptorsDoNotCauseSpinning) {
  std::atomic<int> reports{0};
  ServerOptions options;
  options.report = [&](std::string_view) { ++reports; };
  const auto server = StartServer(options);
  const auto connect_to = [&](const Fd& fd) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server->Port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const void* const generic = &address;
    return connect(fd.get(), static_cast<const sockaddr*>(generic), sizeof address);
  };
  const Fd waiting(socket(AF_INET, SOCK_STREAM, 0));
  {
    const NoDescriptors none;
    ASSERT_EQ(connect_to(waiting), 0) << "the system holds it for us";
    std::this_thread::sleep_for(500ms);
    EXPECT_EQ(server->Stats().connections_accepted, 0u);
    EXPECT_GE(reports, 1);
    EXPECT_LE(reports, 4) << "once a pause";
  }
  for (int i = 0; i < 200 && server->Stats().connections_accepted == 0; ++i) {
    std::this_thread::sleep_for(5ms);
  }
  EXPECT_EQ(server->Stats().connections_accepted, 1u);
}

TEST(ServerStop, RequestsInProgressAreFinished) {
  HeldRequests held;
  const auto server = StartServer({}, held.handler());
  const auto port = server->Port();
  RawClient busy(port);
  RawClient idle(port);
  RawClient sending(port);
  busy.Say(Get("/1"));
  sending.Say("POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo");
  ASSERT_TRUE(held.WaitFor(1));
  std::this_thread::sleep_for(20ms);
  std::atomic<bool> stopped{false};
  std::thread stopper([&] {
    server->Stop();
    stopped = true;
  });
  EXPECT_TRUE(idle.Ended(1s)) << "idle connections are closed at once";
  EXPECT_TRUE(busy.Silent(50ms));
  sending.Say("dy");
  EXPECT_TRUE(held.WaitFor(2));
  EXPECT_FALSE(stopped);
  for (const std::size_t i : {0u, 1u}) held.Answer(i, "done");
  for (RawClient* const client : {&busy, &sending}) {
    const Reply reply = client->Read();
    EXPECT_EQ(reply.body, "done");
    EXPECT_TRUE(reply.closes());
    EXPECT_TRUE(client->Ended());
    client->Reset();
  }
  stopper.join();
  server->Stop();  // repeated, without effect
}

TEST(ServerStop, NewConnectionsAreNotAccepted) {
  HeldRequests held;
  const auto server = StartServer({}, held.handler());
  const auto port = server->Port();
  RawClient busy(port);
  busy.Say(Get("/"));
  ASSERT_TRUE(held.WaitFor(1));
  std::thread stopper([&] { server->Stop(); });
  std::this_thread::sleep_for(50ms);
  const Fd late(socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const void* const generic = &address;
  EXPECT_NE(connect(late.get(), static_cast<const sockaddr*>(generic), sizeof address), 0);
  held.Forget();
  EXPECT_EQ(busy.Read().status, 500);
  busy.Reset();
  stopper.join();
}

TEST(ServerStop, StoppingIsBounded) {
  HeldRequests held;
  ServerOptions options;
  options.timeouts.stop = Millis(200);
  auto server = StartServer(options, held.handler());
  RawClient client(server->Port());
  client.Say(Get("/"));
  ASSERT_TRUE(held.WaitFor(1));
  const auto start = NowMs();
  server->Stop();
  EXPECT_GE(NowMs() - start, 150);
  EXPECT_LT(NowMs() - start, 2'000);
  EXPECT_TRUE(client.Ended());
  server.reset();
  held.Answer(0, "into the void");  // the server is destroyed: allowed, and without effect
}

TEST(ServerStop, ConnectionClosesAfterTheLastOfAPipeline) {
  HeldRequests held;
  const auto server = StartServer({}, held.handler());
  RawClient client(server->Port());
  client.Say(Get("/1") + Get("/2"));
  ASSERT_TRUE(held.WaitFor(2));
  std::thread stopper([&] { server->Stop(); });
  std::this_thread::sleep_for(50ms);
  for (const std::size_t i : {0u, 1u}) held.Answer(i, "done");
  EXPECT_FALSE(client.Read().closes());
  EXPECT_TRUE(client.Read().closes());
  EXPECT_TRUE(client.Ended());
  client.Reset();
  stopper.join();
}

}  // namespace
}  // namespace herlaad::net
