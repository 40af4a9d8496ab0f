// EmailAddress: a syntactically valid address in plain ASCII, safe to put into an SMTP command or a
// header as it is: no spaces, quotes, comments, line ends or lists. Whether it exists is not
// checked.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/core/result.h"

namespace herlaad {
namespace email {

// Why a text is not an address, in order of precedence. Numbers are stable.
enum class EmailError : std::uint8_t {
  kEmpty = 1,
  kTooLong = 2,     // limits of RFC 5321: 64 before the @, 254 in all
  kCharacters = 3,  // spaces, control characters, quotes, letters outside ASCII, ...
  kNoAt = 4,        // no @, several, or nothing on one side of it
  kDots = 5,        // a dot at an end of a part, or two in a row
  kDomain = 6,      // no dot, a label that begins or ends with a hyphen, an IP address
};

class EmailAddress {
 public:
  // Accepts the address only: no display name, no surrounding spaces.
  static Result<EmailAddress, EmailError> Parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string_view domain() const {
    return std::string_view(text_).substr(text_.find('@') + 1);
  }

  friend auto operator<=>(const EmailAddress&, const EmailAddress&) = default;

 private:
  explicit EmailAddress(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

inline constexpr std::size_t kEmailMax = 254;

std::string_view Text(EmailError error);  // says how to correct it

}  // namespace email

using email::EmailAddress;

}  // namespace herlaad
