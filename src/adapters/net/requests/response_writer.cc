#include "adapters/net/requests/response_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <string_view>

#include "adapters/net/ascii.h"
#include "adapters/net/problem.h"

namespace herlaad::net {
namespace {

bool IsOwned(std::string_view name) {
  constexpr std::array<std::string_view, 6> kOwned = {
      "content-type", "content-length", "transfer-encoding", "connection", "date", "keep-alive"};
  return std::any_of(kOwned.begin(), kOwned.end(),
                     [&](std::string_view owned) { return EqualsIgnoringCase(name, owned); });
}

bool IsHeaderText(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
  });
}

bool IsHeaderName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

void AppendNumber(std::uint64_t number, std::string& out) {
  char digits[20];
  const auto result = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, result.ptr);
}

void AppendHeader(std::string_view name, std::string_view value, std::string& out) {
  out.append(name).append(": ").append(value).append("\r\n");
}

// Which of the default headers the response sets itself.
struct OwnHeaders {
  bool policy = false;
  bool cache = false;
};

OwnHeaders AppendOwnHeaders(const Response& response, std::string& out) {
  OwnHeaders own;
  for (const Header& header : response.headers) {
    if (!IsHeaderName(header.name) || !IsHeaderText(header.value) || IsOwned(header.name)) continue;
    own.policy |= EqualsIgnoringCase(header.name, "content-security-policy");
    own.cache |= EqualsIgnoringCase(header.name, "cache-control");
    AppendHeader(header.name, header.value, out);
  }
  return own;
}

void AppendSecurityHeaders(const OwnHeaders& own, bool secure, std::string& out) {
  out += "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n";
  if (!own.policy) {
    out +=
        "X-Frame-Options: DENY\r\n"
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
  }
  if (!own.cache) out += "Cache-Control: no-store\r\n";
  if (secure) out += "Strict-Transport-Security: max-age=31536000\r\n";
}

}  // namespace

bool IsChunked(const Response& response, const Framing& framing) {
  return response.open != nullptr && !framing.http10;
}

void AppendChunk(std::string_view bytes, std::string& out) {
  char digits[16];
  const auto size = std::to_chars(digits, digits + sizeof digits, bytes.size(), 16);
  out.append(digits, size.ptr).append("\r\n").append(bytes).append("\r\n");
}

void ResponseWriter::SetTime(std::int64_t unix_seconds) {
  if (unix_seconds == unix_seconds_) return;
  unix_seconds_ = unix_seconds;
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = unix_seconds;
  std::tm utc{};
  gmtime_r(&time, &utc);
  char line[64];
  // Not strftime: its names depend on the locale.
  const int length =
      std::snprintf(line, sizeof line, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n",
                    kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                    kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                    utc.tm_min, utc.tm_sec);
  date_line_.assign(line, static_cast<std::size_t>(length));
}

void ResponseWriter::Append(const Response& response, const Framing& framing,
                            std::string& out) const {
  // RFC 9110: neither has a body, and 204 no Content-Length either.
  const bool bodiless = response.status == 204 || response.status == 304;
  out += "HTTP/1.1 ";
  AppendNumber(static_cast<std::uint64_t>(response.status), out);
  out.append(" ").append(ReasonPhrase(response.status)).append("\r\n").append(date_line_);
  if (!bodiless) {
    const std::size_t length = response.body.size() + response.fixed_body.size();
    if ((response.open || length > 0) && IsHeaderText(response.content_type)) {
      AppendHeader("Content-Type", response.content_type, out);
    }
    if (IsChunked(response, framing)) out += "Transfer-Encoding: chunked\r\n";
    if (!response.open) {
      out += "Content-Length: ";
      AppendNumber(length, out);
      out += "\r\n";
    }
  }
  if (!framing.keep_alive) out += "Connection: close\r\n";
  if (framing.keep_alive && framing.http10) out += "Connection: keep-alive\r\n";
  AppendSecurityHeaders(AppendOwnHeaders(response, out), framing.secure, out);
  out += "\r\n";
  if (bodiless || framing.head_only) return;
  if (!IsChunked(response, framing)) {
    out.append(response.body).append(response.fixed_body);
  } else if (!response.body.empty()) {
    AppendChunk(response.body, out);
  }
}

}  // namespace herlaad::net
