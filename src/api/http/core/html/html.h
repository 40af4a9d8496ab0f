// Html: builds pages without script. All text is escaped.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace herlaad::http {

class Html {
 public:
  // Constant markup; not escaped.
  Html& Markup(std::string_view markup) {
    out_ += markup;
    return *this;
  }
  Html& Text(std::string_view text);
  // The same, where no line ends in a number or in a date in Chinese. Not for attributes.
  Html& Words(std::string_view text);
  // <name class="...">words</name>; no class attribute if `css_class` is empty.
  Html& Element(std::string_view name, std::string_view css_class, std::string_view text);
  Html& Link(std::string_view address, std::string_view css_class, std::string_view text);

  [[nodiscard]] const std::string& out() const { return out_; }
  [[nodiscard]] std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace herlaad::http
