// Commands that are printed for people to copy into a shell.
#pragma once

#include <string>
#include <string_view>

#include "apps/herlaad/cli/cli.h"

namespace herlaad::app {

// Finds out how this program can be started from the current folder: by its path, or as "herlaad"
// if the shell finds this very file by that name. Call it once, before ProgramName.
void FindProgramName();
// "herlaad" before that.
const std::string& ProgramName();

// The flags that later commands are printed with, those of the command that runs: --data, --config
// and --database as far as they were given. A database's password is left out; see ~/.pgpass.
void RepeatFlags(const Common& common);
// `words` as a command on the same data: "herlaad topup watch tu_… --data DIR".
std::string CommandText(std::string_view words);

// `word` as a shell reads it back unchanged; in quotes where it needs them.
std::string ShellWord(const std::string& word);

}  // namespace herlaad::app
