// Request, Response and Handler: what the rest of Herlaad knows of HTTP. Nothing here names the
// library below it, so that handlers are tested without sockets and the library can change in one
// file. See docs/adr/0004.
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
  // Percent-decoded UTF-8; starts with '/', holds no "..", control characters or empty segments. Or
  // "*" alone, for OPTIONS about the server as such.
  std::string path;
  std::string query;  // as sent, without the '?'
  std::vector<Header> headers;
  std::string body;
  // The client's address without its port; behind a trusted proxy the client it names.
  std::string peer;
  bool secure = false;  // came over TLS, here or at the trusted proxy
  bool local = false;   // came through the administration socket

  // The value of the only header of that lower-case name; nothing when absent or repeated.
  [[nodiscard]] std::optional<std::string_view> Find(std::string_view name) const;
  // The percent-decoded value of a query parameter; nothing when absent.
  [[nodiscard]] std::optional<std::string> Parameter(std::string_view name) const;
  // The names of all query parameters, as they stand there; one that cannot be decoded as it was
  // sent.
  [[nodiscard]] std::vector<std::string> ParameterNames() const;
  // What Accept-Language asks for.
  [[nodiscard]] messages::Language Language() const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  // Beside Content-Type, Content-Length, Date and the security headers.
  std::vector<Header> headers = {};
  // When set, `body` is only the beginning, and the rest is what the other end writes: open_body.h.
  // Such an answer comes in chunks, and no time-out holds for it. For a client of HTTP/1.0 it ends
  // with its connection.
  std::shared_ptr<BodyReader> open = {};
  // Sent behind `body`, and not copied before that; lives as long as the program.
  std::string_view fixed_body = {};
};

// Answers one request, once, from any thread. Answers given together are written together: sending
// wakes the I/O thread at most once until it has run. A Responder that is destroyed unused answers
// 500, in `language`, so no client waits for ever.
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
