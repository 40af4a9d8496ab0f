// RequestParser: cuts a stream of bytes into requests and refuses what is none. Beast's parser,
// with the checks it lacks.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "adapters/net/http.h"
#include "adapters/net/problem.h"
#include "adapters/net/server.h"

namespace herlaad::net {

class RequestParser {
 public:
  enum class State {
    kHead,     // waits for the end of a head
    kBody,     // waits for the rest of a body
    kDone,     // a whole request: Take it
    kRefused,  // see problem(); nothing more can be read from this connection
  };

  explicit RequestParser(const ServerLimits& limits);
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;
  ~RequestParser();

  // Reads from the front of `input` and returns how many bytes it is done with; the client gives
  // the others again, with more behind them. Reads at most to the end of one request.
  std::size_t Feed(std::string_view input);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Problem& problem() const { return problem_; }

  // About the request whose head is complete.
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  [[nodiscard]] bool head_only() const { return head_only_; }  // HEAD, handed on as GET
  [[nodiscard]] bool next_is_safe() const { return request_.method == "GET"; }  // or HEAD
  [[nodiscard]] bool http10() const { return http10_; }
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }

  // What could be read of a request that was refused: what it accepts, and its path, as it was sent
  // and cut off where the head was refused.
  [[nodiscard]] const Request& refused() const { return request_; }
  [[nodiscard]] bool headers_seen() const { return headers_seen_; }

  // The request of kDone; the parser then waits for the next head.
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
