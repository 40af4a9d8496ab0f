#include "api/http/core/parameters/url_fault.h"

#include "base/core/check.h"

namespace herlaad::http {

messages::Key TextOfFault(net::UrlFault fault) {
  switch (fault) {
    case net::UrlFault::kMalformed:
      return "problem.field_invalid.url_malformed";
    case net::UrlFault::kScheme:
      return "problem.field_invalid.url_scheme";
    case net::UrlFault::kCredentials:
      return "problem.field_invalid.url_credentials";
    case net::UrlFault::kFragment:
      return "problem.field_invalid.url_fragment";
    case net::UrlFault::kPort:
      return "problem.field_invalid.url_port";
  }
  CHECK(false, "an address is refused for one of the listed reasons");
}

}  // namespace herlaad::http
