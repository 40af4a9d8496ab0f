#include "adapters/net/server/tls.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <ctime>

namespace herlaad::net {
namespace {

std::string Explain(const std::string& what) {
  const unsigned long code = ERR_peek_last_error();  // NOLINT: OpenSSL's type
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return what + ": " + (reason == nullptr ? "unreadable" : reason);
}

// Tells clients that offer HTTP/2 as well that HTTP/1.1 was chosen.
int ChooseProtocol(SSL*, const unsigned char** out, unsigned char* out_length,
                   const unsigned char* offered, unsigned offered_length, void*) {
  static constexpr unsigned char kOurs[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  const int result =
      SSL_select_next_proto(&chosen, out_length, kOurs, sizeof kOurs, offered, offered_length);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Result<TlsContext, std::string> TlsContext::Load(const TlsFiles& files) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const ssl = context.context_.get();
  if (ssl == nullptr) return Failure{Explain("TLS cannot be set up")};
  SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION);
  SSL_CTX_set_options(
      ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // The output buffer moves when it grows, and is written as far as the socket accepts it.
  SSL_CTX_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(ssl, 1);
  SSL_CTX_set_alpn_select_cb(ssl, ChooseProtocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(ssl, files.certificate.c_str()) != 1) {
    return Failure{Explain("The certificate file " + files.certificate)};
  }
  if (SSL_CTX_use_PrivateKey_file(ssl, files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(ssl) != 1) {
    return Failure{Explain("The key file " + files.key)};
  }
  return context;
}

Instant TlsContext::ValidUntil() const {
  const X509* const certificate = SSL_CTX_get0_certificate(context_.get());
  std::tm utc{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &utc) != 1)
    return {};
  return Instant{std::int64_t{timegm(&utc)} * 1'000};
}

SslPointer TlsContext::Accept(int fd) const {
  SslPointer ssl(SSL_new(context_.get()));
  if (!ssl || SSL_set_fd(ssl.get(), fd) != 1) return nullptr;
  SSL_set_accept_state(ssl.get());
  return ssl;
}

}  // namespace herlaad::net
