// Client: blocking HTTP/1.1 requests over libcurl. Thread-safe; connections are kept and reused.
// Always verifies certificates, never follows redirects and ignores proxies from the environment.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/addresses/addresses.h"
#include "adapters/net/http.h"
#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::net {

struct ClientRequest {
  std::string method = "GET";
  std::string url = {};  // http:// or https://
  std::vector<Header> headers = {};
  std::string body = {};
  // If set, connects to this UNIX socket; the URL's host is used for the Host header only.
  std::string unix_socket = {};
  Millis connect_timeout{5'000};  // name lookup, connection and TLS handshake
  Millis total_timeout{15'000};
  std::size_t max_answer_bytes = 1024 * 1024;
};

struct ClientResponse {
  int status = 0;
  std::vector<Header> headers;  // names in lower case
  std::string body;

  // The value of the header with that lower-case name; nothing if it is absent or repeated.
  [[nodiscard]] std::optional<std::string_view> Find(std::string_view name) const;
};

// Whether a request without an answer may have been received. Decisions about money depend on it,
// so any doubt is kUnknown.
enum class Sent {
  kNo,       // no byte of the request was sent: it may be retried or given up
  kUnknown,  // some of it may have arrived and been acted upon: query the outcome, never resend
};

enum class ClientErrorKind {
  kInvalidRequest,  // bad URL, method or header: kNo
  kResolve,         // name lookup: kNo
  kConnect,         // refused, unreachable, or not connected in time: kNo
  kForbidden,       // the address is one that ClientOptions::may_connect refuses: kNo
  kTls,             // handshake or certificate: kNo
  kTimeout,         // the total time-out expired after the request had started
  kBroken,          // reset or closed early, or an answer that is not HTTP
  kTooLarge,        // the answer is longer than max_answer_bytes
  kStopped,         // Stop was called
};

struct ClientError {
  ClientErrorKind kind = ClientErrorKind::kBroken;
  Sent sent = Sent::kUnknown;
  std::string message;  // for the log; contains no URL, header or body
};

struct ClientOptions {
  std::size_t kept_connections = 8;  // idle connections to keep for later requests
  Millis connection_age{30'000};     // an idle connection older than this is not reused
  std::string ca_file = {};          // PEM; empty: the system's certificate authorities
  // Whether the client may connect to this address, which a name was resolved to; empty: to any.
  std::function<bool(const Address&)> may_connect = {};
};

class Client {
 public:
  explicit Client(ClientOptions options = {});
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();  // no Send may be running

  // Every status is a value, including 500. A request is sent at most once, except that a GET or
  // HEAD is repeated once if a kept connection turns out to be dead.
  [[nodiscard]] Result<ClientResponse, ClientError> Send(const ClientRequest& request);

  // Aborts all transfers and every later Send with kStopped. Thread-safe; may be repeated.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herlaad::net
