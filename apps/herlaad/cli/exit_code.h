// The program's exit codes, which never change. `herlaad help exit-codes` and the manual page list
// them.
#pragma once

#include <array>
#include <string_view>

namespace herlaad::app {

enum class ExitCode : int {
  kOk = 0,
  kNo = 1,           // refused, or verify found a difference
  kUsage = 2,        // invalid command line or settings
  kNotFound = 3,     // no such order, receipt, number, client or key
  kUnavailable = 4,  // the server or the data folder is not available
  kCannotTell = 5,   // a receipt signed with another key
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
    {static_cast<int>(ExitCode::kUsage), "the command line or the settings file is invalid"},
    {static_cast<int>(ExitCode::kNotFound), "there is no such top-up, number, client or key"},
    {static_cast<int>(ExitCode::kUnavailable),
     "the server, the database or the data folder is unavailable"},
    {static_cast<int>(ExitCode::kCannotTell),
     "unknown whether a receipt is genuine: another key signed it"},
    {static_cast<int>(ExitCode::kOutput),
     "done, but the output could not be written (disk full, pipe closed)"},
    {kInterruptedExit, "interrupted; a watched top-up continues"},
}};

}  // namespace herlaad::app
