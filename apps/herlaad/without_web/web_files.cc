// In the place of the pages, in a program that was built without them (HERLAAD_WEB=OFF).
#include "apps/herlaad/web_files.h"

namespace herlaad::app {

std::span<const http::WebFile> BuiltInWebFiles() { return {}; }

}  // namespace herlaad::app
