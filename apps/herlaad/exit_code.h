// What the program's exit codes mean; listed in --help, never changed.
#pragma once

namespace herlaad::app {

enum class ExitCode : int {
  kOk = 0,
  kNo = 1,           // understood, and the answer is no: refused, or verifying found a difference
  kUsage = 2,        // the command line or a file of settings is wrong
  kNotFound = 3,     // there is no such order, number or key
  kUnavailable = 4,  // the server or the data folder cannot be used now
};

}  // namespace herlaad::app
