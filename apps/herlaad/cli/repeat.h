// Commands that are printed for people to copy into a shell.
#pragma once

#include <string>

#include "apps/herlaad/cli/cli.h"

namespace herlaad::app {

// How this program can be started from the current folder: its path, or "herlaad" if the shell
// finds this very file by that name.
std::string ProgramName();

// `word` as a shell reads it back unchanged; in quotes where it needs them.
std::string ShellWord(const std::string& word);

// " --data DIR --config FILE --database URL", each as far as it was given. A database's password is
// left out, as everywhere: see ~/.pgpass.
std::string CommonFlags(const Common& common);

}  // namespace herlaad::app
