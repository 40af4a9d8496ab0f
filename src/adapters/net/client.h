// Client: blocking HTTP/1.1 requests to others, over libcurl. Safe from several threads;
// connections are kept and used again. Certificates are always verified, redirects are never
// followed, proxies from the environment are ignored.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/http.h"
#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::net {

struct ClientRequest {
  std::string method = "GET";
  std::string url = {};  // http:// or https://
  std::vector<Header> headers = {};
  std::string body = {};
  // When set, the connection goes to this UNIX socket, and the URL's host only fills in Host.
  std::string unix_socket = {};
  Millis connect_timeout{5'000};  // name, connection and TLS handshake
  Millis total_timeout{15'000};
  std::size_t max_answer_bytes = 1024 * 1024;
};

struct ClientResponse {
  int status = 0;
  std::vector<Header> headers;  // names in lower case
  std::string body;

  // The value of the only header of that lower-case name; nothing when absent or repeated.
  [[nodiscard]] std::optional<std::string_view> Find(std::string_view name) const;
};

// What may be believed about a request that got no answer. It decides about money, so the doubt is
// always kUnknown.
enum class Sent {
  kNo,       // not one byte of the request left: it may be sent again, or given up
  kUnknown,  // it, or part of it, may have arrived and may have been acted upon: only ask, never
             // send again on a guess
};

enum class ClientErrorKind {
  kInvalidRequest,  // bad URL, method or header: kNo
  kResolve,         // kNo
  kConnect,         // refused, unreachable, or not connected in time: kNo
  kTls,             // handshake or certificate: kNo
  kTimeout,         // the total time is over after the request started
  kBroken,          // reset or closed early, or an answer that is not HTTP
  kTooLarge,        // the answer is over max_answer_bytes
  kStopped,         // by Stop
};

struct ClientError {
  ClientErrorKind kind = ClientErrorKind::kBroken;
  Sent sent = Sent::kUnknown;
  std::string message;  // for the log: no URL, header or body in it
};

struct ClientOptions {
  std::size_t kept_connections = 8;  // idle ones to keep for the next requests
  Millis connection_age{30'000};     // an idle connection older than that is not used again
  std::string ca_file = {};          // PEM; empty: the system's authorities
};

class Client {
 public:
  explicit Client(ClientOptions options = {});
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();  // no Send may be running

  // Any status is a value, 500 too. A request is put on the wire at most once; only GET and HEAD
  // are repeated, once, when a kept connection turns out to be dead.
  [[nodiscard]] Result<ClientResponse, ClientError> Send(const ClientRequest& request);

  // Ends all transfers at once, and every later Send: kStopped. From any thread, again too.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herlaad::net
