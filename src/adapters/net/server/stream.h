// Stream: one accepted, non-blocking connection, plain or TLS.
#pragma once

#include <cstddef>
#include <string_view>

#include "adapters/net/server/fd.h"
#include "adapters/net/server/tls.h"

namespace herlaad::net {

class Stream {
 public:
  enum class Outcome {
    kDone,
    kBlocked,  // try again when the socket is ready
    kEnded,    // the peer sends nothing more
    kFailed,   // the connection is dead
  };
  struct Transfer {
    Outcome outcome = Outcome::kFailed;
    std::size_t bytes = 0;
  };

  // `ssl` is null for a plain connection.
  Stream(Fd fd, SslPointer ssl) : fd_(std::move(fd)), ssl_(std::move(ssl)) {}

  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] bool tls() const { return ssl_ != nullptr; }

  Outcome Handshake();  // kDone at once for a plain connection
  Transfer Read(char* into, std::size_t most);
  Transfer Write(std::string_view bytes);
  // Ends our output; the peer may continue to send.
  void EndOutput();

 private:
  Outcome Judge(int result);

  Fd fd_;
  SslPointer ssl_;  // after fd_, so that it is freed before the descriptor is closed
  bool failed_ = false;
};

}  // namespace herlaad::net
