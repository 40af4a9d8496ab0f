// TcpProxy: a proxy between a program and its database that simulates network faults.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace herlaad::testing {

class TcpProxy {
 public:
  // Listens on 127.0.0.1, on a free port, and forwards everything to `to_port` there.
  explicit TcpProxy(std::uint16_t to_port);
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;
  ~TcpProxy();

  [[nodiscard]] std::uint16_t port() const { return port_; }

  // From now on delays every piece by this long, in each direction.
  void Delay(std::chrono::milliseconds time) { delay_ms_ = static_cast<int>(time.count()); }
  // Stops forwarding on old and new connections without closing any, until Thaw.
  void Freeze() { frozen_ = true; }
  void Thaw() { frozen_ = false; }
  // Closes all current connections on both sides.
  void Cut() { cut_ = true; }
  // Closes them towards the program only: the database believes for a while that it is still
  // connected. Nothing in transit arrives any more.
  void HalfCut() { half_cut_ = true; }
  // Also closes all new connections, until Mend.
  void Break() { broken_ = true; }
  void Mend() { broken_ = false; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Piece {
    Clock::time_point due;
    std::string bytes;
  };
  struct Side {
    int fd = -1;
    bool ended = false;        // sends no more
    std::deque<Piece> coming;  // queued for it
  };
  struct Pair {
    Side program;
    Side database;
    Clock::time_point drop_at = Clock::time_point::max();
  };

  void Loop();
  void Accept();
  void PlayTricks();
  void Read(Side& from, Side& to);
  void Write(Side& to);
  static void Close(Side& side);

  std::uint16_t to_port_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::list<Pair> pairs_;
  std::atomic<int> delay_ms_{0};
  std::atomic<bool> frozen_{false};
  std::atomic<bool> cut_{false};
  std::atomic<bool> half_cut_{false};
  std::atomic<bool> broken_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace herlaad::testing
