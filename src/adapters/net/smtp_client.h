// SmtpClient: hands mails to a mail server (RFC 5321) over libcurl, with STARTTLS before anything
// is said that is not for everybody.
#pragma once

#include <atomic>
#include <string>

#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::net {

struct SmtpOptions {
  std::string url;       // "smtp://mail.example.com:587", or smtps:// for TLS from the first byte
  bool starttls = true;  // of smtp://: without it nothing is sent; false: never in TLS
  std::string user;      // empty: without logging in
  Secret password;
  std::string ca_file;   // PEM; empty: the system's authorities
  std::string own_name;  // said in EHLO: a domain of ours
  Millis connect_timeout{5'000};
  Millis total_timeout{10'000};
};

// One mail. Sender and receiver are bare addresses; `data` has CRLF line ends, its dots are the
// client's business.
struct SmtpMail {
  std::string from;
  std::string to;
  std::string data;
};

enum class SmtpErrorKind {
  kRefused,  // a 5xx about this mail: the server will never take it
  kLater,    // a 4xx, or nobody was reached: it was not taken; try again later
  kUnknown,  // the connection broke after the mail was on its way: it may have been taken
};

struct SmtpError {
  SmtpErrorKind kind = SmtpErrorKind::kLater;
  int code = 0;         // the server's last; 0: it said nothing
  std::string message;  // for the log: no address in it
};

class SmtpClient {
 public:
  explicit SmtpClient(SmtpOptions options);

  // Blocks for at most the total time-out and three seconds. From any thread; each call is a
  // connection of its own.
  [[nodiscard]] Status<SmtpError> Send(const SmtpMail& mail) const;

  // Ends all calls within a second, and every later one at once: kLater or kUnknown.
  void Stop() { stopped_.store(true); }

 private:
  const SmtpOptions options_;
  std::atomic<bool> stopped_{false};
};

}  // namespace herlaad::net
