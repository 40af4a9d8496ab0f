// A mail as it goes over the wire: headers, a plain text, the same in simple HTML, and a file
// (RFC 5322, 2045, 2047). All of it is ASCII with CRLF; no line of a body is longer than 76.
#pragma once

#include <string>
#include <string_view>

#include "base/core/result.h"
#include "base/email/email_address.h"
#include "engine/ports/mailer.h"

namespace herlaad::messengers {

struct Sender {
  EmailAddress address;
  std::string name;  // shown beside it; may be empty
};

// The same message gives the same bytes, and so the same Message-ID: who gets it twice can tell.
// Refused, with a sentence for the log, when something that stands in a header holds a line end or
// another control character: it could add headers of somebody else's choice.
Result<std::string, std::string> WriteMail(const Sender& sender,
                                           const engine::MailMessage& message);

// "=?UTF-8?B?…?=" where the text needs it, cut into words of at most 75 characters between
// characters. `text` is UTF-8 without control characters.
std::string EncodedWords(std::string_view text);
// RFC 2045, 6.7 and 6.8; lines end with CRLF.
std::string QuotedPrintable(std::string_view text);
std::string Base64(std::string_view bytes);  // without line ends
std::string Base64Lines(std::string_view bytes);

}  // namespace herlaad::messengers
