// ErrorPages: what a browser is shown where a program is told a problem: the same in the reader's
// language, with a way on.
#pragma once

#include <optional>
#include <span>

#include "adapters/net/http.h"
#include "adapters/net/problem.h"
#include "api/http/page_shell.h"
#include "api/http/problem.h"
#include "api/http/web_files.h"

namespace herlaad::http {

class ErrorPages {
 public:
  ErrorPages(std::span<const WebFile> files, bool sandbox);

  // The page in place of the problem; nothing for who did not ask for a page, and at the addresses
  // of programs, some of which ask for pages without meaning it. With everything that the problem
  // has in its headers.
  [[nodiscard]] std::optional<net::Response> For(const Problem& problem,
                                                 const net::Request& request) const;

  // In place of what the server refuses by itself: net::ServerOptions::refusal_page. Where it could
  // not read what is asked for, who comes to an address for people is shown a page.
  [[nodiscard]] std::optional<net::Response> ForRefused(const net::Problem& problem,
                                                        const net::Request& seen,
                                                        bool headers_seen) const;

 private:
  [[nodiscard]] net::Response Page(int status, messages::Language language, std::string_view title,
                                   std::string_view sentence) const;

  PageShell shell_;
};

// Of the address where that has one, "/nl/…"; otherwise what the browser asks for.
messages::Language PageLanguage(const net::Request& request);

}  // namespace herlaad::http
