// The web app as it was built into this program by tools/build_web; web_files.cc is made there.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "doors/http/web_files.h"

namespace herlaad::app {

std::span<const http::WebFile> BuiltInWebFiles();
// Why there are none, for people: "npm was not there when this program was built". Empty when there
// are.
std::string_view WhyNoWebFiles();

}  // namespace herlaad::app
