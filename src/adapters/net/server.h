// Server: HTTP/1.1 and 1.0 on one I/O thread. It refuses by itself everything that is wrong with a
// request as HTTP, and hands the rest to one Handler.
//
// Promises to the handler: the request obeys http.h; its body is complete and within the limit of
// its path; HEAD arrives as GET (the body of the answer is not sent); its method is one of GET,
// POST, PUT, PATCH, DELETE, OPTIONS. The handler runs on the I/O thread, so it must not block: it
// answers inline, or keeps the Responder and lets another thread answer. Promises to the client:
// answers in the order of the requests; requests on one connection run one after the other unless
// all of them are GET or HEAD; a wrong request is answered with a problem (see problem.h) and the
// connection is closed. An answer with an open body (open_body.h) ends with the connection: when
// its writer ends it, when its reader leaves or reads nothing for timeouts.write, and on Stop.
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
  bool tls = false;                   // speaks TLS with ServerOptions::tls
};

// A certificate chain and its private key, both PEM.
struct TlsFiles {
  std::string certificate;
  std::string key;
};

struct BodyLimit {
  std::string prefix;  // of the path; the longest prefix that fits decides
  std::size_t bytes = 0;
};

struct ServerLimits {
  std::size_t request_line_bytes = 8 * 1024;  // 414 beyond
  std::size_t head_bytes = 16 * 1024;         // request line and headers; 431 beyond
  std::size_t headers = 64;                   // 431 beyond
  std::size_t body_bytes = 64 * 1024;         // 413 beyond
  std::vector<BodyLimit> body_by_prefix;
  std::size_t connections = 4096;  // at most 60,000; 503 with Retry-After beyond
  // An IPv6 network of 64 bits is one peer; trusted proxies and the UNIX socket are not counted.
  std::size_t connections_per_peer = 256;
  std::size_t pipelined = 16;  // requests of one connection in flight
};

struct ServerTimeouts {
  Millis head{10'000};  // from a request's first byte to the end of its headers; 408
  Millis body{30'000};  // from there to the end of the body; 408
  Millis idle{60'000};  // between requests, or before the first: closed in silence
  Millis handshake{5'000};
  Millis write{20'000};  // without any progress
  Millis stop{10'000};   // what is in flight when Stop is called
};

struct ServerOptions {
  std::vector<TcpListen> tcp;
  std::vector<std::string> unix_paths;  // created with mode 0600; their requests have `local` set
  std::optional<TlsFiles> tls;
  // Addresses, or ranges such as "10.0.0.0/8", whose X-Forwarded-For and X-Forwarded-Proto are
  // believed.
  std::vector<std::string> trusted_proxies;
  ServerLimits limits;
  ServerTimeouts timeouts;
  // What a browser is shown in place of a problem that the server refuses with by itself; nothing
  // for who is to have the problem. `seen` is what could be read of the request: its headers, all
  // of them when `headers_seen`, and its path, which may be as it was sent and cut off, and is
  // empty when nothing like one came. On the I/O thread.
  std::function<std::optional<Response>(const Problem& problem, const Request& seen,
                                        bool headers_seen)>
      refusal_page;
  // Told, on the I/O thread, what an operator should know: a handler that threw, a failing accept.
  // Never a request's content.
  std::function<void(std::string_view)> report;
};

struct ServerStats {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0;  // over a bound
  std::uint64_t requests = 0;             // handed to the handler
  std::uint64_t requests_refused = 0;     // answered here with a problem
};

// Whether all of it could be listened on just now; a sentence for the operator when not. For who
// wants to know before anything else is done.
[[nodiscard]] Status<std::string> CanListen(const std::vector<TcpListen>& where);

class Server {
 public:
  Server(ServerOptions options, Handler handler);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // as Stop

  // Opens all listeners and starts the I/O thread; a sentence for the operator when something
  // prevents it. Ignores SIGPIPE for the process. Called once.
  [[nodiscard]] Status<std::string> Start();

  // The port of the tcp listener at that place in the options, known after Start.
  [[nodiscard]] std::uint16_t Port(std::size_t listener = 0) const;

  // Stops accepting, closes idle connections, lets requests in flight be answered (at most
  // timeouts.stop), then returns. Safe from any thread but the I/O thread, and again. Responders
  // that are left may be used later; their answers go nowhere.
  void Stop();

  [[nodiscard]] ServerStats Stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herlaad::net
