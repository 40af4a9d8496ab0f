#include "api/http/core/access/staff_cookie.h"

namespace herlaad::http {
namespace {

constexpr std::size_t kSecretBytes = 20;
constexpr std::string_view kHttps = "https://";

std::string_view HostOf(std::string_view url) {
  const auto at = url.find("://");
  return at == std::string_view::npos ? std::string_view() : url.substr(at + 3);
}

// The value of the only cookie with that name.
std::optional<std::string_view> ValueOf(std::string_view cookies, std::string_view name) {
  std::optional<std::string_view> found;
  while (!cookies.empty()) {
    const auto end = cookies.find(';');
    std::string_view one = cookies.substr(0, end);
    cookies.remove_prefix(end == std::string_view::npos ? cookies.size() : end + 1);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (!one.starts_with(name) || one.substr(name.size(), 1) != "=") continue;
    if (found) return std::nullopt;
    found = one.substr(name.size() + 1);
  }
  return found;
}

}  // namespace

StaffCookie::StaffCookie(std::string public_url)
    : public_url_(std::move(public_url)),
      secure_(public_url_.starts_with(kHttps)),
      name_(secure_ ? "__Host-herlaad_staff" : "herlaad_staff") {}

std::optional<StaffToken> StaffCookie::Find(const net::Request& request) const {
  const auto cookies = request.Find("cookie");
  const auto value = cookies ? ValueOf(*cookies, name_) : std::nullopt;
  if (!value) return std::nullopt;
  const auto dot = value->find('.');
  if (dot == std::string_view::npos || dot + 1 == value->size()) return std::nullopt;
  const auto id = ParseIdText("ss_", value->substr(0, dot));
  if (!id) return std::nullopt;
  return StaffToken{engine::StaffSessionId(*id), DigestOf(value->substr(dot + 1))};
}

net::Header StaffCookie::Set(engine::StaffSessionId session, const Secret& secret) const {
  return Cookie(ToText(session) + "." + secret.Reveal(), "");
}

net::Header StaffCookie::Clear() const { return Cookie("", "; Max-Age=0"); }

net::Header StaffCookie::Cookie(std::string_view value, std::string_view more) const {
  std::string text = name_;
  text.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Strict");
  if (secure_) text += "; Secure";
  return {"Set-Cookie", text.append(more)};
}

// A person may have opened the pages at another address of this server, whose name is in Host.
bool StaffCookie::IsOwn(std::string_view origin, const net::Request& request) const {
  if (origin == public_url_) return true;
  const auto host = request.Find("host");
  return !secure_ && host && !host->empty() && HostOf(origin) == *host;
}

bool StaffCookie::IsFromOwnPage(const net::Request& request) const {
  if (const auto site = request.Find("sec-fetch-site")) return *site == "same-origin";
  const auto origin = request.Find("origin");
  return origin && IsOwn(*origin, request);
}

bool StaffCookie::IsFromForeignPage(const net::Request& request) const {
  const bool says = request.Find("sec-fetch-site") || request.Find("origin");
  return says && !IsFromOwnPage(request);
}

Secret NewStaffSecret() { return RandomSecret(kSecretBytes); }

bool IsSafeMethod(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

}  // namespace herlaad::http
