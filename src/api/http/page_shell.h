// PageShell: the HTML around what a page says, in each language. It is the web app's own page, in
// which the app takes the place of what the server said once it has started; so both look alike,
// and a browser without script keeps what the server said.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "api/http/html.h"
#include "api/http/web_files.h"
#include "base/messages/messages.h"

namespace herlaad::http {

struct PageHead {
  int status = 200;
  messages::Language language = messages::Language::kEn;
  std::string title;
  std::string elsewhere = "/";  // of this page in another language, behind "/nl": "/orders/tu_…"
  bool with_app = false;        // the app takes over where there is script
  // Loaded anew by itself after so long; with the app only where there is no script. 0: not.
  std::chrono::seconds again{0};
};

class PageShell {
 public:
  // With files without pages the shell is a plain one, and there is no app.
  PageShell(const WebFiles& files, bool sandbox);

  // Not kept by anybody: no-store and noindex.
  [[nodiscard]] net::Response Page(const PageHead& head, const Html& main) const;

 private:
  // The pieces of a page: up to the title, up to the end of the head, up to what the server says,
  // and what follows.
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

// What every page is sent with: nothing from elsewhere, nothing inside it that runs, in nobody's
// frame.
void AddPageHeaders(net::Response& response);

}  // namespace herlaad::http
