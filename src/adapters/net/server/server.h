// Server: HTTP/1.1 and 1.0 on one I/O thread. It rejects requests that are invalid as HTTP and
// passes all others to one Handler.
//
// Guarantees to the handler: the request obeys http.h; its body is complete and within the limit of
// its path; HEAD arrives as GET (the body of the answer is not sent); the method is one of GET,
// POST, PUT, PATCH, DELETE, OPTIONS. The handler runs on the I/O thread and must not block: it
// answers inline, or keeps the Responder for another thread.
//
// Guarantees to the client: answers come in the order of the requests; requests on one connection
// run one after the other unless all of them are GET or HEAD; an invalid request is answered with a
// problem (see problem.h) and the connection is closed. An open body (open_body.h) ends with the
// connection: when its writer ends it, when its reader disconnects or reads nothing for
// timeouts.write, and on Stop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/http.h"
#include "adapters/net/problem.h"
#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::net {

struct TcpListen {
  std::string address = "127.0.0.1";  // "0.0.0.0", "::", …; an address, not a name
  std::uint16_t port = 0;             // 0: any free port, see Server::Port
  bool tls = false;                   // uses TLS with ServerOptions::tls
};

// A certificate chain and its private key, in PEM.
struct TlsFiles {
  std::string certificate;
  std::string key;
};

struct BodyLimit {
  std::string prefix;  // of the path; the longest matching prefix applies
  std::size_t bytes = 0;
};

struct ServerLimits {
  std::size_t request_line_bytes = 8 * 1024;  // 414 beyond
  std::size_t head_bytes = 16 * 1024;         // request line and headers; 431 beyond
  std::size_t headers = 64;                   // 431 beyond
  std::size_t body_bytes = 64 * 1024;         // 413 beyond
  std::vector<BodyLimit> body_by_prefix;
  std::size_t connections = 4096;  // at most 60,000; 503 with Retry-After beyond
  // A /64 IPv6 network is one peer; trusted proxies and the UNIX socket are not counted.
  std::size_t connections_per_peer = 256;
  std::size_t pipelined = 16;  // requests of one connection in progress
};

struct ServerTimeouts {
  Millis head{10'000};  // from the first byte of a request to the end of its headers; 408
  Millis body{30'000};  // from the end of the headers to the end of the body; 408
  Millis idle{60'000};  // between requests, or before the first: closed without an answer
  Millis handshake{5'000};
  Millis write{20'000};  // without any progress
  Millis stop{10'000};   // for requests in progress when Stop is called
};

struct ServerOptions {
  std::vector<TcpListen> tcp;
  std::vector<std::string> unix_paths;  // created with mode 0600; their requests have `local` set
  std::optional<TlsFiles> tls;
  // Addresses, or ranges such as "10.0.0.0/8", whose X-Forwarded-For and X-Forwarded-Proto are
  // trusted.
  std::vector<std::string> trusted_proxies;
  ServerLimits limits;
  ServerTimeouts timeouts;
  // The page to show a browser in place of a problem that the server answers by itself; nothing for
  // a client that expects the problem. `seen` is what could be parsed of the request: its headers,
  // complete if `headers_seen`, and its path, which may be undecoded, truncated or empty. Called on
  // the I/O thread.
  std::function<std::optional<Response>(const Problem& problem, const Request& seen,
                                        bool headers_seen)>
      refusal_page;
  // Called on the I/O thread with what the administrator should know: a handler that threw, a
  // failing accept. Contains nothing of a request.
  std::function<void(std::string_view)> report;
};

struct ServerStats {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0;  // above a limit
  std::uint64_t requests = 0;             // passed to the handler
  std::uint64_t requests_refused = 0;     // answered by the server with a problem
};

// Whether all addresses can be listened on at this moment; fails with a sentence for the
// administrator. For checking before anything else is started.
[[nodiscard]] Status<std::string> CanListen(const std::vector<TcpListen>& where);

class Server {
 public:
  Server(ServerOptions options, Handler handler);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // as Stop

  // Opens all listeners and starts the I/O thread; fails with a sentence for the administrator.
  // Ignores SIGPIPE for the whole process. Call once.
  [[nodiscard]] Status<std::string> Start();

  // Connections that are accepted from now on use this certificate and key, open ones keep theirs.
  // Returns when the certificate ends. Fails with a sentence for the administrator, and nothing
  // changes, if the files do not fit or the server was started without TLS. From any thread.
  [[nodiscard]] Result<Instant, std::string> ReloadTls(const TlsFiles& files);

  // The port of the TCP listener at that index in the options; known after Start.
  [[nodiscard]] std::uint16_t Port(std::size_t listener = 0) const;

  // Stops accepting, closes idle connections, waits up to timeouts.stop for requests in progress to
  // be answered, then returns. May be called from any thread except the I/O thread, and repeatedly.
  // Responders that remain may be used later; their answers are dropped.
  void Stop();

  [[nodiscard]] ServerStats Stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herlaad::net
