#include "adapters/net/server/listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace herlaad::net {
namespace {

constexpr int kBacklog = 1024;
constexpr int kSocketFlags = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

std::string Explain(const std::string& what) {
  return what + ": " + std::generic_category().message(errno);
}

// A union of the supported addresses, so that no pointer is cast to another type of object.
union AnyAddress {
  sockaddr any;
  sockaddr_in ipv4;
  sockaddr_in6 ipv6;
  sockaddr_un local;
};

struct Bound {
  AnyAddress address{};
  socklen_t length = 0;
};

std::optional<Bound> ToSocketAddress(const TcpListen& where) {
  const auto address = Address::Parse(where.address);
  if (!address) return std::nullopt;
  Bound bound;
  if (address->is_ipv4()) {
    bound.address.ipv4.sin_family = AF_INET;
    bound.address.ipv4.sin_port = htons(where.port);
    std::memcpy(&bound.address.ipv4.sin_addr, address->bytes.data() + 12, 4);
    bound.length = sizeof(sockaddr_in);
  } else {
    bound.address.ipv6.sin6_family = AF_INET6;
    bound.address.ipv6.sin6_port = htons(where.port);
    std::memcpy(&bound.address.ipv6.sin6_addr, address->bytes.data(), 16);
    bound.length = sizeof(sockaddr_in6);
  }
  return bound;
}

std::uint16_t BoundPort(int fd) {
  AnyAddress address{};
  socklen_t length = sizeof address;
  if (getsockname(fd, &address.any, &length) != 0) return 0;
  return ntohs(address.any.sa_family == AF_INET ? address.ipv4.sin_port : address.ipv6.sin6_port);
}

// A killed process leaves a socket file without a listener. Anything else is kept.
bool RemoveDeadSocket(const std::string& path, const Bound& bound) {
  struct stat file {};
  if (lstat(path.c_str(), &file) != 0) return errno == ENOENT;
  if (!S_ISSOCK(file.st_mode)) return false;
  const Fd probe(socket(AF_UNIX, kSocketFlags, 0));
  if (!probe || connect(probe.get(), &bound.address.any, bound.length) == 0) return false;
  return errno == ECONNREFUSED && unlink(path.c_str()) == 0;
}

// The connection ended before accept, or the network refused it. All other errors are local.
bool IsPeersAffair(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ECONNABORTED ||
         error == EPROTO || error == EPERM;
}

}  // namespace

Result<Listener, std::string> Listener::Open(const TcpListen& where) {
  const std::string name = where.address + " port " + std::to_string(where.port);
  const auto bound = ToSocketAddress(where);
  if (!bound)
    return Failure{where.address +
                   " is not an address to listen on: give one such as 127.0.0.1 (this computer), "
                   "0.0.0.0 or :: (every network), not a name"};
  Listener listener(Fd(socket(bound->address.any.sa_family, kSocketFlags, 0)), where.tls);
  if (!listener.fd_) return Failure{Explain("No socket for " + name)};
  const int on = 1;
  setsockopt(listener.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // Inherited by accepted sockets: an answer is one write and must not wait for the peer's
  // acknowledgement.
  setsockopt(listener.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (bind(listener.fd(), &bound->address.any, bound->length) != 0 ||
      listen(listener.fd(), kBacklog) != 0) {
    const bool taken = errno == EADDRINUSE;
    const bool forbidden = errno == EACCES;
    std::string why = Explain("Cannot listen on " + name);
    if (taken) why += "; stop the program that uses it, or choose another port";
    if (forbidden) why += "; ports below 1024 need a right, so choose a greater one";
    return Failure{std::move(why)};
  }
  listener.port_ = BoundPort(listener.fd());
  return listener;
}

Result<Listener, std::string> Listener::OpenUnix(const std::string& path) {
  Bound bound;
  bound.address.local.sun_family = AF_UNIX;
  bound.length = sizeof(sockaddr_un);
  if (path.empty() || path.size() >= sizeof bound.address.local.sun_path) {
    return Failure{"The path " + path + " is too long for a socket"};
  }
  std::memcpy(bound.address.local.sun_path, path.data(), path.size());
  if (!RemoveDeadSocket(path, bound)) return Failure{path + " is in use already"};
  Listener listener(Fd(socket(AF_UNIX, kSocketFlags, 0)), false);
  // Before bind, so that other users can never connect.
  if (!listener.fd_ || fchmod(listener.fd(), S_IRUSR | S_IWUSR) != 0 ||
      bind(listener.fd(), &bound.address.any, bound.length) != 0) {
    return Failure{Explain("Cannot listen on " + path)};
  }
  listener.path_ = path;
  if (chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 || listen(listener.fd(), kBacklog) != 0) {
    return Failure{Explain("Cannot listen on " + path)};
  }
  return listener;
}

Listener::~Listener() {
  if (fd_ && !path_.empty()) unlink(path_.c_str());
}

Accepted Listener::Accept() const {
  Accepted accepted;
  AnyAddress address{};
  socklen_t length = sizeof address;
  accepted.fd = Fd(accept4(fd_.get(), &address.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (accepted.fd) {
    accepted.address = Address::From(&address.any);
  } else if (!IsPeersAffair(errno)) {
    accepted.error = errno;
  }
  return accepted;
}

}  // namespace herlaad::net
