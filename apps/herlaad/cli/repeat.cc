#include "apps/herlaad/cli/repeat.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "adapters/store/open_postgres.h"

namespace herlaad::app {
namespace {

namespace fs = std::filesystem;

// Whether the shell would start `program` when "herlaad" is typed.
bool IsFirstInPath(const fs::path& program) {
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  std::string folder;
  std::error_code error;
  while (std::getline(folders, folder, ':')) {
    const fs::path candidate = fs::path(folder) / "herlaad";
    if (fs::exists(candidate, error)) return fs::equivalent(candidate, program, error);
  }
  return false;
}

}  // namespace

std::string ProgramName() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error || IsFirstInPath(program)) return "herlaad";
  const fs::path here = fs::relative(program, error);
  if (error || here.string().starts_with("../..")) return ShellWord(program.string());
  return ShellWord(here.has_parent_path() ? here.string() : "./" + here.string());
}

std::string ShellWord(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string CommonFlags(const Common& common) {
  std::string flags;
  if (!common.data.empty()) flags += " --data " + ShellWord(common.data);
  if (!common.config.empty()) flags += " --config " + ShellWord(common.config);
  if (!common.database.empty())
    flags += " --database " + ShellWord(store::postgres::WithoutPassword(common.database));
  return flags;
}

}  // namespace herlaad::app
