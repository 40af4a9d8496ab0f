// Times as people in Belgium read them, in English.
#pragma once

#include <string>

#include "base/core/instant.h"

namespace herlaad::http {

std::string HumanDate(Instant at);      // "22 November 2027"
std::string HumanDateTime(Instant at);  // "14:02 on 22 November 2027"

}  // namespace herlaad::http
