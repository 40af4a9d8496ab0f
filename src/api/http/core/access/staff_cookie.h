// The cookie of a staff session: the session's id and a secret of 160 bits, of which the database
// has only the digest.
//
// Forged requests (CSRF): another site can make a browser send a request, but not choose its
// headers. Three things stop such a request, each of them alone:
//   - the cookie is SameSite=Strict: a browser sends it with requests from our own pages only;
//   - a request that changes something and has the cookie must say that it comes from our own
//   pages:
//     Sec-Fetch-Site is same-origin, or, from browsers and addresses without it, Origin is ours.
//     Browsers set both themselves; a page cannot. No request changes anything with GET or HEAD;
//   - a body must be application/json, which a form of another site cannot send; only the forms of
//     the sign-in pages take another type.
// Its name begins with __Host- where pages are served over TLS, so that no other host of the domain
// and no page without TLS can set it; no script can read it (HttpOnly).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "engine/ports/staff.h"

namespace herlaad::http {

struct StaffToken {
  engine::StaffSessionId session;
  Digest secret;
};

class StaffCookie {
 public:
  // `public_url`: where the pages are, "https://herlaad.example".
  explicit StaffCookie(std::string public_url);

  // The token in the request; nothing if there is none or more than one.
  [[nodiscard]] std::optional<StaffToken> Find(const net::Request& request) const;
  // Set-Cookie. It lasts until the browser is closed; the server ends the session before.
  [[nodiscard]] net::Header Set(engine::StaffSessionId session, const Secret& secret) const;
  [[nodiscard]] net::Header Clear() const;

  // Whether a browser sent the request from one of our own pages.
  [[nodiscard]] bool IsFromOwnPage(const net::Request& request) const;
  // Whether a browser sent it from a page of somebody else. False for programs.
  [[nodiscard]] bool IsFromForeignPage(const net::Request& request) const;

 private:
  [[nodiscard]] bool IsOwn(std::string_view origin, const net::Request& request) const;
  [[nodiscard]] net::Header Cookie(std::string_view value, std::string_view more) const;

  std::string public_url_;
  bool secure_;
  std::string name_;
};

Secret NewStaffSecret();

// Whether a request with this method changes nothing.
bool IsSafeMethod(std::string_view method);

}  // namespace herlaad::http
