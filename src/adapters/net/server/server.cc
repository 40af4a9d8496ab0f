#include "adapters/net/server/server.h"

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <ctime>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "adapters/net/problem.h"
#include "adapters/net/server/connection_counts.h"
#include "adapters/net/server/listener.h"
#include "adapters/net/server/session.h"
#include "adapters/net/server/tls.h"
#include "base/core/check.h"
#include "base/core/short_slices.h"
#include "base/core/thread_name.h"

namespace herlaad::net {
namespace {

constexpr std::size_t kMostSlots = 61'000;
constexpr std::size_t kNone = ~std::size_t{0};
constexpr std::size_t kTurnedAwayAtOnce = 64;  // connections above the limit that still receive a
                                               // 503
constexpr std::int64_t kTickMs = 50;           // the greatest delay of a time-out
constexpr int kAcceptsAtOnce = 64;
constexpr std::int64_t kAcceptPauseMs = 200;  // after running out of descriptors

// The target of an epoll event: a connection (its serial number above its slot), or one of these.
constexpr std::uint64_t kSpecial = std::uint64_t{1} << 63;
constexpr std::uint64_t kWakeUp = kSpecial | (std::uint64_t{1} << 62);
constexpr std::uint64_t kSlotMask = (std::uint64_t{1} << Session::kSlotBits) - 1;

std::int64_t MonotonicMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Response TurnedAway() {
  Response response = ProblemResponse(problems::kTooManyConnections);
  response.headers.push_back({"Retry-After", "1"});
  return response;
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler handler)
      : options_(std::move(options)), handler_(std::move(handler)) {
    CHECK(handler_ != nullptr, "a server has a handler");
    world_.deliver_own = [this] { DeliverOwn(); };
  }

  Status<std::string> Start();
  void Stop();
  Result<Instant, std::string> ReloadTls(const TlsFiles& files);
  [[nodiscard]] std::uint16_t Port(std::size_t index) const {
    CHECK(index < ports_.size(), "the listener is one of the options, and Start has been called");
    return ports_[index];
  }
  [[nodiscard]] const Counters& counters() const { return world_.counters; }

 private:
  struct Slot {
    std::unique_ptr<Session> session;
    std::uint64_t serial = 0;
  };

  Status<std::string> Prepare();
  Status<std::string> OpenListeners();
  bool Watch(int fd, std::uint32_t events, std::uint64_t about) const;
  void Loop();
  void Wait();
  void HandleEvent(const epoll_event& event);
  void AcceptFrom(const Listener& listener);
  void Admit(const Listener& listener, Accepted accepted);
  SslPointer AcceptTls(int fd);
  bool OverBound(const Peer& peer) const;
  void PauseAccepting(const Listener& listener, int error);
  void DeliverAll();
  void DeliverOwn();
  void Deliver(std::vector<Answer>& answers);
  void RunTouched();
  void Touch(std::size_t slot);
  void RunSession(std::size_t slot);
  void ReapIfClosed(std::size_t slot);
  void Tick();
  void BeginStopping();
  void Report(const std::string& what) const {
    if (options_.report) options_.report(what);
  }

  const ServerOptions options_;
  const Handler handler_;
  SessionWorld world_{options_, handler_};
  std::mutex tls_mutex_;
  std::optional<TlsContext> tls_;  // once started, guarded by tls_mutex_
  std::vector<Listener> listeners_;
  std::vector<std::uint16_t> ports_;
  Fd epoll_;
  std::vector<Slot> slots_;
  std::vector<std::size_t> free_slots_;
  std::size_t open_ = 0;
  ConnectionCounts open_by_customer_;
  std::vector<std::size_t> touched_;  // sessions to run before waiting again
  std::vector<Answer> answers_, own_answers_;
  std::vector<Ticket> stirred_;
  std::size_t running_ = kNone;  // the slot of the running session, which handles its own answers
  std::uint64_t serials_ = 0;
  std::int64_t next_tick_ms_ = 0;
  std::int64_t accept_again_ms_ = 0;  // 0: accepting
  std::int64_t stop_deadline_ms_ = 0;
  std::atomic<bool> stop_requested_{false};
  std::mutex stop_mutex_;
  std::thread thread_;
};

Status<std::string> Server::Impl::Start() {
  CHECK(!epoll_, "a server is started once");
  auto prepared = Prepare();
  if (!prepared.ok()) {
    listeners_.clear();
    return prepared;
  }
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT: OpenSSL writes to sockets without MSG_NOSIGNAL
  thread_ = std::thread([this] {
    NameThisThread("http");
    AskForShortSlices();
    Loop();
  });
  return Nothing{};
}

Status<std::string> Server::Impl::Prepare() {
  if (options_.limits.connections == 0 || options_.limits.connections > 60'000) {
    return Failure{std::string("The number of connections must be from 1 to 60,000")};
  }
  auto proxies = TrustedProxies::Parse(options_.trusted_proxies);
  if (!proxies.ok()) return Failure{"Not an address of a proxy: " + proxies.error()};
  world_.proxies = std::move(*proxies);
  if (options_.tls) {
    auto tls = TlsContext::Load(*options_.tls);
    if (!tls.ok()) return Failure{tls.error()};
    tls_ = std::move(*tls);
  }
  epoll_ = Fd(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll_ || !Watch(world_.outbox->wake_fd(), EPOLLIN | EPOLLET, kWakeUp)) {
    return Failure{"epoll: " + std::generic_category().message(errno)};
  }
  return OpenListeners();
}

Status<std::string> Server::Impl::OpenListeners() {
  for (const TcpListen& where : options_.tcp) {
    if (where.tls && !tls_) return Failure{where.address + " needs a certificate and its key"};
    auto listener = Listener::Open(where);
    if (!listener.ok()) return Failure{listener.error()};
    ports_.push_back(listener->port());
    listeners_.push_back(std::move(*listener));
  }
  for (const std::string& path : options_.unix_paths) {
    auto listener = Listener::OpenUnix(path);
    if (!listener.ok()) return Failure{listener.error()};
    listeners_.push_back(std::move(*listener));
  }
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    if (!Watch(listeners_[i].fd(), EPOLLIN, kSpecial | i)) {
      return Failure{"epoll: " + std::generic_category().message(errno)};
    }
  }
  return Nothing{};
}

bool Server::Impl::Watch(int fd, std::uint32_t events, std::uint64_t about) const {
  epoll_event event{};
  event.events = events;
  event.data.u64 = about;
  return epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void Server::Impl::Stop() {
  const std::lock_guard lock(stop_mutex_);
  CHECK(thread_.get_id() != std::this_thread::get_id(), "the I/O thread does not wait for itself");
  if (!thread_.joinable()) return;
  stop_requested_.store(true);
  world_.outbox->Wake();
  thread_.join();
}

void Server::Impl::Loop() {
  world_.outbox->Open();
  world_.now_ms = MonotonicMs();
  while (!world_.stopping || (open_ > 0 && world_.now_ms < stop_deadline_ms_)) {
    Wait();
    if (stop_requested_.load(std::memory_order_relaxed) && !world_.stopping) BeginStopping();
    DeliverAll();
    RunTouched();
    if (world_.now_ms >= next_tick_ms_) Tick();
  }
  world_.outbox->Close();
  slots_.clear();
  world_.counters.open.store(0);
}

void Server::Impl::Wait() {
  std::array<epoll_event, 256> events;  // NOLINT: filled by epoll_wait
  int timeout_ms = 0;
  const bool sleeps = touched_.empty() && world_.outbox->FallAsleep();
  // Without connections there is nothing to time.
  if (sleeps) timeout_ms = open_ > 0 || accept_again_ms_ > 0 || world_.stopping ? kTickMs : -1;
  const int count = epoll_wait(epoll_.get(), events.data(), events.size(), timeout_ms);
  world_.outbox->Awake();
  world_.now_ms = MonotonicMs();
  world_.writer.SetTime(std::time(nullptr));
  for (int i = 0; i < count; ++i) HandleEvent(events[static_cast<std::size_t>(i)]);
}

void Server::Impl::HandleEvent(const epoll_event& event) {
  const std::uint64_t about = event.data.u64;
  if (about == kWakeUp) return;
  if ((about & kSpecial) != 0) {
    const std::size_t index = about & ~kSpecial;
    if (index < listeners_.size()) AcceptFrom(listeners_[index]);
    return;
  }
  const std::size_t index = about & kSlotMask;
  Slot& slot = slots_[index];
  if (!slot.session || slot.serial != about >> Session::kSlotBits)
    return;  // of a connection that is
             // gone
  slot.session->NoteEvents(event.events);
  RunSession(index);
}

void Server::Impl::AcceptFrom(const Listener& listener) {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    Accepted accepted = listener.Accept();
    if (accepted.error != 0) PauseAccepting(listener, accepted.error);
    if (!accepted.fd) return;
    Admit(listener, std::move(accepted));
  }
}

// Without free descriptors the listener stays readable, and the loop would spin.
void Server::Impl::PauseAccepting(const Listener& listener, int error) {
  Report("Cannot accept connections: " + std::generic_category().message(error));
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener.fd(), nullptr);
  accept_again_ms_ = world_.now_ms + kAcceptPauseMs;
}

// A connection counts the context among its own, so that a later one may take its place.
SslPointer Server::Impl::AcceptTls(int fd) {
  const std::lock_guard lock(tls_mutex_);
  return tls_->Accept(fd);
}

Result<Instant, std::string> Server::Impl::ReloadTls(const TlsFiles& files) {
  auto loaded = TlsContext::Load(files);
  if (!loaded.ok()) return Failure{loaded.error()};
  const Instant valid_until = loaded->ValidUntil();
  const std::lock_guard lock(tls_mutex_);
  if (!tls_) return Failure{std::string("the server was started without a certificate")};
  tls_ = *std::move(loaded);
  return valid_until;
}

bool Server::Impl::OverBound(const Peer& peer) const {
  if (open_ >= options_.limits.connections) return true;
  if (peer.local || peer.trusted_proxy) return false;
  return open_by_customer_.Of(peer.address) >= options_.limits.connections_per_peer;
}

void Server::Impl::Admit(const Listener& listener, Accepted accepted) {
  Peer peer;
  peer.local = listener.local();
  if (accepted.address) {
    peer.address = accepted.address->ToString();
    peer.trusted_proxy = world_.proxies.Trusts(*accepted.address);
  }
  const bool refused = OverBound(peer);
  (refused ? world_.counters.refused : world_.counters.accepted).fetch_add(1);
  // A TLS client could only be answered after a handshake, which is too expensive here.
  const std::size_t most = options_.limits.connections + kTurnedAwayAtOnce;
  if ((refused && listener.tls()) || open_ >= most || open_ >= kMostSlots) return;

  std::size_t index = slots_.size();
  if (free_slots_.empty()) {
    slots_.emplace_back();
  } else {
    index = free_slots_.back();
    free_slots_.pop_back();
  }
  SslPointer ssl = listener.tls() ? AcceptTls(accepted.fd.get()) : nullptr;
  const int fd = accepted.fd.get();
  Slot& slot = slots_[index];
  slot.serial = ++serials_;
  ++open_;
  world_.counters.open.store(open_, std::memory_order_relaxed);
  open_by_customer_.Opened(peer.address);
  slot.session = std::make_unique<Session>(world_, Stream(std::move(accepted.fd), std::move(ssl)),
                                           std::move(peer), index);
  Watch(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, (slot.serial << Session::kSlotBits) | index);
  if (refused) {
    slot.session->TurnAway(TurnedAway());
    RunSession(index);
  }
}

void Server::Impl::DeliverAll() {
  world_.outbox->Drain(answers_, stirred_);
  Deliver(answers_);
  for (const Ticket ticket : stirred_) {
    const std::size_t index = ticket & kSlotMask;
    if (index < slots_.size() && slots_[index].session) Touch(index);
  }
  stirred_.clear();
}

void Server::Impl::DeliverOwn() {
  world_.outbox->DrainOwn(own_answers_);
  Deliver(own_answers_);
}

void Server::Impl::Deliver(std::vector<Answer>& answers) {
  for (Answer& answer : answers) {
    const std::size_t index = answer.ticket & kSlotMask;
    if (index >= slots_.size() || !slots_[index].session) continue;
    slots_[index].session->Answer(answer.ticket, std::move(answer.response));
    if (index != running_) Touch(index);
  }
  answers.clear();
}

void Server::Impl::Touch(std::size_t slot) { touched_.push_back(slot); }

void Server::Impl::RunTouched() {
  // A session that wants to continue runs again after the next poll of the sockets.
  std::vector<std::size_t> touched;
  touched.swap(touched_);
  for (const std::size_t slot : touched) {
    if (slots_[slot].session) RunSession(slot);
  }
}

void Server::Impl::RunSession(std::size_t slot) {
  Session& session = *slots_[slot].session;
  running_ = slot;
  if (!session.closed()) session.Run();
  running_ = kNone;
  if (session.wants_run()) Touch(slot);
  ReapIfClosed(slot);
}

void Server::Impl::ReapIfClosed(std::size_t slot) {
  Session& session = *slots_[slot].session;
  if (!session.closed()) return;
  open_by_customer_.Closed(session.peer().address);
  slots_[slot].session.reset();
  free_slots_.push_back(slot);
  --open_;
  world_.counters.open.store(open_, std::memory_order_relaxed);
}

void Server::Impl::Tick() {
  next_tick_ms_ = world_.now_ms + kTickMs;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!slots_[i].session) continue;
    slots_[i].session->Tick();
    if (slots_[i].session->wants_run()) Touch(i);
    ReapIfClosed(i);
  }
  if (accept_again_ms_ == 0 || world_.now_ms < accept_again_ms_) return;
  accept_again_ms_ = 0;
  // Listeners that were never removed return EEXIST, which is harmless.
  for (std::size_t i = 0; i < listeners_.size(); ++i)
    Watch(listeners_[i].fd(), EPOLLIN, kSpecial | i);
}

void Server::Impl::BeginStopping() {
  world_.stopping = true;
  stop_deadline_ms_ = world_.now_ms + options_.timeouts.stop.count();
  listeners_.clear();
  accept_again_ms_ = 0;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!slots_[i].session) continue;
    slots_[i].session->Stop();
    Touch(i);
  }
}

Status<std::string> CanListen(const std::vector<TcpListen>& where) {
  std::vector<Listener> held;
  for (const TcpListen& one : where) {
    auto listener = Listener::Open(one);
    if (!listener.ok()) return Failure{listener.error()};
    held.push_back(*std::move(listener));
  }
  return Nothing{};
}

Server::Server(ServerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {}

Server::~Server() { Stop(); }

Status<std::string> Server::Start() { return impl_->Start(); }

Result<Instant, std::string> Server::ReloadTls(const TlsFiles& files) {
  return impl_->ReloadTls(files);
}

std::uint16_t Server::Port(std::size_t listener) const { return impl_->Port(listener); }

void Server::Stop() { impl_->Stop(); }

ServerStats Server::Stats() const {
  const Counters& counters = impl_->counters();
  ServerStats stats;
  stats.connections_open = counters.open.load(std::memory_order_relaxed);
  stats.connections_accepted = counters.accepted.load(std::memory_order_relaxed);
  stats.connections_refused = counters.refused.load(std::memory_order_relaxed);
  stats.requests = counters.requests.load(std::memory_order_relaxed);
  stats.requests_refused = counters.requests_refused.load(std::memory_order_relaxed);
  return stats;
}

}  // namespace herlaad::net
