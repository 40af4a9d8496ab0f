// Session: one connection, from its handshake to its last byte. Used on the I/O thread only; never
// blocks.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/addresses/proxies.h"
#include "adapters/net/requests/request_parser.h"
#include "adapters/net/requests/response_writer.h"
#include "adapters/net/server/open_body.h"
#include "adapters/net/server/outbox.h"
#include "adapters/net/server/server.h"
#include "adapters/net/server/stream.h"

namespace herlaad::net {

// Counters read by any thread, written by the I/O thread.
struct Counters {
  std::atomic<std::uint64_t> open{0}, accepted{0}, refused{0}, requests{0}, requests_refused{0};
};

// State shared by all connections of a server.
struct SessionWorld {
  const ServerOptions& options;
  const Handler& handler;
  TrustedProxies proxies = {};
  std::shared_ptr<Outbox> outbox = std::make_shared<Outbox>();
  ResponseWriter writer = {};
  Counters counters = {};
  std::vector<char> read_buffer = std::vector<char>(64 * 1024);
  std::function<void()> deliver_own = {};  // passes the I/O thread's own answers to their sessions
  std::uint64_t tickets = 0;
  std::int64_t now_ms = 0;  // monotonic
  bool stopping = false;
};

// The other end of the connection.
struct Peer {
  std::string address;  // empty for a UNIX socket
  bool trusted_proxy = false;
  bool local = false;
};

class Session {
 public:
  static constexpr unsigned kSlotBits = 16;  // the low bits of a ticket identify the connection

  Session(SessionWorld& world, Stream stream, Peer peer, std::uint64_t slot);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Does as much as possible without waiting. Call it when the socket is ready, after Answer, and
  // again while wants_run().
  void Run();
  // The events that epoll reported.
  void NoteEvents(std::uint32_t events);
  // Stores the answer at its place in the order; Run writes it. Ignores a ticket of another
  // session.
  void Answer(Ticket ticket, Response&& response);
  // Answers with this problem and closes the connection without reading anything.
  void TurnAway(Response response);
  // Closes if idle; otherwise the request in progress is the last one.
  void Stop();
  // Handles a deadline that has passed.
  void Tick();

  [[nodiscard]] bool closed() const { return phase_ == Phase::kClosed; }
  [[nodiscard]] bool wants_run() const { return wants_run_; }
  [[nodiscard]] int fd() const { return stream_.fd(); }
  [[nodiscard]] const Peer& peer() const { return peer_; }

 private:
  enum class Phase { kHandshake, kOpen, kLingering, kClosed };
  enum class Wait { kNothing, kHandshake, kIdle, kHead, kBody, kHandler, kStream, kWrite, kLinger };

  // A request that was passed on, or a problem of the server's, in order of arrival.
  struct Pending {
    Ticket ticket = 0;
    Framing framing;
    bool safe = false;  // GET or HEAD
    std::optional<Response> answer;
  };

  void RunHandshake();
  void RunOpen();
  void RunLingering();
  bool ReadSome();
  void Parse(std::string_view fresh);
  std::size_t ParseFrom(std::string_view bytes);
  bool MayDispatch() const;
  void Dispatch();
  void Refuse(const Problem& problem);
  void RefuseCutOff();
  void Serialise();
  void BeginStream(Pending& pending);
  void PullBody();
  void EndStream();
  void MaybeContinue();
  void Flush();
  void FinishIfDone();
  void Linger();
  void Close();
  void Report(std::string_view what) const;
  void ChooseWait();
  void Await(Wait wait);
  [[nodiscard]] bool WantsInput() const;
  [[nodiscard]] bool ReadingRequest() const;
  [[nodiscard]] std::int64_t TimeoutMs(Wait wait) const;

  SessionWorld& world_;
  Stream stream_;
  const Peer peer_;
  const std::uint64_t slot_;
  RequestParser parser_;
  Phase phase_ = Phase::kHandshake;
  Wait wait_ = Wait::kNothing;
  std::int64_t deadline_ms_ = 0;
  std::string in_;   // bytes read and not yet parsed
  std::string out_;  // bytes not yet written, starting at out_done_
  std::size_t out_done_ = 0;
  std::vector<Pending> pending_;
  std::shared_ptr<BodyReader> open_;  // the body being written; later answers wait for its end
  bool chunked_ = false;              // whether open_ is sent as chunks; if not, it ends with the
                                      // connection
  std::size_t discarded_ = 0;
  bool readable_ = true;
  bool hung_up_ = false;      // epoll reported the end of the peer's output: read until it is
                              // reached
  bool input_ended_ = false;  // the peer sends nothing more
  bool last_ = false;         // no request is read after the pending ones
  bool continued_ = false;    // 100 Continue was sent for the request being read
  bool wants_run_ = false;
};

}  // namespace herlaad::net
