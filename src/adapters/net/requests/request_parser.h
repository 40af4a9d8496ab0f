// RequestParser: splits a stream of bytes into requests and rejects invalid ones. Beast's parser
// with the checks it lacks.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "adapters/net/http.h"
#include "adapters/net/problem.h"
#include "adapters/net/server/server.h"

namespace herlaad::net {

class RequestParser {
 public:
  enum class State {
    kHead,     // waiting for the end of a head
    kBody,     // waiting for the rest of a body
    kDone,     // a complete request: call Take
    kRefused,  // see problem(); nothing more can be read from this connection
  };

  explicit RequestParser(const ServerLimits& limits);
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;
  ~RequestParser();

  // Parses from the front of `input` and returns the number of bytes consumed, at most to the end
  // of one request. The caller passes the rest again, followed by more.
  std::size_t Feed(std::string_view input);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Problem& problem() const { return problem_; }

  // About the request whose head is complete.
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  [[nodiscard]] bool head_only() const { return head_only_; }  // HEAD, passed on as GET
  [[nodiscard]] bool next_is_safe() const { return request_.method == "GET"; }  // or HEAD
  [[nodiscard]] bool http10() const { return http10_; }
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }

  // What could be parsed of a rejected request: its headers, and its path as sent, possibly
  // truncated if the head was rejected.
  [[nodiscard]] const Request& refused() const { return request_; }
  [[nodiscard]] bool headers_seen() const { return headers_seen_; }

  // Returns the request of kDone; the parser then waits for the next head.
  Request Take();

 private:
  class Grammar;  // Beast

  std::size_t FeedHead(std::string_view input);
  std::size_t FeedBody(std::string_view input);
  std::size_t FeedChunks(std::string_view input);
  void ReadHead(std::string_view head);
  void Refuse(const Problem& problem);
  void RefuseHead(const Problem& problem, std::string_view head);

  const ServerLimits& limits_;
  std::unique_ptr<Grammar> grammar_;
  State state_ = State::kHead;
  Problem problem_;
  Request request_;
  std::size_t scanned_ = 0;  // bytes of the unfinished head already searched for its end
  std::size_t body_limit_ = 0;
  std::size_t body_left_ = 0;
  bool headers_seen_ = false;
  bool chunked_ = false;
  bool keep_alive_ = false;
  bool head_only_ = false;
  bool http10_ = false;
  bool expects_continue_ = false;
};

}  // namespace herlaad::net
