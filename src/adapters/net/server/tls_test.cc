#include "adapters/net/server/tls.h"

#include <atomic>
#include <ctime>
#include <fstream>
#include <thread>

#include "adapters/net/client/client.h"
#include "adapters/net/server/server.h"
#include "adapters/net/server/testing.h"
#include "adapters/net/server/testing_tls.h"

namespace herlaad::net {
namespace {

using namespace testing;  // NOLINT: this module's

class Tls : public ::testing::Test {
 protected:
  Tls() {
    WriteCertificate(files_);
    options_.tcp.push_back({"127.0.0.1", 0, true});
    options_.tls = files_;
    client_options_.ca_file = files_.certificate;
  }
  static std::string Url(const Server& server, const std::string& path) {
    return "https://localhost:" + std::to_string(server.Port()) + path;
  }

  TemporaryFolder folder_;
  TlsFiles files_{folder_.File("certificate.pem"), folder_.File("key.pem")};
  ServerOptions options_;
  ClientOptions client_options_;
};

struct ClientTls {
  explicit ClientTls(int fd, int highest = TLS1_3_VERSION)
      : context(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), highest);
    static constexpr unsigned char kOffered[] = {2,   'h', '2', 8,   'h', 't',
                                                 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(context.get(), kOffered, sizeof kOffered);
    ssl.reset(SSL_new(context.get()));
    SSL_set_fd(ssl.get(), fd);
  }
  std::unique_ptr<SSL_CTX, SslFree> context;
  SslPointer ssl;
};

TEST_F(Tls, RequestsOfAnySizeArriveBothWays) {
  options_.limits.body_bytes = 4'000'000;
  const auto server = StartServer(options_);
  Client client(client_options_);
  for (const std::size_t size : {0u, 1u, 20'000u, 3'000'000u}) {
    ClientRequest request;
    request.method = "POST";
    request.url = Url(*server, "/a");
    request.body.assign(size, 'b');
    request.max_answer_bytes = 4'000'000;
    const auto reply = client.Send(request);
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body, "POST /a?|" + request.body + "|127.0.0.1|secure");
    EXPECT_EQ(reply->Find("strict-transport-security"), "max-age=31536000");
  }
  EXPECT_EQ(server->Stats().connections_accepted, 1u) << "one handshake for all";
}

TEST_F(Tls, PipelineIsAnsweredAtOnce) {
  const auto server = StartServer(options_);
  RawClient raw(server->Port());
  ClientTls tls(raw.fd());
  ASSERT_EQ(SSL_connect(tls.ssl.get()), 1);
  std::string text;
  for (int i = 0; i < 100; ++i) text += Get("/" + std::to_string(i));
  ASSERT_GT(SSL_write(tls.ssl.get(), text.data(), static_cast<int>(text.size())), 0);
  std::string answers;
  char bytes[16384];
  while (answers.find("GET /99?") == std::string::npos) {
    const int got = SSL_read(tls.ssl.get(), bytes, sizeof bytes);
    ASSERT_GT(got, 0);
    answers.append(bytes, static_cast<std::size_t>(got));
  }
}

TEST_F(Tls, Http11AndModernVersionsAreNegotiated) {
  const auto server = StartServer(options_);
  {
    RawClient raw(server->Port());
    ClientTls tls(raw.fd());
    ASSERT_EQ(SSL_connect(tls.ssl.get()), 1);
    EXPECT_GE(SSL_version(tls.ssl.get()), TLS1_2_VERSION);
    const unsigned char* chosen = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(tls.ssl.get(), &chosen, &length);
    EXPECT_EQ(std::string(chosen, chosen + length), "http/1.1");
  }
  RawClient raw(server->Port());
  ClientTls tls(raw.fd(), TLS1_1_VERSION);
  EXPECT_NE(SSL_connect(tls.ssl.get()), 1) << "TLS 1.1 is refused";
}

TEST_F(Tls, ConnectionEndsWithCloseNotify) {
  const auto server = StartServer(options_);
  RawClient raw(server->Port());
  ClientTls tls(raw.fd());
  ASSERT_EQ(SSL_connect(tls.ssl.get()), 1);
  const std::string text = Get("/", "Connection: close\r\n");
  ASSERT_GT(SSL_write(tls.ssl.get(), text.data(), static_cast<int>(text.size())), 0);
  char bytes[16384];
  int got = 1;
  while (got > 0) got = SSL_read(tls.ssl.get(), bytes, sizeof bytes);
  EXPECT_EQ(SSL_get_error(tls.ssl.get(), got), SSL_ERROR_ZERO_RETURN) << "no truncation";
}

TEST_F(Tls, HandshakeTimesOut) {
  options_.timeouts.handshake = Millis(200);
  const auto server = StartServer(options_);
  RawClient silent(server->Port());
  RawClient plain(server->Port());
  plain.Say(Get("/"));
  const auto start = NowMs();
  while (plain.buffered().empty() && !plain.Ended(1s) && NowMs() - start < 2'000) {
  }
  EXPECT_TRUE(silent.Ended(2s));
  EXPECT_LT(NowMs() - start, 2'000);
  EXPECT_EQ(server->Stats().requests, 0u);
}

TEST_F(Tls, MismatchedFilesAreRejected) {
  const TlsFiles other{folder_.File("other.pem"), folder_.File("other-key.pem")};
  WriteCertificate(other);
  EXPECT_TRUE(TlsContext::Load(files_).ok());
  EXPECT_FALSE(TlsContext::Load({files_.certificate, other.key}).ok())
      << "they do not belong together";
  EXPECT_FALSE(TlsContext::Load({files_.key, files_.certificate}).ok());
  const auto missing = TlsContext::Load({folder_.File("missing.pem"), files_.key});
  ASSERT_FALSE(missing.ok());
  EXPECT_NE(missing.error().find("missing.pem"), std::string::npos);
}

TEST_F(Tls, ClientVerifiesTheCertificate) {
  const auto server = StartServer(options_);
  const TlsFiles other{folder_.File("other.pem"), folder_.File("other-key.pem")};
  WriteCertificate(other);
  ClientRequest request;
  request.url = Url(*server, "/");
  Client stranger({.ca_file = other.certificate});
  const auto unknown_authority = stranger.Send(request);
  ASSERT_FALSE(unknown_authority.ok());
  EXPECT_EQ(unknown_authority.error().kind, ClientErrorKind::kTls);
  EXPECT_EQ(unknown_authority.error().sent, Sent::kNo);

  WriteCertificate(other, "DNS:elsewhere.example");
  ServerOptions elsewhere = options_;
  elsewhere.tls = other;
  const auto impostor = StartServer(elsewhere);
  Client client({.ca_file = other.certificate});
  request.url = Url(*impostor, "/");
  const auto wrong_name = client.Send(request);
  ASSERT_FALSE(wrong_name.ok());
  EXPECT_EQ(wrong_name.error().kind, ClientErrorKind::kTls);
  EXPECT_EQ(wrong_name.error().sent, Sent::kNo);
  EXPECT_EQ(server->Stats().requests + impostor->Stats().requests, 0u);
}

TEST_F(Tls, ReloadedCertificateIsForNewConnections) {
  const auto server = StartServer(options_);
  ClientRequest request;
  request.url = Url(*server, "/");
  Client earlier(client_options_);
  ASSERT_TRUE(earlier.Send(request).ok());

  WriteCertificate(files_);
  Client later(client_options_);
  EXPECT_FALSE(later.Send(request).ok()) << "the file alone changes nothing";
  const auto valid_until = server->ReloadTls(files_);
  ASSERT_TRUE(valid_until.ok()) << valid_until.error();
  const auto now_s = static_cast<std::int64_t>(std::time(nullptr));
  EXPECT_GT(valid_until->ms, (now_s + 3'000) * 1'000);
  EXPECT_LE(valid_until->ms, (now_s + 3'600) * 1'000);
  EXPECT_TRUE(Client(client_options_).Send(request).ok());
  EXPECT_TRUE(earlier.Send(request).ok()) << "its connection stays open";
  EXPECT_EQ(server->Stats().connections_accepted, 3u);
}

TEST_F(Tls, FaultyCertificateIsNotReloaded) {
  const auto server = StartServer(options_);
  const TlsFiles other{folder_.File("other.pem"), folder_.File("other-key.pem")};
  WriteCertificate(other);
  std::ofstream(folder_.File("empty.pem")).flush();
  for (const TlsFiles& bad :
       {TlsFiles{files_.certificate, other.key}, TlsFiles{folder_.File("empty.pem"), files_.key},
        TlsFiles{files_.certificate, folder_.File("missing.pem")}}) {
    EXPECT_FALSE(server->ReloadTls(bad).ok());
    ClientRequest request;
    request.url = Url(*server, "/");
    EXPECT_TRUE(Client(client_options_).Send(request).ok()) << "the first one is in use";
  }
}

TEST_F(Tls, ServerWithoutTlsHasNothingToReload) {
  const auto server = StartServer({});
  EXPECT_FALSE(server->ReloadTls(files_).ok());
}

TEST_F(Tls, ReloadsDuringHandshakesDropNoConnection) {
  const auto server = StartServer(options_);
  std::atomic<bool> ended{false};
  std::thread reloads([&] {
    while (!ended) EXPECT_TRUE(server->ReloadTls(files_).ok());
  });
  ClientRequest request;
  request.url = Url(*server, "/");
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(Client(client_options_).Send(request).ok());
  ended = true;
  reloads.join();
}

}  // namespace
}  // namespace herlaad::net
