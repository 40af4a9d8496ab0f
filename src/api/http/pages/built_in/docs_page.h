// The API description as an HTML page.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "api/http/pages/built_in/quick_start.h"

namespace herlaad::http {

// One page that loads nothing but its style sheet; the code of each problem is an anchor on it.
std::string DocsPage(const nlohmann::ordered_json& description, const QuickStart& quick_start);

}  // namespace herlaad::http
