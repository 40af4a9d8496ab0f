#include "adapters/net/requests/request_checks.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "adapters/net/addresses/percent.h"
#include "adapters/net/ascii.h"

namespace herlaad::net {
namespace {

// IANA's HTTP Method Registry, sorted, without "*", which is not a method, and "PRI", which belongs
// to HTTP/2. RFC 9110, 9.1: a known method that a path does not support is 405; 501 is for unknown
// ones.
constexpr std::array<std::string_view, 39> kMethods = {
    "ACL",
    "BASELINE-CONTROL",
    "BIND",
    "CHECKIN",
    "CHECKOUT",
    "CONNECT",
    "COPY",
    "DELETE",
    "GET",
    "HEAD",
    "LABEL",
    "LINK",
    "LOCK",
    "MERGE",
    "MKACTIVITY",
    "MKCALENDAR",
    "MKCOL",
    "MKREDIRECTREF",
    "MKWORKSPACE",
    "MOVE",
    "OPTIONS",
    "ORDERPATCH",
    "PATCH",
    "POST",
    "PROPFIND",
    "PROPPATCH",
    "PUT",
    "QUERY",
    "REBIND",
    "REPORT",
    "SEARCH",
    "TRACE",
    "UNBIND",
    "UNCHECKOUT",
    "UNLINK",
    "UNLOCK",
    "UPDATE",
    "UPDATEREDIRECTREF",
    "VERSION-CONTROL",
};

bool IsTokenStart(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Some parsers end a line at a bare LF and see headers where others see none.
bool HasBareLineFeed(std::string_view head) {
  for (std::size_t at = head.find('\n'); at != std::string_view::npos;
       at = head.find('\n', at + 1)) {
    if (at == 0 || head[at - 1] != '\r') return true;
  }
  return false;
}

// "HTTP/1.1" and "HTTP/1.0" pass; another version of HTTP is 505, anything else is not HTTP.
std::optional<Problem> CheckVersion(std::string_view line) {
  const std::string_view version = line.substr(line.rfind(' ') + 1);
  if (version == "HTTP/1.1" || version == "HTTP/1.0") return std::nullopt;
  const bool is_http =
      version.size() >= 6 && version.substr(0, 5) == "HTTP/" && IsDigit(version[5]);
  if (!is_http) return problems::kBadRequest;
  return problems::kHttpVersion;
}

// The length of the UTF-8 sequence at the front; 0 if it is malformed, overlong, a surrogate or
// beyond Unicode.
std::size_t Utf8Length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned low, unsigned high) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return follows(1, 0x80, 0xBF) ? 2 : 0;
  const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (!follows(1, low, high) || !follows(2, 0x80, 0xBF)) return 0;
  if (first < 0xF0) return 3;
  return follows(3, 0x80, 0xBF) ? 4 : 0;
}

// Printable UTF-8, safe to show, log and compare.
bool IsPlainText(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x20 || first == 0x7F) return false;
    const std::size_t length = first < 0x80 ? 1 : Utf8Length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool IsTargetCharacter(char c) { return c > ' ' && c < 0x7F && c != '#' && c != '\\'; }

// Letters, digits and the punctuation of names, IPv4, [IPv6] and a port.
bool IsHost(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
    return IsTokenStart(c) || IsDigit(c) || Contains("-._:[]~%", std::string_view(&c, 1));
  });
}

struct Framing {
  int hosts = 0, lengths = 0, encodings = 0;
};

std::optional<Problem> CheckCounts(const Framing& seen, int minor) {
  if (seen.hosts > 1 || (seen.hosts == 0 && minor >= 1)) {
    return problems::kBadHost;
  }
  if (seen.lengths > 1) {
    return problems::kBadContentLength;
  }
  if (seen.encodings > 1 || (seen.encodings > 0 && (seen.lengths > 0 || minor == 0))) {
    return problems::kBadTransferEncoding;
  }
  return std::nullopt;
}

std::optional<Problem> CheckHeader(const Header& header, int minor, Framing& seen) {
  const std::string_view value = header.value;
  if (header.name == "host") {
    ++seen.hosts;
    if (!IsHost(value)) return problems::kBadHost;
  } else if (header.name == "content-length") {
    ++seen.lengths;
    if (value.empty() || !std::all_of(value.begin(), value.end(), IsDigit)) {
      return problems::kBadContentLength;
    }
  } else if (header.name == "transfer-encoding") {
    ++seen.encodings;
    if (!EqualsIgnoringCase(value, "chunked")) {
      return problems::kBadTransferEncoding;
    }
  } else if (header.name == "expect" && minor >= 1 && !EqualsIgnoringCase(value, "100-continue")) {
    return problems::kBadExpectation;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Problem> CheckUnfinishedHead(std::string_view head, std::size_t request_line_bytes) {
  if (!head.empty() && !IsTokenStart(head.front())) return problems::kBadRequest;
  const std::size_t with_end = request_line_bytes + 2;
  const bool line_ended = head.substr(0, with_end).find('\n') != std::string_view::npos;
  if (!line_ended && head.size() >= with_end) return problems::kTargetTooLong;
  if (HasBareLineFeed(head)) return problems::kBadRequest;
  return std::nullopt;
}

std::optional<Problem> CheckFinishedHead(std::string_view head, std::size_t request_line_bytes) {
  const std::size_t line_end = head.find("\r\n");
  if (line_end > request_line_bytes) return problems::kTargetTooLong;
  if (!IsTokenStart(head.front())) return problems::kBadRequest;
  if (auto problem = CheckVersion(head.substr(0, line_end))) return problem;
  for (std::size_t at = line_end; at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
    const char next = head[at + 2];
    if (next == ' ' || next == '\t') {
      return problems::kFoldedHeader;
    }
  }
  return std::nullopt;
}

std::optional<Problem> CheckMethod(std::string_view method) {
  return std::binary_search(kMethods.begin(), kMethods.end(), method)
             ? std::nullopt
             : std::optional(problems::kMethodUnknown);
}

std::string OriginForm(std::string_view target, const std::vector<Header>& headers) {
  const std::size_t end = target.find("://");
  const std::string_view scheme = target.substr(0, end == std::string_view::npos ? 0 : end);
  const bool absolute = EqualsIgnoringCase(scheme, "http") || EqualsIgnoringCase(scheme, "https");
  if (!absolute) return std::string(target);
  const std::string_view rest = target.substr(end + 3);
  const std::size_t path = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, path);
  const bool ours = std::any_of(headers.begin(), headers.end(), [authority](const Header& header) {
    return header.name == "host" && !authority.empty() &&
           std::equal(authority.begin(), authority.end(), header.value.begin(), header.value.end(),
                      [](char a, char b) { return LowerCase(a) == LowerCase(b); });
  });
  if (!ours) return std::string(target);
  const std::string_view origin = rest.substr(path);
  return (origin.starts_with('/') ? "" : "/") + std::string(origin);
}

Result<Target, Problem> CheckTarget(std::string_view target) {
  if (target.empty() || target.front() != '/') return Failure{problems::kBadTarget};
  if (!std::all_of(target.begin(), target.end(), IsTargetCharacter))
    return Failure{problems::kBadTarget};
  const std::size_t question = target.find('?');
  const std::string_view raw_path = target.substr(0, question);
  Target checked;
  if (question != std::string_view::npos) checked.query = target.substr(question + 1);
  if (Contains(checked.query, "%00")) return Failure{problems::kBadTarget};
  // Some parsers treat a decoded %2F as a separator and others as a character; the same holds for
  // %5C in file paths.
  auto path = PercentDecode(raw_path);
  if (!path || Contains(*path, "\\")) return Failure{problems::kBadTarget};
  const auto slashes = [](std::string_view text) {
    return std::count(text.begin(), text.end(), '/');
  };
  const bool decoded = path->size() < raw_path.size();
  if (decoded && slashes(*path) != slashes(raw_path)) return Failure{problems::kBadTarget};
  const bool has_dot_segment =
      Contains(*path, "..") || Contains(*path, "/./") ||
      std::string_view(*path).substr(path->size() - std::min<std::size_t>(path->size(), 2)) == "/.";
  if (has_dot_segment || Contains(*path, "//") || !IsPlainText(*path))
    return Failure{problems::kBadTarget};
  checked.path = std::move(*path);
  return checked;
}

std::optional<Problem> CheckHeaders(const std::vector<Header>& headers, int minor) {
  Framing seen;
  for (const Header& header : headers) {
    if (auto problem = CheckHeader(header, minor, seen)) return problem;
  }
  return CheckCounts(seen, minor);
}

}  // namespace herlaad::net
