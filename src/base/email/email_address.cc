#include "base/email/email_address.h"

#include <algorithm>

#include "base/core/check.h"

namespace herlaad::email {
namespace {

constexpr std::size_t kLocalMax = 64;
constexpr std::size_t kLabelMax = 63;

bool IsAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// atext of RFC 5322, 3.2.3.
bool IsAtext(char c) {
  return IsAlnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool DotsFit(std::string_view text) {
  return text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos;
}

bool IsLabel(std::string_view label) {
  return !label.empty() && label.size() <= kLabelMax && label.front() != '-' &&
         label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return IsAlnum(c) || c == '-'; });
}

// The last label must not be a number, so that an IP address is not accepted.
bool IsDomain(std::string_view domain) {
  std::string_view last;
  int labels = 0;
  while (true) {
    const std::size_t dot = domain.find('.');
    last = domain.substr(0, dot);
    if (!IsLabel(last)) return false;
    ++labels;
    if (dot == std::string_view::npos) break;
    domain.remove_prefix(dot + 1);
  }
  const bool number = std::all_of(last.begin(), last.end(), [](char c) { return c <= '9'; });
  return labels > 1 && last.size() > 1 && !number;
}

}  // namespace

Result<EmailAddress, EmailError> EmailAddress::Parse(std::string_view text) {
  if (text.empty()) return Failure{EmailError::kEmpty};
  if (text.size() > kEmailMax) return Failure{EmailError::kTooLong};
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return IsAtext(c) || c == '.' || c == '@'; });
  if (!plain) return Failure{EmailError::kCharacters};
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size() ||
      text.find('@', at + 1) != std::string_view::npos) {
    return Failure{EmailError::kNoAt};
  }
  if (at > kLocalMax) return Failure{EmailError::kTooLong};
  if (!DotsFit(text.substr(0, at)) || !DotsFit(text.substr(at + 1))) {
    return Failure{EmailError::kDots};
  }
  if (!IsDomain(text.substr(at + 1))) return Failure{EmailError::kDomain};
  return EmailAddress(std::string(text));
}

std::string_view Text(EmailError error) {
  switch (error) {
    case EmailError::kEmpty:
      return "the e-mail address is empty; write one such as name@example.com";
    case EmailError::kTooLong:
      return "the e-mail address is too long; it has at most 254 characters, 64 before the @";
    case EmailError::kCharacters:
      return "the e-mail address has characters that cannot be in one, such as a space; write one "
             "such as name@example.com";
    case EmailError::kNoAt:
      return "an e-mail address has one @ with something on both sides: name@example.com";
    case EmailError::kDots:
      return "the e-mail address has a dot too many; write one such as name@example.com";
    case EmailError::kDomain:
      return "what follows the @ is not a domain such as example.com";
  }
  CHECK(false, "an address is refused for one of the listed reasons");
}

}  // namespace herlaad::email
