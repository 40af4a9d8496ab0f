// PageShell: the HTML around the content of a page, in each language. It is the web app's own page,
// so that both look alike: the app replaces the content once it has started, and a browser without
// script keeps it.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "api/http/core/html/html.h"
#include "api/http/core/html/web_files.h"
#include "base/messages/messages.h"

namespace herlaad::http {

struct PageHead {
  int status = 200;
  messages::Language language = messages::Language::kEn;
  std::string title;
  std::string elsewhere = "/";  // the path of this page in other languages, after "/nl":
                                // "/orders/tu_…"
  bool with_app = false;        // the app takes over if scripts are enabled
  // Reload interval; with the app, only where scripts are disabled. 0: never.
  std::chrono::seconds again{0};
  // For pages with forms that only count if they come from our own pages: the browser then says so
  // in Origin, which it withholds by default (see staff_cookie.h).
  bool forms_say_origin = false;
};

class PageShell {
 public:
  // If `files` has no pages, a plain shell without the app is used.
  PageShell(const WebFiles& files, bool sandbox);

  // The response is not cached or indexed: no-store and noindex.
  [[nodiscard]] net::Response Page(const PageHead& head, const Html& main) const;

 private:
  // The parts of a page: up to the title, up to the end of the head, up to the content, and the
  // rest.
  struct Shell {
    std::string before_title;
    std::string before_head_end;
    std::string before_page;
    std::string after_page;
  };
  static Shell Cut(std::string_view html);
  [[nodiscard]] static std::string WithoutApp(std::string_view html);
  [[nodiscard]] Html Header(const PageHead& head) const;

  std::array<Shell, messages::kLanguages.size()> with_app_;
  std::array<Shell, messages::kLanguages.size()> plain_;
  bool sandbox_;
};

// Security headers of every page: no foreign resources, no inline script, no framing.
void AddPageHeaders(net::Response& response);

}  // namespace herlaad::http
