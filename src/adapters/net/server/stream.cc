#include "adapters/net/server/stream.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <cerrno>

namespace herlaad::net {
namespace {

Stream::Transfer JudgeSocket(ssize_t result) {
  if (result > 0) return {Stream::Outcome::kDone, static_cast<std::size_t>(result)};
  if (result == 0) return {Stream::Outcome::kEnded, 0};
  const bool blocked = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return {blocked ? Stream::Outcome::kBlocked : Stream::Outcome::kFailed, 0};
}

}  // namespace

Stream::Outcome Stream::Judge(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_NONE:
      return Outcome::kDone;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return Outcome::kBlocked;
    case SSL_ERROR_ZERO_RETURN:
      return Outcome::kEnded;
    default:
      failed_ = true;
      return Outcome::kFailed;
  }
}

Stream::Outcome Stream::Handshake() {
  if (!ssl_) return Outcome::kDone;
  ERR_clear_error();
  return Judge(SSL_do_handshake(ssl_.get()));
}

Stream::Transfer Stream::Read(char* into, std::size_t most) {
  if (!ssl_) return JudgeSocket(recv(fd_.get(), into, most, 0));
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_read_ex(ssl_.get(), into, most, &bytes);
  return {result == 1 ? Outcome::kDone : Judge(result), bytes};
}

Stream::Transfer Stream::Write(std::string_view bytes) {
  if (!ssl_) return JudgeSocket(send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
  ERR_clear_error();
  std::size_t written = 0;
  const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written);
  return {result == 1 ? Outcome::kDone : Judge(result), written};
}

void Stream::EndOutput() {
  // After a failure SSL_shutdown must not be called.
  if (ssl_ && !failed_ && SSL_is_init_finished(ssl_.get())) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
  }
  shutdown(fd_.get(), SHUT_WR);
}

}  // namespace herlaad::net
