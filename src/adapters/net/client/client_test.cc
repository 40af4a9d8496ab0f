// Above all: which failures mean that a request was certainly not sent.
#include "adapters/net/client/client.h"

#include <atomic>
#include <functional>
#include <thread>

#include "adapters/net/server/server.h"
#include "adapters/net/server/testing.h"

namespace herlaad::net {
namespace {

using namespace testing;  // NOLINT: this module's

// A server that runs a script for each connection, and counts the requests it received.
class ScriptedServer {
 public:
  class Connection {
   public:
    Connection(Fd fd, std::atomic<int>& requests) : fd_(std::move(fd)), requests_(requests) {}
    // Reads one request including its body; false at the end of the connection.
    bool ReadRequest() {
      while (true) {
        const std::size_t end = buffer_.find("\r\n\r\n");
        if (end != std::string::npos) {
          const std::size_t at = buffer_.find("Content-Length: ");
          const std::size_t length = at < end ? std::stoul(buffer_.substr(at + 16)) : 0;
          if (buffer_.size() >= end + 4 + length) {
            request = buffer_.substr(0, end + 4 + length);
            buffer_.erase(0, end + 4 + length);
            ++requests_;
            return true;
          }
        }
        char bytes[4096];
        const ssize_t got = recv(fd_.get(), bytes, sizeof bytes, 0);
        if (got <= 0) return false;
        buffer_.append(bytes, static_cast<std::size_t>(got));
      }
    }
    void Say(const std::string& text) { send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL); }
    void Reset() {
      const linger now{1, 0};
      setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
      fd_ = Fd();
    }
    std::string request;

   private:
    Fd fd_;
    std::string buffer_;
    std::atomic<int>& requests_;
  };
  using Script = std::function<void(Connection&)>;

  explicit ScriptedServer(Script script) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    void* const generic = &address;
    socklen_t length = sizeof address;
    EXPECT_EQ(bind(fd_.get(), static_cast<sockaddr*>(generic), length), 0);
    EXPECT_EQ(listen(fd_.get(), 16), 0);
    getsockname(fd_.get(), static_cast<sockaddr*>(generic), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, script = std::move(script)] {
      while (true) {
        Fd accepted(accept(fd_.get(), nullptr, nullptr));
        if (!accepted) return;
        ++connections;
        Connection connection(std::move(accepted), requests);
        script(connection);
      }
    });
  }
  ~ScriptedServer() {
    shutdown(fd_.get(), SHUT_RDWR);  // ends accept
    thread_.join();
  }
  [[nodiscard]] std::string Url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/pay";
  }

  std::atomic<int> requests{0};
  std::atomic<int> connections{0};

 private:
  Fd fd_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

ClientRequest Payment(const std::string& url) {
  ClientRequest request;
  request.method = "POST";
  request.url = url;
  request.body = "money";
  request.total_timeout = Millis(3'000);
  return request;
}

// A URL with a port that has no listener.
std::string DeadUrl() {
  const auto server = StartServer({});
  return "http://127.0.0.1:" + std::to_string(server->Port()) + "/";
}

TEST(Client, MethodHeadersAndBodyAreSent) {
  const auto server = StartServer({}, [](Request&& request, Responder&& responder) {
    Response response;
    response.status = 418;
    response.headers = {{"X-Twice", "1"}, {"X-Twice", "2"}, {"X-Once", " value "}};
    for (const Header& header : request.headers)
      response.body += header.name + "=" + header.value + ";";
    response.body += request.method + request.path + "?" + request.query + "|" + request.body;
    responder.Send(std::move(response));
  });
  Client client;
  ClientRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(server->Port()) + "/a?b=c#fragment";
  for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    request.method = method;
    request.headers = {{"Idempotency-Key", "k1"}, {"X-Empty", ""}};
    request.body = method == "GET" || method == "OPTIONS" ? "" : "body";
    const auto reply = client.Send(request);
    ASSERT_TRUE(reply.ok()) << method << reply.error().message;
    EXPECT_EQ(reply->status, 418);
    EXPECT_NE(reply->body.find(method + "/a?b=c|" + request.body), std::string::npos)
        << reply->body;
    EXPECT_NE(reply->body.find("idempotency-key=k1;"), std::string::npos);
    EXPECT_NE(reply->body.find("x-empty=;"), std::string::npos);
    EXPECT_EQ(reply->body.find("content-type"), std::string::npos) << "none was given";
    EXPECT_EQ(reply->body.find("expect="), std::string::npos);
    EXPECT_EQ(reply->Find("x-once"), "value ");
    EXPECT_EQ(reply->Find("x-twice"), std::nullopt);
  }
  request.method = "HEAD";
  request.body.clear();
  const auto head = client.Send(request);
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->status, 418);
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(server->Stats().connections_accepted, 1u) << "the connection is used again";
}

TEST(Client, RedirectsAreNotFollowed) {
  ScriptedServer server([](auto& connection) {
    connection.ReadRequest();
    connection.Say(
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  });
  Client client;
  const auto reply = client.Send(Payment(server.Url()));
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->status, 302);
}

TEST(Client, AdministrationSocketIsSupported) {
  const TemporaryFolder folder;
  ServerOptions options;
  options.unix_paths = {folder.File("admin.sock")};
  const auto server = StartServer(options);
  Client client;
  ClientRequest request;
  request.url = "http://localhost/a";
  request.unix_socket = options.unix_paths[0];
  const auto reply = client.Send(request);
  ASSERT_TRUE(reply.ok()) << reply.error().message;
  EXPECT_EQ(reply->body, "GET /a?|||local");
  request.unix_socket = folder.File("nobody.sock");
  const auto nobody = client.Send(request);
  ASSERT_FALSE(nobody.ok());
  EXPECT_EQ(nobody.error().kind, ClientErrorKind::kConnect);
  EXPECT_EQ(nobody.error().sent, Sent::kNo);
}

TEST(Client, ManyThreadsMayUseOneClient) {
  const auto server = StartServer({});
  Client client({.kept_connections = 4});
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 50; ++j) {
        auto request = Payment("http://127.0.0.1:" + std::to_string(server->Port()) + "/a");
        request.body = std::to_string(i * 50 + j);
        const auto reply = client.Send(request);
        right += reply.ok() && reply->body == "POST /a?|" + request.body + "|127.0.0.1" ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 400);
  EXPECT_LT(server->Stats().connections_accepted, 200u);
}

struct NotSentCase {
  const char* what;
  ClientRequest request;
  ClientErrorKind kind;
};

TEST(ClientSurelyNotSent, RequestIsNotSentWithoutAConnection) {
  ClientRequest bad_header = Payment(DeadUrl());
  bad_header.headers = {{"X", "a\r\nY: b"}};
  ClientRequest bad_name = Payment(DeadUrl());
  bad_name.headers = {{"X: y", "a"}};
  ClientRequest bad_method = Payment(DeadUrl());
  bad_method.method = "POST /x HTTP/1.1\r\nX:";
  const NotSentCase cases[] = {
      {"nobody listens", Payment(DeadUrl()), ClientErrorKind::kConnect},
      {"no such name", Payment("http://nobody.invalid/"), ClientErrorKind::kResolve},
      {"a file", Payment("file:///etc/passwd"), ClientErrorKind::kInvalidRequest},
      {"no URL", Payment(""), ClientErrorKind::kInvalidRequest},
      {"no host", Payment("http://"), ClientErrorKind::kInvalidRequest},
      {"a bad port", Payment("http://127.0.0.1:99999/"), ClientErrorKind::kInvalidRequest},
      {"a line break in the URL", Payment("http://127.0.0.1/\r\nX: y"),
       ClientErrorKind::kInvalidRequest},
      {"a line break in a header", bad_header, ClientErrorKind::kInvalidRequest},
      {"a colon in a header's name", bad_name, ClientErrorKind::kInvalidRequest},
      {"a line break in the method", bad_method, ClientErrorKind::kInvalidRequest},
  };
  Client client;
  for (const auto& c : cases) {
    const auto reply = client.Send(c.request);
    ASSERT_FALSE(reply.ok()) << c.what;
    EXPECT_EQ(reply.error().kind, c.kind) << c.what << ": " << reply.error().message;
    EXPECT_EQ(reply.error().sent, Sent::kNo) << c.what;
    EXPECT_EQ(reply.error().message.find("money"), std::string::npos);
  }
}

// A listener whose queue is full, so that connections to it hang.
class FullListener {
 public:
  FullListener() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address_;
    EXPECT_EQ(bind(fd_.get(), generic(), length), 0);
    EXPECT_EQ(listen(fd_.get(), 0), 0);
    getsockname(fd_.get(), generic(), &length);
    for (int i = 0; i < 4; ++i) {
      waiting_.emplace_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
      static_cast<void>(connect(waiting_.back().get(), generic(), length));
    }
  }
  [[nodiscard]] std::string Url() const {
    return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/";
  }

 private:
  sockaddr* generic() {
    void* const any = &address_;
    return static_cast<sockaddr*>(any);
  }
  Fd fd_;
  sockaddr_in address_{};
  std::vector<Fd> waiting_;
};

TEST(ClientSurelyNotSent, RequestIsNotSentIfConnectingTimesOut) {
  FullListener listener;
  Client client;
  ClientRequest request = Payment(listener.Url());
  request.connect_timeout = Millis(200);
  const auto start = NowMs();
  const auto slow = client.Send(request);
  ASSERT_FALSE(slow.ok());
  EXPECT_EQ(slow.error().kind, ClientErrorKind::kConnect);
  EXPECT_EQ(slow.error().sent, Sent::kNo);
  request.connect_timeout = Millis(10'000);
  request.total_timeout = Millis(200);
  const auto slower = client.Send(request);
  ASSERT_FALSE(slower.ok());
  EXPECT_EQ(slower.error().sent, Sent::kNo) << "the total time ended before the connection began";
  EXPECT_LT(NowMs() - start, 2'000);
}

TEST(ClientSurelyNotSent, RequestIsNotSentIfStoppedBeforeConnecting) {
  FullListener listener;
  Client client;
  std::thread stopper([&] {
    std::this_thread::sleep_for(100ms);
    client.Stop();
  });
  const auto start = NowMs();
  const auto reply = client.Send(Payment(listener.Url()));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().kind, ClientErrorKind::kStopped);
  EXPECT_EQ(reply.error().sent, Sent::kNo);
  EXPECT_LT(NowMs() - start, 500);
  stopper.join();
}

struct UnknownCase {
  const char* what;
  ScriptedServer::Script script;
  ClientErrorKind kind;
};

TEST(ClientUnknown, OutcomeIsUnknownOnceTheRequestMayHaveArrived) {
  const UnknownCase cases[] = {
      {"closed without an answer", [](auto& c) { c.ReadRequest(); }, ClientErrorKind::kBroken},
      {"reset",
       [](auto& c) {
         c.ReadRequest();
         c.Reset();
       },
       ClientErrorKind::kBroken},
      {"no answer in time",
       [](auto& c) {
         c.ReadRequest();
         c.ReadRequest();  // until the client gives up
       },
       ClientErrorKind::kTimeout},
      {"half an answer",
       [](auto& c) {
         c.ReadRequest();
         c.Say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
       },
       ClientErrorKind::kBroken},
      {"an answer that is not HTTP",
       [](auto& c) {
         c.ReadRequest();
         c.Say("hello\r\n\r\n");
       },
       ClientErrorKind::kBroken},
      {"too large an answer",
       [](auto& c) {
         c.ReadRequest();
         c.Say("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(5'000, 'x'));
       },
       ClientErrorKind::kTooLarge},
      {"endless headers",
       [](auto& c) {
         c.ReadRequest();
         std::string text = "HTTP/1.1 200 OK\r\n";
         for (int i = 0; i < 100; ++i) text += "X: " + std::string(1'000, 'x') + "\r\n";
         c.Say(text);
       },
       ClientErrorKind::kTooLarge},
  };
  for (const auto& c : cases) {
    ScriptedServer server(c.script);
    Client client;
    ClientRequest request = Payment(server.Url());
    request.total_timeout = Millis(500);
    request.max_answer_bytes = 4'999;
    const auto reply = client.Send(request);
    ASSERT_FALSE(reply.ok()) << c.what;
    EXPECT_EQ(reply.error().kind, c.kind) << c.what << ": " << reply.error().message;
    EXPECT_EQ(reply.error().sent, Sent::kUnknown) << c.what;
    EXPECT_LE(server.requests, 1) << c.what;
  }
}

// Answers the first request of the first connection, and drops the second one unanswered.
void AnswerOnceThenDrop(ScriptedServer::Connection& connection) {
  if (!connection.ReadRequest()) return;
  connection.Say(kOk);
  connection.ReadRequest();
}

TEST(ClientUnknown, OutcomeIsUnknownIfAKeptConnectionDiesDuringAPost) {
  ScriptedServer server(AnswerOnceThenDrop);
  Client client;
  ASSERT_TRUE(client.Send(Payment(server.Url())).ok());
  const auto second = client.Send(Payment(server.Url()));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ClientErrorKind::kBroken);
  EXPECT_EQ(second.error().sent, Sent::kUnknown);
  EXPECT_EQ(server.requests, 2) << "it was not sent a second time behind our back";
}

TEST(Client, GetIsRepeatedIfAKeptConnectionDies) {
  ScriptedServer server(AnswerOnceThenDrop);
  Client client;
  ASSERT_TRUE(client.Send(Payment(server.Url())).ok());
  ClientRequest question = Payment(server.Url());
  question.method = "GET";
  question.body.clear();
  const auto reply = client.Send(question);
  ASSERT_TRUE(reply.ok()) << reply.error().message;
  EXPECT_EQ(server.requests, 3);
}

TEST(Client, ClosedConnectionIsNotReused) {
  ScriptedServer server([](auto& connection) {
    connection.ReadRequest();
    connection.Say(kOk);
  });
  Client client;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.Send(Payment(server.Url())).ok()) << i;
    std::this_thread::sleep_for(30ms);
  }
  EXPECT_EQ(server.connections, 3);
  EXPECT_EQ(server.requests, 3);
}

TEST(ClientUnknown, OutcomeIsUnknownIfStoppedAfterSending) {
  ScriptedServer server([](auto& connection) {
    connection.ReadRequest();
    connection.ReadRequest();
  });
  Client client;
  std::thread stopper([&] {
    while (server.requests == 0) std::this_thread::sleep_for(5ms);
    client.Stop();
  });
  const auto start = NowMs();
  const auto reply = client.Send(Payment(server.Url()));
  stopper.join();
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().kind, ClientErrorKind::kStopped);
  EXPECT_EQ(reply.error().sent, Sent::kUnknown);
  EXPECT_LT(NowMs() - start, 500) << "at once, not at the next second";
  const auto later = client.Send(Payment(server.Url()));
  ASSERT_FALSE(later.ok());
  EXPECT_EQ(later.error().kind, ClientErrorKind::kStopped);
  EXPECT_EQ(later.error().sent, Sent::kNo);
  EXPECT_EQ(server.requests, 1);
}

TEST(Client, AnswerOfExactlyTheLimitIsAccepted) {
  ScriptedServer server([](auto& connection) {
    connection.ReadRequest();
    connection.Say("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(5'000, 'x'));
  });
  Client client;
  ClientRequest request = Payment(server.Url());
  request.max_answer_bytes = 5'000;
  const auto reply = client.Send(request);
  ASSERT_TRUE(reply.ok()) << reply.error().message;
  EXPECT_EQ(reply->body.size(), 5'000u);
}

}  // namespace
}  // namespace herlaad::net
