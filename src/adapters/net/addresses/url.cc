#include "adapters/net/addresses/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "adapters/net/ascii.h"
#include "base/core/check.h"

namespace herlaad::net {
namespace {

struct UrlFree {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, UrlFree>;

// Empty if there is no such part.
std::string Part(const Handle& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool HasPart(const Handle& url, CURLUPart part) {
  char* text = nullptr;
  const bool has = curl_url_get(url.get(), part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return has;
}

// What browsers would change before they use it.
bool IsPlain(char c) {
  return c > 0x20 && c < 0x7F && c != '\\' && c != '"' && c != '<' && c != '>';
}

// libcurl would take what follows one slash or three for the host.
bool HasOddSlashes(std::string_view text) {
  const std::size_t colon = text.find(':');
  std::string scheme(text.substr(0, colon));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), LowerCase);
  if (colon == std::string_view::npos || (scheme != "http" && scheme != "https")) return false;
  const std::string_view rest = text.substr(colon + 1);
  return !rest.starts_with("//") || rest.starts_with("///");
}

std::string Unbracketed(const std::string& host) {
  const bool has = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return has ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

bool Url::IsLoopback() const { return host == "localhost" || net::IsLoopback(host); }

std::string_view Text(UrlFault fault) {
  switch (fault) {
    case UrlFault::kMalformed:
      return "This is not a web address: write it as https://shop.example/path, without spaces.";
    case UrlFault::kScheme:
      return "The address must begin with https://.";
    case UrlFault::kCredentials:
      return "Leave the user name and password out of the address.";
    case UrlFault::kFragment:
      return "Leave out the part from # on: it is never sent.";
    case UrlFault::kPort:
      return "The port is a number from 1 to 65535.";
  }
  CHECK(false, "an address is refused for one of the listed reasons");
}

Result<Url, UrlFault> ParseUrl(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), IsPlain) || HasOddSlashes(text))
    return Failure{UrlFault::kMalformed};
  const Handle handle(curl_url());
  CHECK(handle != nullptr, "libcurl has memory");
  const std::string copy(text);
  const CURLUcode code = curl_url_set(handle.get(), CURLUPART_URL, copy.c_str(), 0);
  if (code == CURLUE_UNSUPPORTED_SCHEME) return Failure{UrlFault::kScheme};
  if (code != CURLUE_OK) return Failure{UrlFault::kMalformed};
  const std::string scheme = Part(handle, CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") return Failure{UrlFault::kScheme};
  if (HasPart(handle, CURLUPART_USER) || HasPart(handle, CURLUPART_PASSWORD))
    return Failure{UrlFault::kCredentials};
  if (text.find('#') != std::string_view::npos) return Failure{UrlFault::kFragment};
  Url url;
  url.is_https = scheme == "https";
  url.shown = Part(handle, CURLUPART_HOST);
  std::transform(url.shown.begin(), url.shown.end(), url.shown.begin(), LowerCase);
  url.host = Unbracketed(url.shown);
  if (url.host.empty()) return Failure{UrlFault::kMalformed};
  url.address = Address::Parse(url.host);
  const std::string port = Part(handle, CURLUPART_PORT);
  if (!port.empty() && port.find_first_not_of('0') == std::string::npos)
    return Failure{UrlFault::kPort};
  if (!port.empty()) url.shown += ":" + port;
  return url;
}

}  // namespace herlaad::net
