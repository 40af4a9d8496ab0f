// SmtpClient: passes mails to a mail server (RFC 5321) over libcurl, using STARTTLS before anything
// confidential is sent.
#pragma once

#include <atomic>
#include <string>

#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::net {

struct SmtpOptions {
  std::string url;       // "smtp://mail.example.com:587", or smtps:// for TLS from the first byte
  bool starttls = true;  // for smtp://: true requires TLS before sending; false: never uses TLS
  std::string user;      // empty: no authentication
  Secret password;
  std::string ca_file;   // PEM; empty: the system's certificate authorities
  std::string own_name;  // sent in EHLO: a domain name of this installation
  Millis connect_timeout{5'000};
  Millis total_timeout{10'000};
};

// One mail. Sender and receiver are bare addresses. `data` has CRLF line ends; the client does the
// dot-stuffing.
struct SmtpMail {
  std::string from;
  std::string to;
  std::string data;
};

enum class SmtpErrorKind {
  kRefused,  // a 5xx about this mail: the server will never accept it
  kLater,    // a 4xx, or no connection: not accepted, try again later
  kUnknown,  // the connection broke after the mail was sent: it may have been accepted
};

struct SmtpError {
  SmtpErrorKind kind = SmtpErrorKind::kLater;
  int code = 0;         // the server's last reply code; 0: none
  std::string message;  // for the log; contains no address
};

class SmtpClient {
 public:
  explicit SmtpClient(SmtpOptions options);

  // Blocks for at most the total time-out plus three seconds. Thread-safe; each call uses its own
  // connection.
  [[nodiscard]] Status<SmtpError> Send(const SmtpMail& mail) const;

  // Aborts all calls within a second and every later one at once, with kLater or kUnknown.
  void Stop() { stopped_.store(true); }

 private:
  const SmtpOptions options_;
  std::atomic<bool> stopped_{false};
};

}  // namespace herlaad::net
