// Files embedded in the program. docs/make_built_in.cc generates built_in.cc at build time.
#pragma once

#include <string_view>

namespace herlaad::http {

extern const std::string_view kDescription;   // api/openapi.yaml
extern const std::string_view kDocsPage;      // the same as an HTML page
extern const std::string_view kStyle;         // page.css
extern const std::string_view kReceiptStyle;  // receipt.css

}  // namespace herlaad::http
