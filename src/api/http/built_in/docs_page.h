// The description of the API as a page for people.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "api/http/built_in/quick_start.h"

namespace herlaad::http {

// One page that loads nothing but its style; every problem's code is an anchor on it.
std::string DocsPage(const nlohmann::ordered_json& description, const QuickStart& quick_start);

}  // namespace herlaad::http
