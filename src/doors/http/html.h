// Html: pages that need no script. Everything that is put in as text is escaped.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "adapters/net/http.h"

namespace herlaad::http {

class Html {
 public:
  // Ours: markup as it is.
  Html& Markup(std::string_view markup) {
    out_ += markup;
    return *this;
  }
  Html& Text(std::string_view text);
  // <name class="...">text</name>; without a class when it is empty.
  Html& Element(std::string_view name, std::string_view css_class, std::string_view text);
  Html& Link(std::string_view address, std::string_view css_class, std::string_view text);

  [[nodiscard]] const std::string& out() const { return out_; }

 private:
  std::string out_;
};

// The whole page around `main`. With `again` the browser loads it anew by itself after so long: by
// a header, which needs no script and takes the reader's place on the page from nobody.
net::Response PageResponse(int status, std::string_view title, const Html& main,
                           std::chrono::seconds again = std::chrono::seconds(0));

}  // namespace herlaad::http
