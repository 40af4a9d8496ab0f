// Open bodies: delivered live, bounded, and ended when either side ends.
#include "adapters/net/server/open_body.h"

#include <atomic>
#include <deque>
#include <optional>
#include <thread>

#include "adapters/net/server/testing.h"

namespace herlaad::net {
namespace {

using namespace testing;  // NOLINT: this module's

// Answers each request with an open body that begins with "hello ", and keeps the writers.
class Writers {
 public:
  explicit Writers(std::size_t waiting_max = 64 * 1024) : waiting_max_(waiting_max) {}

  Handler handler() {
    return [this](Request&& request, Responder&& responder) {
      if (request.path == "/plain")
        return responder.Send({.content_type = "text/plain", .body = "plain"});
      OpenBody body = MakeOpenBody(waiting_max_);
      {
        const std::lock_guard lock(mutex_);
        writers_.push_back(std::move(body.writer));
        arrived_.notify_all();
      }
      Response response;
      response.content_type = "text/event-stream";
      response.body = "hello ";
      response.open = std::move(body.reader);
      responder.Send(std::move(response));
    };
  }
  BodyWriter& Wait(std::size_t i) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(arrived_.wait_for(lock, 5s, [&] { return writers_.size() > i; }));
    return writers_.at(i);
  }
  void Forget() {
    const std::lock_guard lock(mutex_);
    writers_.clear();
  }

 private:
  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<BodyWriter> writers_;
};

bool GoneWithin(BodyWriter& writer, std::chrono::milliseconds wait) {
  const std::int64_t until = NowMs() + wait.count();
  while (!writer.gone() && NowMs() < until) std::this_thread::sleep_for(5ms);
  return writer.gone();
}

TEST(OpenBody, BytesArriveAsTheyAreWritten) {
  Writers writers;
  const auto server = StartServer({}, writers.handler());
  RawClient client(server->Port());
  const Reply reply = client.Ask(Get("/a"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Get("content-type"), "text/event-stream");
  EXPECT_EQ(reply.Get("content-length"), "");
  EXPECT_EQ(reply.Get("transfer-encoding"), "chunked");
  EXPECT_FALSE(reply.closes());
  EXPECT_EQ(client.ReadChunk(), "hello ");
  for (const char* const word : {"one;", "two;", "three;"}) {
    EXPECT_TRUE(client.Silent(20ms));
    EXPECT_TRUE(writers.Wait(0).Write(word));
    EXPECT_EQ(client.ReadChunk(), word);
  }
  writers.Wait(0).Write("last");
  writers.Wait(0).End();
  EXPECT_EQ(client.ReadChunk(), "last");
  EXPECT_EQ(client.ReadChunk(), "");
  EXPECT_FALSE(writers.Wait(0).Write("too late"));
  EXPECT_EQ(client.Ask(Get("/plain")).body, "plain") << "the connection is kept";
}

TEST(OpenBody, BodyIsSentToAClientThatWantsTheConnectionClosed) {
  Writers writers;
  const auto server = StartServer({}, writers.handler());
  RawClient client(server->Port());
  EXPECT_TRUE(client.Ask("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").closes());
  writers.Wait(0).End();
  EXPECT_EQ(client.ReadChunk(), "hello ");
  EXPECT_EQ(client.ReadChunk(), "");
  EXPECT_TRUE(client.Ended());
}

TEST(OpenBody, BodyEndsWithItsWriter) {
  Writers writers;
  const auto server = StartServer({}, writers.handler());
  RawClient client(server->Port());
  client.Ask(Get("/a"));
  writers.Wait(0);
  writers.Forget();
  EXPECT_EQ(client.ReadChunk(), "hello ");
  EXPECT_EQ(client.ReadChunk(), "");
}

TEST(OpenBody, BytesWrittenBeforeTheResponseAreSent) {
  const auto server = StartServer({}, [](Request&&, Responder&& responder) {
    OpenBody body = MakeOpenBody(100);
    body.writer.Write("early");
    responder.Send({.body = "first ", .open = std::move(body.reader)});
  });
  RawClient client(server->Port());
  client.Ask(Get("/a"));
  EXPECT_EQ(client.ReadChunk(), "first ");
  EXPECT_EQ(client.ReadChunk(), "early");
  EXPECT_EQ(client.ReadChunk(), "");
}

TEST(OpenBody, WriterLearnsThatItsReaderHasGone) {
  Writers writers;
  const auto server = StartServer({}, writers.handler());
  RawClient leaves(server->Port());
  RawClient resets(server->Port());
  leaves.Ask(Get("/a"));
  resets.Ask(Get("/a"));
  EXPECT_FALSE(writers.Wait(0).gone());
  leaves.EndOutput();
  resets.Reset();
  EXPECT_TRUE(GoneWithin(writers.Wait(0), 5s));
  EXPECT_TRUE(GoneWithin(writers.Wait(1), 5s));
  EXPECT_FALSE(writers.Wait(0).Write("x"));
}

TEST(OpenBody, BodyIsNotSentForHead) {
  Writers writers;
  const auto server = StartServer({}, writers.handler());
  RawClient client(server->Port());
  client.Say("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
  const Reply reply = client.Read(true);
  EXPECT_EQ(reply.Get("content-type"), "text/event-stream");
  EXPECT_TRUE(GoneWithin(writers.Wait(0), 5s));
  EXPECT_EQ(client.Ask(Get("/plain")).body, "plain");
}

TEST(OpenBody, Http10IsSupported) {
  Writers writers;
  const auto server = StartServer({}, writers.handler());
  RawClient client(server->Port());
  const Reply reply = client.Ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(reply.Get("connection"), "close");
  EXPECT_EQ(reply.Get("transfer-encoding"), "");
  writers.Wait(0).Write("more");
  EXPECT_EQ(client.ReadUntil("more"), "hello more");
  writers.Wait(0).End();
  EXPECT_TRUE(client.Ended());
}

TEST(OpenBody, PipelinedAnswersWaitForTheEndOfTheBody) {
  Writers writers;
  const auto server = StartServer({}, writers.handler());
  RawClient client(server->Port());
  client.Say(Get("/plain") + Get("/a") + Get("/plain"));
  EXPECT_EQ(client.Read().body, "plain");
  EXPECT_EQ(client.Read().Get("transfer-encoding"), "chunked");
  EXPECT_EQ(client.ReadChunk(), "hello ");
  client.Say(Get("/plain") + Get("/b"));
  EXPECT_TRUE(client.Silent(50ms));
  writers.Wait(0).End();
  EXPECT_EQ(client.ReadChunk(), "");
  EXPECT_EQ(client.Read().body, "plain");
  EXPECT_EQ(client.Read().body, "plain") << "asked while it was open";
  EXPECT_EQ(client.Read().Get("transfer-encoding"), "chunked");
  writers.Wait(1).End();
  EXPECT_EQ(client.ReadChunk(), "hello ");
  EXPECT_EQ(client.ReadChunk(), "");
}

TEST(OpenBody, BodyIsTheLastAnswerOfHttp10) {
  Writers writers;
  const auto server = StartServer({}, writers.handler());
  RawClient client(server->Port());
  const std::string kept = " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  client.Say("GET /plain" + kept + "GET /a" + kept + "GET /plain" + kept);
  EXPECT_EQ(client.Read().body, "plain");
  EXPECT_TRUE(client.Read().closes());
  writers.Wait(0).End();
  EXPECT_EQ(client.ReadUntil("~", 200ms), "hello ");
  EXPECT_TRUE(client.Ended()) << "what was asked after it is not answered";
}

TEST(OpenBody, RequestTimeoutsDoNotApply) {
  ServerOptions options;
  options.timeouts.head = options.timeouts.body = options.timeouts.idle = options.timeouts.write =
      100ms;
  Writers writers;
  const auto server = StartServer(std::move(options), writers.handler());
  RawClient client(server->Port());
  client.Ask(Get("/a"));
  EXPECT_EQ(client.ReadChunk(), "hello ");
  EXPECT_TRUE(client.Silent(400ms));
  EXPECT_TRUE(writers.Wait(0).Write("still here"));
  EXPECT_EQ(client.ReadChunk(), "still here");
}

// Writes until the reader is gone; false if that never happens.
bool WriteUntilCutOff(BodyWriter& writer) {
  const std::string piece(16 * 1024, 'x');
  const std::int64_t until = NowMs() + 10'000;
  while (NowMs() < until) {
    if (!writer.Write(piece)) return true;
    std::this_thread::sleep_for(1ms);
  }
  return false;
}

TEST(OpenBody, SlowReaderIsDisconnected) {
  Writers writers(64 * 1024);
  const auto server = StartServer({}, writers.handler());
  RawClient slow(server->Port());
  RawClient other(server->Port());
  slow.Ask(Get("/a"));
  other.Ask(Get("/a"));
  EXPECT_TRUE(WriteUntilCutOff(writers.Wait(0))) << "what waits is bounded";
  const std::int64_t begin = NowMs();
  EXPECT_TRUE(writers.Wait(1).Write("quick"));
  EXPECT_EQ(other.ReadChunk(), "hello ");
  EXPECT_EQ(other.ReadChunk(), "quick");
  EXPECT_LT(NowMs() - begin, 2'000) << "nobody waits for the slow one";
}

TEST(OpenBody, StalledReaderIsDisconnectedAfterTheTimeout) {
  ServerOptions options;
  options.timeouts.write = 200ms;
  Writers writers(64 * 1024 * 1024);
  const auto server = StartServer(std::move(options), writers.handler());
  RawClient slow(server->Port());
  slow.Ask(Get("/a"));
  EXPECT_TRUE(writers.Wait(0).Write(std::string(32 * 1024 * 1024, 'x')));
  EXPECT_TRUE(GoneWithin(writers.Wait(0), 5s));
}

TEST(OpenBody, StoppingTheServerEndsTheBodyAtOnce) {
  Writers writers;
  const auto server = StartServer({}, writers.handler());
  RawClient client(server->Port());
  client.Ask(Get("/a"));
  EXPECT_EQ(client.ReadChunk(), "hello ");
  const std::int64_t begin = NowMs();
  server->Stop();
  EXPECT_LT(NowMs() - begin, 2'000);
  EXPECT_TRUE(client.Ended());
  EXPECT_TRUE(writers.Wait(0).gone());
  EXPECT_FALSE(writers.Wait(0).Write("x"));
}

TEST(OpenBody, DroppedAnswerEndsTheBody) {
  std::optional<Responder> kept;
  std::atomic<bool> asked{false};
  auto server = StartServer({}, [&](Request&&, Responder&& responder) {
    kept.emplace(std::move(responder));
    asked = true;
  });
  RawClient client(server->Port());
  client.Say(Get("/a"));
  while (!asked) std::this_thread::sleep_for(1ms);
  client.Reset();
  server.reset();
  OpenBody body = MakeOpenBody(100);
  kept->Send({.open = std::move(body.reader)});
  EXPECT_TRUE(body.writer.gone());
}

TEST(OpenBody, ManyReadersAreServedConcurrently) {
  constexpr std::size_t kReaders = 200;
  ServerOptions options;
  options.limits.connections_per_peer = kReaders;
  Writers writers;
  const auto server = StartServer(std::move(options), writers.handler());
  std::deque<RawClient> clients;
  for (std::size_t i = 0; i < kReaders; ++i) {
    clients.emplace_back(server->Port());
    ASSERT_EQ(clients.back().Ask(Get("/a")).status, 200);
  }
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < kReaders; i += 4) {
        for (int n = 0; n < 5; ++n) writers.Wait(i).Write(std::to_string(i) + ",");
        writers.Wait(i).End();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < kReaders; ++i) {
    const std::string n = std::to_string(i) + ",";
    std::string body;
    for (std::string chunk = clients[i].ReadChunk(); !chunk.empty(); chunk = clients[i].ReadChunk())
      body += chunk;
    EXPECT_EQ(body, "hello " + n + n + n + n + n);
  }
}

}  // namespace
}  // namespace herlaad::net
