// Request, Response and Handler: HTTP as the rest of Herlaad sees it. Nothing here depends on the
// HTTP library, so that handlers can be tested without sockets and the library can be replaced in
// one file. See docs/adr/0004.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/messages/language.h"

namespace herlaad::net {

class BodyReader;

struct Header {
  std::string name;  // lower case in a Request
  std::string value;
};

struct Request {
  std::string method;  // "GET", upper case
  // Percent-decoded UTF-8; starts with '/' and contains no "..", control characters or empty
  // segments. Or "*" alone, for OPTIONS about the server itself.
  std::string path;
  std::string query;  // as sent, without the '?'
  std::vector<Header> headers;
  std::string body;
  // The client's address without its port; behind a trusted proxy, the client that the proxy names.
  std::string peer;
  bool secure = false;  // received over TLS, here or at the trusted proxy
  bool local = false;   // received through the administration socket

  // The value of the header with that lower-case name; nothing if it is absent or repeated.
  [[nodiscard]] std::optional<std::string_view> Find(std::string_view name) const;
  // The percent-decoded value of a query parameter; nothing if absent.
  [[nodiscard]] std::optional<std::string> Parameter(std::string_view name) const;
  // The names of all query parameters in order; a name that cannot be decoded is returned as sent.
  [[nodiscard]] std::vector<std::string> ParameterNames() const;
  // The language that Accept-Language asks for.
  [[nodiscard]] messages::Language Language() const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  // In addition to Content-Type, Content-Length, Date and the security headers.
  std::vector<Header> headers = {};
  // If set, `body` is only the beginning, followed by what the writer of open_body.h writes. Sent
  // as chunks, without a time-out; for HTTP/1.0 the end of the connection is the end of the body.
  std::shared_ptr<BodyReader> open = {};
  // Sent after `body` without being copied; must live as long as the program.
  std::string_view fixed_body = {};
};

// Answers one request, once, from any thread. Answers sent together are written together: sending
// wakes the I/O thread at most once until it has run. A Responder that is destroyed without an
// answer sends 500 in `language`, so that no client waits forever.
class Responder {
 public:
  explicit Responder(std::function<void(Response&&)> send,
                     messages::Language language = messages::Language::kEn)
      : send_(std::move(send)), language_(language) {}
  Responder(Responder&& other) noexcept
      : send_(std::exchange(other.send_, nullptr)), language_(other.language_) {}
  Responder& operator=(Responder&&) = delete;
  ~Responder();
  void Send(Response response);

 private:
  std::function<void(Response&&)> send_;
  messages::Language language_;
};

using Handler = std::function<void(Request&&, Responder&&)>;

}  // namespace herlaad::net
