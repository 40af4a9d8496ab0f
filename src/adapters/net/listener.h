// Listener: one socket that accepts connections, TCP or UNIX.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/net/addresses.h"
#include "adapters/net/fd.h"
#include "adapters/net/server.h"
#include "base/core/result.h"

namespace herlaad::net {

struct Accepted {
  Fd fd;                           // non-blocking; empty when nobody waits or accept failed
  std::optional<Address> address;  // none through a UNIX socket
  int error = 0;                   // errno, when accept failed for a reason an operator should know
};

class Listener {
 public:
  // A sentence for the operator when the address cannot be had.
  static Result<Listener, std::string> Open(const TcpListen& where);
  // Takes the place of a socket file nobody listens on any more, never of another file or a living
  // server.
  static Result<Listener, std::string> OpenUnix(const std::string& path);

  Listener(Listener&& other) noexcept = default;
  Listener& operator=(Listener&&) = delete;
  ~Listener();  // removes the socket file

  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] bool tls() const { return tls_; }
  [[nodiscard]] bool local() const { return !path_.empty(); }

  Accepted Accept() const;

 private:
  Listener(Fd fd, bool tls) : fd_(std::move(fd)), tls_(tls) {}

  Fd fd_;
  std::uint16_t port_ = 0;
  bool tls_ = false;
  std::string path_;
};

}  // namespace herlaad::net
