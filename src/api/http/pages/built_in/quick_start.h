// QuickStart: the introductory part of /docs: a top-up with curl and with Python, and the test
// numbers of the sandbox. The programs are those in docs/quick-start, which a test runs.
#pragma once

#include <string>

#include "api/http/core/html/html.h"

namespace herlaad::http {

struct QuickStart {
  std::string curl;    // docs/quick-start/top_up.sh
  std::string python;  // docs/quick-start/top_up.py
};

void WriteQuickStart(const QuickStart& programs, Html& html);

}  // namespace herlaad::http
