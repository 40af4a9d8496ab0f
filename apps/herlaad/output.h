// Output: what the program prints on stdout, and whether it got there. A full disk or a reader that
// went away is said once on stderr, and the program ends with an exit code of its own.
#pragma once

#include "apps/herlaad/exit_code.h"

namespace herlaad::app {

// From here on stdout is watched. Call it first of all, before any file is opened: of stdin, stdout
// and stderr those that are closed are taken, so that no file of ours comes to be written to as
// stdout.
void WatchOutput();

// True once something could not be written. What comes after that is dropped.
[[nodiscard]] bool OutputFailed();

// Writes what is still held back; false when it, or anything before it, could not be written.
[[nodiscard]] bool FlushOutput();

// The exit code of a program that would end with `code`.
int FinishOutput(int code);

}  // namespace herlaad::app
