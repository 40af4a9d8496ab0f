// Output: detects failures to write stdout. A full disk or a closed pipe is reported once on
// stderr, and the program ends with a special exit code.
#pragma once

#include "apps/herlaad/cli/exit_code.h"

namespace herlaad::app {

// Starts watching stdout. Call it before any file is opened: it reserves those of stdin, stdout and
// stderr that are closed, so that no file opened later is written to as stdout.
void WatchOutput();

// True once a write has failed. Later output is dropped.
[[nodiscard]] bool OutputFailed();

// Writes buffered output; false if that, or any earlier write, failed.
[[nodiscard]] bool FlushOutput();

// The exit code for a program that would end with `code`.
int FinishOutput(int code);

}  // namespace herlaad::app
