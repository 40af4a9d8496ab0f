// The web app as it was built into this program by tools/build_web; web_files.cc is made there.
#pragma once

#include <span>

#include "api/http/web_files.h"

namespace herlaad::app {

// Empty in a program that was built without them (HERLAAD_WEB=OFF).
std::span<const http::WebFile> BuiltInWebFiles();

}  // namespace herlaad::app
