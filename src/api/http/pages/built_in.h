// Files embedded in the program. docs/make_built_in.cc generates built_in.cc at build time.
#pragma once

#include <span>
#include <string_view>

namespace herlaad::http {

extern const std::string_view kDescription;   // api/openapi.yaml
extern const std::string_view kDocsPage;      // the same as an HTML page
extern const std::string_view kStyle;         // page.css
extern const std::string_view kReceiptStyle;  // receipt.css

struct Guide {
  std::string_view name;  // "webhooks.md"
  std::string_view text;
};
extern const std::span<const Guide> kGuides;  // of docs/, those that the description names

}  // namespace herlaad::http
