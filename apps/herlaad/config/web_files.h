// The web app embedded in the program; tools/build_web generates web_files.cc.
#pragma once

#include <span>

#include "api/http/core/html/web_files.h"

namespace herlaad::app {

// Empty in a program built without it (HERLAAD_WEB=OFF).
std::span<const http::WebFile> BuiltInWebFiles();

}  // namespace herlaad::app
