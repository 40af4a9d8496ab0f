// Files that are built into the program. built_in.cc is made at build time by
// docs/make_built_in.cc.
#pragma once

#include <string_view>

namespace herlaad::http {

extern const std::string_view kDescription;   // api/openapi.yaml
extern const std::string_view kDocsPage;      // the same, to be read by people
extern const std::string_view kStyle;         // page.css
extern const std::string_view kReceiptStyle;  // receipt.css

}  // namespace herlaad::http
