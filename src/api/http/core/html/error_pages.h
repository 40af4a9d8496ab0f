// ErrorPages: the HTML page shown to a browser in place of a problem, in the reader's language and
// with a link to continue.
#pragma once

#include <optional>
#include <span>

#include "adapters/net/http.h"
#include "adapters/net/problem.h"
#include "api/http/core/html/page_shell.h"
#include "api/http/core/html/web_files.h"
#include "api/http/core/problem.h"

namespace herlaad::http {

class ErrorPages {
 public:
  ErrorPages(std::span<const WebFile> files, bool sandbox);

  // The page for a problem, with the problem's headers. Nothing for a request that does not ask for
  // a page, and for the paths of the API, to which some programs send browser headers.
  [[nodiscard]] std::optional<net::Response> For(const Problem& problem,
                                                 const net::Request& request) const;

  // As For, for problems of the server itself: net::ServerOptions::refusal_page. If the headers
  // could not be read, a path of a page gets the page.
  [[nodiscard]] std::optional<net::Response> ForRefused(const net::Problem& problem,
                                                        const net::Request& seen,
                                                        bool headers_seen) const;

 private:
  [[nodiscard]] net::Response Page(int status, messages::Language language, std::string_view title,
                                   std::string_view sentence) const;

  PageShell shell_;
};

// The language of the path, "/nl/…"; otherwise that of Accept-Language.
messages::Language PageLanguage(const net::Request& request);

}  // namespace herlaad::http
