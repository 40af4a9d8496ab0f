// Replaces the web app in a program built without it (HERLAAD_WEB=OFF).
#include "apps/herlaad/config/web_files.h"

namespace herlaad::app {

std::span<const http::WebFile> BuiltInWebFiles() { return {}; }

}  // namespace herlaad::app
