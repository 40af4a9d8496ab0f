// Server-side TLS 1.2 and newer, over OpenSSL.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "adapters/net/server/server.h"
#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::net {

struct SslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslPointer = std::unique_ptr<SSL, SslFree>;

class TlsContext {
 public:
  // Loads and checks certificate and key; fails with a sentence for the administrator if they do
  // not match.
  static Result<TlsContext, std::string> Load(const TlsFiles& files);

  // When the certificate of this server ends, by its own word.
  [[nodiscard]] Instant ValidUntil() const;

  // The server's side of one connection on a non-blocking socket; null if out of memory.
  [[nodiscard]] SslPointer Accept(int fd) const;

 private:
  explicit TlsContext(SSL_CTX* context) : context_(context) {}
  std::unique_ptr<SSL_CTX, SslFree> context_;
};

}  // namespace herlaad::net
