// Formats a mail for transmission: headers, a plain-text part, the same text as simple HTML, and an
// optional attachment (RFC 5322, 2045, 2047). The result is ASCII with CRLF line ends; body lines
// have at most 76 characters.
#pragma once

#include <string>
#include <string_view>

#include "base/core/result.h"
#include "base/email/email_address.h"
#include "engine/ports/mailer.h"

namespace herlaad::messengers {

struct Sender {
  EmailAddress address;
  std::string name;  // display name; may be empty
};

// The same message always gives the same bytes and Message-ID, so that a receiver can recognise a
// duplicate. Fails, with a sentence for the log, if a value for a header contains a line end or
// another control character, which could inject headers.
Result<std::string, std::string> WriteMail(const Sender& sender,
                                           const engine::MailMessage& message);

// "=?UTF-8?B?…?=" if the text needs it, split between characters into words of at most 75
// characters. `text` is UTF-8 without control characters.
std::string EncodedWords(std::string_view text);
// RFC 2045, 6.7 and 6.8; lines end with CRLF.
std::string QuotedPrintable(std::string_view text);
std::string Base64(std::string_view bytes);  // without line ends
std::string Base64Lines(std::string_view bytes);

}  // namespace herlaad::messengers
