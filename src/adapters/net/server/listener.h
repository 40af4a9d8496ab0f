// Listener: a TCP or UNIX socket that accepts connections.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/net/addresses/addresses.h"
#include "adapters/net/server/fd.h"
#include "adapters/net/server/server.h"
#include "base/core/result.h"

namespace herlaad::net {

struct Accepted {
  Fd fd;                           // non-blocking; empty if no connection is waiting or accept
                                   // failed
  std::optional<Address> address;  // none for a UNIX socket
  int error = 0;                   // errno, if accept failed for a reason the administrator should
                                   // know
};

class Listener {
 public:
  // Fails with a sentence for the administrator if the address is not available.
  static Result<Listener, std::string> Open(const TcpListen& where);
  // Replaces a socket file that has no listener, but never another file or a running server's
  // socket.
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
