// The protocol: keep-alive, pipelining, HEAD, Expect, early answers, rejections as problems.
#include "adapters/net/server/server.h"

#include <sys/stat.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "adapters/net/server/testing.h"

namespace herlaad::net {
namespace {

using namespace testing;  // NOLINT: this module's

TEST(Server, ConnectionIsKeptForManyRequests) {
  const auto server = StartServer({});
  RawClient client(server->Port());
  for (int i = 0; i < 100; ++i) {
    const Reply reply = client.Ask(Post("/a", std::to_string(i)));
    ASSERT_EQ(reply.status, 200);
    ASSERT_EQ(reply.body, "POST /a?|" + std::to_string(i) + "|127.0.0.1");
    ASSERT_FALSE(reply.closes());
  }
  EXPECT_EQ(server->Stats().connections_accepted, 1u);
  EXPECT_EQ(server->Stats().requests, 100u);
}

TEST(Server, ConnectionIsClosedOnRequest) {
  const auto server = StartServer({});
  RawClient client(server->Port());
  const Reply reply = client.Ask(Get("/a", "Connection: close\r\n"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.closes());
  EXPECT_TRUE(client.Ended());
}

TEST(Server, Http10IsSupported) {
  const auto server = StartServer({});
  RawClient once(server->Port());
  EXPECT_EQ(once.Ask("GET /a HTTP/1.0\r\n\r\n").body, "GET /a?||127.0.0.1");
  EXPECT_TRUE(once.Ended());
  RawClient stays(server->Port());
  for (int i = 0; i < 2; ++i) {
    const Reply reply = stays.Ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.Get("connection"), "keep-alive");
  }
}

TEST(Server, HeadIsAnsweredLikeGetWithoutTheBody) {
  const auto server = StartServer({});
  RawClient client(server->Port());
  client.Say("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
  const Reply head = client.Read(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.Get("content-length"), std::to_string(std::string("GET /a?||127.0.0.1").size()));
  EXPECT_EQ(client.Ask(Get("/b")).body, "GET /b?||127.0.0.1") << "no body was in between";
}

TEST(Server, SafeRequestsRunConcurrentlyAndAreAnsweredInOrder) {
  HeldRequests held;
  const auto server = StartServer({}, held.handler());
  RawClient client(server->Port());
  client.Say(Get("/1") + Get("/2") + Get("/3"));
  ASSERT_TRUE(held.WaitFor(3));
  held.Answer(2, "three");
  held.Answer(1, "two");
  EXPECT_TRUE(client.Silent(100ms)) << "the first one's turn";
  held.Answer(0, "one");
  EXPECT_EQ(client.Read().body, "one");
  EXPECT_EQ(client.Read().body, "two");
  EXPECT_EQ(client.Read().body, "three");
}

TEST(Server, UnsafeRequestIsNotOvertaken) {
  HeldRequests held;
  const auto server = StartServer({}, held.handler());
  RawClient client(server->Port());
  client.Say(Get("/1") + Post("/2", "x") + Get("/3") + Get("/4"));
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_TRUE(held.WaitFor(i + 1));
    EXPECT_FALSE(held.WaitFor(i + 2, 50ms)) << "waits for the answer to " << i;
    held.Answer(i, "ok");
    EXPECT_EQ(client.Read().body, "ok");
  }
  ASSERT_TRUE(held.WaitFor(4)) << "the two that change nothing together";
  EXPECT_EQ(held.path(3), "/4");
  held.Answer(2, "three");
  held.Answer(3, "four");
  EXPECT_EQ(client.Read().body, "three");
  EXPECT_EQ(client.Read().body, "four");
}

TEST(Server, PipelinedRequestsAreBounded) {
  HeldRequests held;
  ServerOptions options;
  options.limits.pipelined = 4;
  const auto server = StartServer(options, held.handler());
  RawClient client(server->Port());
  std::string text;
  for (int i = 0; i < 10; ++i) text += Get("/" + std::to_string(i));
  client.Say(text);
  ASSERT_TRUE(held.WaitFor(4));
  EXPECT_FALSE(held.WaitFor(5, 50ms));
  for (std::size_t i = 0; i < 10; ++i) {
    ASSERT_TRUE(held.WaitFor(i + 1));
    held.Answer(i, std::to_string(i));
    EXPECT_EQ(client.Read().body, std::to_string(i));
  }
}

TEST(Server, LongPipelineIsAnsweredInline) {
  const auto server = StartServer({});
  RawClient client(server->Port());
  std::string text;
  for (int i = 0; i < 2'000; ++i) text += Post("/" + std::to_string(i), "body");
  std::thread talker([&] { client.Say(text); });
  for (int i = 0; i < 2'000; ++i) {
    ASSERT_EQ(client.Read().body, "POST /" + std::to_string(i) + "?|body|127.0.0.1");
  }
  talker.join();
}

TEST(Server, SlowReaderIsWaitedFor) {
  ServerOptions options;
  const std::string page(200'000, 'p');
  const auto server = StartServer(
      options, [&](Request&&, Responder&& responder) { responder.Send({.body = page}); });
  RawClient client(server->Port());
  std::string text;
  for (int i = 0; i < 200; ++i) text += Get("/");
  std::thread talker([&] { client.Say(text); });
  std::this_thread::sleep_for(100ms);
  EXPECT_LT(server->Stats().requests, 100u) << "what nobody reads is not produced";
  for (int i = 0; i < 200; ++i) ASSERT_EQ(client.Read().body.size(), page.size()) << i;
  talker.join();
}

TEST(Server, ContinueIsSentIfTheBodyIsAcceptable) {
  const auto server = StartServer({});
  RawClient client(server->Port());
  const std::string head =
      "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
  EXPECT_EQ(client.Ask(head + "4\r\n\r\n").status, 100);
  EXPECT_EQ(client.Ask("body").body, "POST /a?|body|127.0.0.1");
  EXPECT_EQ(client.Ask(head + "4\r\n\r\nbody").status, 200) << "the body is here already";
  const Reply refused = client.Ask(head + "1000000\r\n\r\n");
  EXPECT_EQ(refused.status, 413) << "before a byte of it was sent";
  EXPECT_TRUE(client.Ended());
}

TEST(Server, ContinueIsSentOnlyAfterEarlierAnswers) {
  HeldRequests held;
  const auto server = StartServer({}, held.handler());
  RawClient client(server->Port());
  client.Say(Get("/1") +
             "POST /2 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
  ASSERT_TRUE(held.WaitFor(1));
  EXPECT_TRUE(client.Silent(50ms));
  held.Answer(0, "one");
  EXPECT_EQ(client.Read().body, "one");
  EXPECT_EQ(client.Read().status, 100);
  client.Say("x");
  ASSERT_TRUE(held.WaitFor(2));
  held.Answer(1, "two");
  EXPECT_EQ(client.Read().body, "two");
}

TEST(Server, ChunksAreReadAndThenTheConnectionIsClosed) {
  const auto server = StartServer({});
  RawClient client(server->Port());
  const Reply reply = client.Ask(
      "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n" +
      Get("/smuggled"));
  EXPECT_EQ(reply.body, "POST /a?|body|127.0.0.1");
  EXPECT_TRUE(reply.closes());
  EXPECT_TRUE(client.Ended());
  EXPECT_EQ(server->Stats().requests, 1u);
}

struct WrongCase {
  std::string text;
  int status;
  const char* code;
};

TEST(Server, InvalidRequestGetsAProblemAndTheConnectionIsClosed) {
  const auto server = StartServer({});
  const WrongCase cases[] = {
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
       "bad_request"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\nGET /smuggled HTTP/1.1\r\n"
       "Host: a\r\n\r\n",
       400, "bad_transfer_encoding"},
      {"GET / HTTP/1.1\r\n\r\n", 400, "bad_host"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400, "folded_header"},
      {"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_target"},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "http_version"},
      {std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33), 505, "http_version"},
      {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method_unknown"},
      {"\x16\x03\x01\x02", 400, "bad_request"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n", 413, "body_too_large"},
  };
  for (const auto& c : cases) {
    RawClient client(server->Port());
    const Reply reply = client.Ask(c.text);
    EXPECT_EQ(reply.status, c.status) << c.text;
    EXPECT_TRUE(reply.closes()) << c.text;
    EXPECT_EQ(reply.Get("content-type"), "application/problem+json");
    EXPECT_EQ(reply.Get("x-content-type-options"), "nosniff");
    const auto problem = nlohmann::json::parse(reply.body);
    EXPECT_EQ(problem.at("status"), c.status) << c.text;
    EXPECT_EQ(problem.at("code"), c.code) << c.text;
    EXPECT_EQ(problem.at("type"), std::string("/docs#") + c.code);
    EXPECT_EQ(problem.at("money"), "not_taken") << "nothing was done";
    for (const char* const field : {"title", "detail"}) {
      EXPECT_FALSE(problem.at(field).get<std::string>().empty()) << field;
    }
    EXPECT_TRUE(client.Ended()) << c.text;
  }
  EXPECT_EQ(server->Stats().requests, 0u) << "the handler saw none";
  EXPECT_EQ(server->Stats().requests_refused, std::size(cases));
}

TEST(Server, ProblemIsSentInOrder) {
  HeldRequests held;
  const auto server = StartServer({}, held.handler());
  RawClient client(server->Port());
  client.Say("HEAD /good HTTP/1.1\r\nHost: a\r\n\r\nGET bad HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(held.WaitFor(1));
  EXPECT_TRUE(client.Silent(50ms));
  held.Answer(0, "good");
  EXPECT_EQ(client.Read(true).status, 200);
  const Reply refusal = client.Read();
  EXPECT_EQ(refusal.status, 400);
  EXPECT_NE(refusal.body.find("bad_target"), std::string::npos) << "with a body: it is no HEAD";
  EXPECT_TRUE(client.Ended());
}

TEST(Server, EarlyAnswerArrivesWhileTheClientStillSends) {
  const auto server = StartServer({});
  RawClient client(server->Port());
  const std::string large(10'000'000, 'x');  // NOLINT: it is meant to be
  // 10 MB to a server that accepts 64 KB: without a lingering close the reset would overtake the
  // answer.
  client.Say("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n");
  EXPECT_TRUE(client.Say(large)) << "it is read, and thrown away";
  EXPECT_EQ(client.Read().status, 413);
  EXPECT_TRUE(client.Ended());
}

TEST(Server, ClientThatClosedItsHalfIsAnswered) {
  HeldRequests held;
  const auto server = StartServer({}, held.handler());
  RawClient client(server->Port());
  client.Say(Post("/1", "x") + Get("/2"));
  client.EndOutput();
  ASSERT_TRUE(held.WaitFor(1));
  std::this_thread::sleep_for(20ms);
  held.Answer(0, "one");
  EXPECT_EQ(client.Read().body, "one");
  ASSERT_TRUE(held.WaitFor(2));
  held.Answer(1, "two");
  EXPECT_EQ(client.Read().body, "two");
  EXPECT_TRUE(client.Ended());
}

TEST(Server, IncompleteRequestIsRejected) {
  const auto server = StartServer({});
  for (const std::string text :
       {"GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"}) {
    RawClient client(server->Port());
    client.Say(text);
    client.EndOutput();
    const Reply reply = client.Read();
    EXPECT_EQ(reply.status, 400) << text;
    EXPECT_NE(reply.body.find("incomplete_request"), std::string::npos);
    EXPECT_TRUE(client.Ended());
  }
  RawClient quiet(server->Port());
  quiet.EndOutput();
  EXPECT_TRUE(quiet.Ended()) << "nothing asked, nothing answered";
}

TEST(Server, ResetConnectionIsForgotten) {
  HeldRequests held;
  const auto server = StartServer({}, held.handler());
  {
    RawClient client(server->Port());
    client.Say(Get("/1"));
    ASSERT_TRUE(held.WaitFor(1));
    client.Reset();
  }
  for (int i = 0; i < 100 && server->Stats().connections_open > 0; ++i)
    std::this_thread::sleep_for(5ms);
  EXPECT_EQ(server->Stats().connections_open, 0u);
  RawClient other(server->Port());  // may get the same slot
  other.Say(Get("/2"));
  ASSERT_TRUE(held.WaitFor(2));
  held.Answer(0, "for nobody");
  held.Answer(1, "for the other");
  EXPECT_EQ(other.Read().body, "for the other");
}

TEST(Server, HandlerThatThrowsOrForgetsIsAnswered500) {
  std::atomic<int> reports{0};
  ServerOptions options;
  options.report = [&](std::string_view) { ++reports; };
  const auto server = StartServer(options, [](Request&& request, Responder&&) {
    if (request.path == "/throw") throw std::runtime_error("broken");
    if (request.path == "/throw-int") throw 42;
  });
  RawClient client(server->Port());
  EXPECT_EQ(client.Ask(Get("/throw")).status, 500);
  EXPECT_EQ(client.Ask(Get("/throw-int")).status, 500);
  EXPECT_EQ(client.Ask(Get("/forget")).status, 500);
  EXPECT_EQ(reports, 2);
}

TEST(Server, AdministrationSocketIsForItsOwnerOnly) {
  const TemporaryFolder folder;
  const std::string path = folder.File("admin.sock");
  ServerOptions options;
  options.tcp.push_back({});
  options.unix_paths.push_back(path);
  {
    const auto server = StartServer(options);
    struct stat file {};
    ASSERT_EQ(stat(path.c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u);
    RawClient local(path);
    EXPECT_EQ(local.Ask(Get("/a")).body, "GET /a?|||local");
    RawClient remote(server->Port());
    EXPECT_EQ(remote.Ask(Get("/a")).body, "GET /a?||127.0.0.1");

    Server second(options, Echo);
    EXPECT_FALSE(second.Start().ok()) << "a living server's socket is not taken";
    EXPECT_EQ(local.Ask(Get("/a")).status, 200);
  }
  EXPECT_NE(access(path.c_str(), F_OK), 0) << "removed when stopped";
}

TEST(Server, DeadSocketIsReplacedButNoOtherFile) {
  const TemporaryFolder folder;
  const std::string path = folder.File("admin.sock");
  {
    const Fd dead(socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const void* const generic = &address;
    ASSERT_EQ(bind(dead.get(), static_cast<const sockaddr*>(generic), sizeof address), 0);
  }
  ServerOptions options;
  options.unix_paths.push_back(path);
  StartServer(options)->Stop();

  const std::string file = folder.File("precious");
  fclose(fopen(file.c_str(), "w"));
  options.unix_paths = {file};
  Server server(options, Echo);
  EXPECT_FALSE(server.Start().ok());
  EXPECT_EQ(access(file.c_str(), F_OK), 0);
}

TEST(Server, OnlyTrustedProxiesAreBelieved) {
  const std::string headers = "X-Forwarded-For: 1.1.1.1, 192.0.2.7\r\nX-Forwarded-Proto: https\r\n";
  const auto strict = StartServer({});
  RawClient liar(strict->Port());
  EXPECT_EQ(liar.Ask(Get("/", headers)).body, "GET /?||127.0.0.1");
  ServerOptions options;
  options.trusted_proxies = {"127.0.0.0/8"};
  const auto trusting = StartServer(options);
  RawClient proxy(trusting->Port());
  const Reply reply = proxy.Ask(Get("/", headers));
  EXPECT_EQ(reply.body, "GET /?||192.0.2.7|secure");
  EXPECT_NE(reply.Get("strict-transport-security"), "");
  EXPECT_EQ(proxy.Ask(Get("/")).body, "GET /?||127.0.0.1")
      << "nothing stays from the request before";
}

TEST(Server, FailedStartSaysWhy) {
  const auto first = StartServer({});
  ServerOptions taken;
  taken.tcp.push_back({"127.0.0.1", first->Port(), false});
  ServerOptions name;
  name.tcp.push_back({"localhost", 0, false});
  ServerOptions no_certificate;
  no_certificate.tcp.push_back({"127.0.0.1", 0, true});
  ServerOptions bad_proxy;
  bad_proxy.trusted_proxies = {"proxy"};
  for (const auto& options : {taken, name, no_certificate, bad_proxy}) {
    Server server(options, Echo);
    const auto started = server.Start();
    ASSERT_FALSE(started.ok());
    EXPECT_FALSE(started.error().empty());
  }
}

TEST(Server, AnswersFromManyThreadsAreWritten) {
  constexpr int kClients = 16;
  constexpr int kEach = 200;
  std::mutex mutex;
  std::condition_variable arrived;
  std::vector<std::pair<std::string, Responder>> held;
  bool over = false;
  const auto server = StartServer({}, [&](Request&& request, Responder&& responder) {
    const std::lock_guard lock(mutex);
    held.emplace_back(std::move(request.body), std::move(responder));
    arrived.notify_one();
  });
  const auto answer_all = [&] {
    std::unique_lock lock(mutex);
    while (true) {
      arrived.wait(lock, [&] { return over || !held.empty(); });
      if (held.empty()) return;
      auto [body, responder] = std::move(held.back());
      held.pop_back();
      lock.unlock();
      responder.Send({.body = body});
      lock.lock();
    }
  };
  std::thread one(answer_all);
  std::thread two(answer_all);
  std::vector<std::thread> clients;
  clients.reserve(kClients);
  std::atomic<int> right{0};
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&, i] {
      RawClient client(server->Port());
      for (int j = 0; j < kEach; ++j) {
        const std::string body = std::to_string(i * kEach + j);
        right += client.Ask(Post("/", body)).body == body ? 1 : 0;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right, kClients * kEach);
  {
    const std::lock_guard lock(mutex);
    over = true;
  }
  arrived.notify_all();
  one.join();
  two.join();
}

}  // namespace
}  // namespace herlaad::net
