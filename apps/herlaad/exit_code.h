// What the program's exit codes mean; never changed. `herlaad help exit-codes` and the manual page
// list them.
#pragma once

#include <array>
#include <string_view>

namespace herlaad::app {

enum class ExitCode : int {
  kOk = 0,
  kNo = 1,           // understood, and refused; or verifying found a difference
  kUsage = 2,        // the command line or a file of settings is wrong
  kNotFound = 3,     // there is no such order, number or key
  kUnavailable = 4,  // the server or the data folder cannot be used now
  kCannotTell = 5,   // a receipt that was signed with another key
  kOutput = 6,       // done, but stdout could not be written
};
inline constexpr int kInterruptedExit = 130;

struct ExitMeaning {
  int code;
  std::string_view meaning;
};
inline constexpr std::array<ExitMeaning, 8> kExitMeanings{{
    {static_cast<int>(ExitCode::kOk), "done"},
    {static_cast<int>(ExitCode::kNo),
     "refused, not delivered, not genuine, or verify found a difference"},
    {static_cast<int>(ExitCode::kUsage), "the command line or a file of settings is wrong"},
    {static_cast<int>(ExitCode::kNotFound), "there is no such top-up, number or key"},
    {static_cast<int>(ExitCode::kUnavailable),
     "the server, the database or the data folder cannot be used now"},
    {static_cast<int>(ExitCode::kCannotTell),
     "cannot tell whether a receipt is genuine: another key signed it"},
    {static_cast<int>(ExitCode::kOutput),
     "it was done, but what it prints could not be written (disk full, pipe closed)"},
    {kInterruptedExit, "interrupted; a top-up that was being watched goes on"},
}};

}  // namespace herlaad::app
