#include "benchmarks/load/generator.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <utility>

#include "benchmarks/load/answer.h"

namespace herlaad::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Nanos = std::int64_t;

Nanos Now() { return SteadyClock::now().time_since_epoch() / std::chrono::nanoseconds(1); }
Nanos InNanos(double seconds) { return static_cast<Nanos>(seconds * 1e9); }

[[noreturn]] void FailErrno(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

class Connection {
 public:
  explicit Connection(const sockaddr_in& address) : address_(address) { Open(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(fd_); }

  void Reopen() {
    close(fd_);
    Open();
  }
  // Requests are far smaller than a socket's buffer, which is empty when no request is in progress:
  // one send takes all of it.
  bool Send(const std::string& text, Nanos due) {
    due_ = due;
    busy_ = true;
    return send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }
  // Reads what is available. False once nothing more can come.
  bool Receive() {
    const ssize_t got = recv(fd_, buffer_.data() + filled_, buffer_.size() - filled_, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (got <= 0) return false;
    filled_ += static_cast<std::size_t>(got);
    if (filled_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
    return buffer_.size() <= kAnswerBytesMax;
  }
  Answer Read() const { return ReadAnswer({buffer_.data(), filled_}); }
  void Finish() {
    filled_ = 0;
    busy_ = false;
  }

  int fd() const { return fd_; }
  bool busy() const { return busy_; }
  Nanos due() const { return due_; }

 private:
  static constexpr std::size_t kAnswerBytesMax = 4 << 20;

  void Open() {
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0) FailErrno("socket");
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&address_), sizeof address_) != 0) {
      FailErrno("cannot connect");
    }
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Finish();
  }

  sockaddr_in address_;
  int fd_ = -1;
  std::string buffer_ = std::string(8192, '\0');
  std::size_t filled_ = 0;
  bool busy_ = false;
  Nanos due_ = 0;
};

class Generator {
 public:
  Generator(const LoadOptions& options, Requests& requests)
      : options_(options), requests_(requests), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) FailErrno("epoll_create1");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.address.c_str(), &address.sin_addr) != 1) {
      throw std::runtime_error("not an IPv4 address: " + options.address);
    }
    for (int i = 0; i < options.connections; ++i) {
      connections_.push_back(std::make_unique<Connection>(address));
      Watch(*connections_.back());
      idle_.push_back(connections_.back().get());
    }
    if (options.rate > 0) prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  }
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;
  ~Generator() { close(epoll_); }

  LoadResult Run() {
    begun_ = Now();
    measured_from_ = begun_ + InNanos(options_.warmup_seconds);
    ends_ = measured_from_ + InNanos(options_.seconds);
    next_due_ = begun_;
    while (!Over()) {
      SendDue();
      WaitAndRead();
    }
    result_.seconds = static_cast<double>(std::min(Now(), ends_) - measured_from_) / 1e9;
    Drain();
    return std::move(result_);
  }

 private:
  bool Over() const {
    return Now() >= ends_ || (options_.requests > 0 && answered_ >= options_.requests);
  }

  void Watch(Connection& connection) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &connection;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd(), &event) != 0) FailErrno("epoll_ctl");
  }

  // Sends due requests on idle connections, the longest idle first.
  void SendDue() {
    const Nanos now = Now();
    while (!idle_.empty() && (options_.rate <= 0 || next_due_ <= now)) {
      Connection& connection = *idle_.front();
      idle_.pop_front();
      const Nanos due = options_.rate > 0 ? next_due_ : Now();
      if (options_.rate > 0)
        next_due_ = begun_ + InNanos(static_cast<double>(++sent_) / options_.rate);
      if (!connection.Send(requests_.Next(), due)) Break(connection);
    }
  }

  void WaitAndRead() {
    timespec timeout{0, 50'000'000};
    if (options_.rate > 0 && !idle_.empty()) {
      timeout.tv_nsec = std::clamp<Nanos>(next_due_ - Now(), 0, timeout.tv_nsec);
    }
    std::array<epoll_event, 128> events;
    const int ready = epoll_pwait2(epoll_, events.data(), events.size(), &timeout, nullptr);
    if (ready < 0 && errno != EINTR) FailErrno("epoll_pwait2");
    for (int i = 0; i < ready; ++i) {
      Read(*static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr));
    }
  }

  void Read(Connection& connection) {
    const bool open = connection.Receive();
    const Answer answer = connection.Read();
    if (connection.busy() && answer.state == Answer::State::kComplete) {
      Count(connection, answer);
      const bool closes = answer.closes;
      connection.Finish();
      if (closes) Reconnect(connection);
      idle_.push_back(&connection);
    } else if (!open || answer.state == Answer::State::kBroken) {
      Break(connection);
    }
  }

  void Count(const Connection& connection, const Answer& answer) {
    const Nanos now = Now();
    ++answered_;
    if (now < measured_from_ || connection.due() < measured_from_) return;
    if (now < ends_) ++result_.answered;
    result_.latency.Add(now - connection.due());
    if (answer.status / 100 == 2 && AllPlaced(answer)) {
      if (now < ends_) result_.succeeded += options_.per_request;
      KeepId(answer);
      return;
    }
    ++result_.failed[answer.status];
    if (result_.first_failure.empty()) {
      result_.first_failure = std::to_string(answer.status) + " " + std::string(answer.body);
    }
  }

  bool AllPlaced(const Answer& answer) const {
    if (options_.per_request == 1) return true;
    constexpr std::string_view kPlaced = R"("status":201)";
    int placed = 0;
    for (std::size_t at = 0; (at = answer.body.find(kPlaced, at)) != std::string_view::npos; ++at) {
      ++placed;
    }
    return placed == options_.per_request;
  }

  // A random sample of all ids with a fixed size (reservoir sampling).
  void KeepId(const Answer& answer) {
    if (options_.keep_ids == 0) return;
    const std::string_view id = IdIn(answer.body);
    if (id.empty()) return;
    const std::uint64_t place = result_.ids.size() < options_.keep_ids
                                    ? result_.ids.size()
                                    : sample_.Below(++ids_seen_ + options_.keep_ids);
    if (place == result_.ids.size()) {
      result_.ids.emplace_back(id);
    } else if (place < options_.keep_ids) {
      result_.ids[place] = id;
    }
  }

  void Break(Connection& connection) {
    if (connection.busy()) {
      ++result_.broken;
      if (result_.broken > kBrokenMax) throw std::runtime_error("too many broken connections");
    }
    const bool was_busy = connection.busy();
    Reconnect(connection);
    if (was_busy) idle_.push_back(&connection);
  }

  void Reconnect(Connection& connection) {
    connection.Reopen();
    Watch(connection);
  }

  // Late answers count as latencies, but not in the rate.
  void Drain() {
    const Nanos until = Now() + InNanos(options_.drain_seconds);
    const auto all = static_cast<std::size_t>(options_.connections);
    while (idle_.size() < all && Now() < until) WaitAndRead();
    result_.unanswered = static_cast<std::int64_t>(all - idle_.size());
  }

  static constexpr std::int64_t kBrokenMax = 10'000;

  const LoadOptions& options_;
  Requests& requests_;
  int epoll_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::deque<Connection*> idle_;
  LoadResult result_;
  Random sample_{1};
  std::uint64_t ids_seen_ = 0;
  std::int64_t sent_ = 0;
  std::int64_t answered_ = 0;
  Nanos begun_ = 0, measured_from_ = 0, ends_ = 0, next_due_ = 0;
};

}  // namespace

LoadResult Generate(const LoadOptions& options, Requests& requests) {
  return Generator(options, requests).Run();
}

}  // namespace herlaad::bench
