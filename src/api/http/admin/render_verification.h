// The schema Verification of the API.
#pragma once

#include <string>

#include "engine/verify/verify.h"

namespace herlaad::http {

std::string RenderVerification(const engine::VerifyReport& report);

}  // namespace herlaad::http
