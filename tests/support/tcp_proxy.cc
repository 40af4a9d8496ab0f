#include "tests/support/tcp_proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "base/core/check.h"

namespace herlaad::testing {
namespace {

constexpr std::chrono::seconds kForgottenAfter{8};  // when the database's side of a half cut is
                                                    // closed
constexpr int kTickMs = 2;

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

}  // namespace

TcpProxy::TcpProxy(std::uint16_t to_port) : to_port_(to_port) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  CHECK(bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
            listen(listener_, 64) == 0 &&
            getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0,
        "a proxy finds a port");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Loop(); });
}

TcpProxy::~TcpProxy() {
  stopping_ = true;
  thread_.join();
  for (Pair& pair : pairs_) {
    Close(pair.program);
    Close(pair.database);
  }
  close(listener_);
}

void TcpProxy::Close(Side& side) {
  if (side.fd >= 0) close(side.fd);
  side.fd = -1;
}

void TcpProxy::Accept() {
  const int program = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (program < 0) return;
  const int database = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(to_port_);
  if (broken_ ||
      connect(database, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(program);
    close(database);
    return;
  }
  fcntl(database, F_SETFL, O_NONBLOCK);
  Pair& pair = pairs_.emplace_back();
  pair.program.fd = program;
  pair.database.fd = database;
}

void TcpProxy::PlayTricks() {
  const auto now = Clock::now();
  const bool half = half_cut_.exchange(false);
  const bool whole = cut_.exchange(false) || broken_;
  for (auto pair = pairs_.begin(); pair != pairs_.end();) {
    if (half && pair->program.fd >= 0) {
      Close(pair->program);
      pair->database.coming.clear();
      pair->drop_at = now + kForgottenAfter;
    }
    const bool over = pair->program.fd >= 0 && (pair->program.ended || pair->database.ended) &&
                      pair->program.coming.empty() && pair->database.coming.empty();
    if (whole || over || now >= pair->drop_at) {
      Close(pair->program);
      Close(pair->database);
      pair = pairs_.erase(pair);
    } else {
      ++pair;
    }
  }
}

void TcpProxy::Read(Side& from, Side& to) {
  std::array<char, 65'536> bytes{};
  const ssize_t size = from.fd >= 0 && !from.ended ? read(from.fd, bytes.data(), bytes.size()) : -1;
  if (size == 0) from.ended = true;
  if (size <= 0 || to.fd < 0) return;
  to.coming.push_back({Clock::now() + std::chrono::milliseconds(delay_ms_.load()),
                       std::string(bytes.data(), static_cast<std::size_t>(size))});
}

void TcpProxy::Write(Side& to) {
  while (to.fd >= 0 && !to.coming.empty() && to.coming.front().due <= Clock::now()) {
    std::string& bytes = to.coming.front().bytes;
    const ssize_t size = send(to.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size < 0) return;
    bytes.erase(0, static_cast<std::size_t>(size));
    if (bytes.empty()) to.coming.pop_front();
  }
}

void TcpProxy::Loop() {
  while (!stopping_) {
    std::vector<pollfd> fds = {{listener_, POLLIN, 0}};
    if (!frozen_) {
      for (const Pair& pair : pairs_) {
        if (!pair.program.ended) fds.push_back({pair.program.fd, POLLIN, 0});
        if (!pair.database.ended) fds.push_back({pair.database.fd, POLLIN, 0});
      }
    }
    poll(fds.data(), fds.size(), kTickMs);
    PlayTricks();
    if ((fds[0].revents & POLLIN) != 0) Accept();
    if (frozen_) continue;
    for (Pair& pair : pairs_) {
      Read(pair.program, pair.database);
      Read(pair.database, pair.program);
      Write(pair.database);
      Write(pair.program);
    }
  }
}

}  // namespace herlaad::testing
