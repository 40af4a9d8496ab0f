// Passwords given to a command: typed at the terminal without being shown, or on standard input.
#pragma once

#include <string>

#include "apps/herlaad/cli/exit_code.h"
#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::app {

// A new password of the person `name`: typed twice at the terminal, or the next line of standard
// input if that is none. Complains on stderr, as of wrong usage, about one that cannot be accepted.
Result<Secret, ExitCode> ReadNewPassword(const std::string& name);

// Another secret: typed at the terminal without being shown, or the next line of standard input.
Secret ReadSecret(const char* prompt);

}  // namespace herlaad::app
