#include "apps/herlaad/cli/repeat.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "adapters/store/postgres/open_postgres.h"

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

std::string FoundName() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error || IsFirstInPath(program)) return "herlaad";
  const fs::path here = fs::relative(program, error);
  if (error || here.string().starts_with("../..")) return ShellWord(program.string());
  return ShellWord(here.has_parent_path() ? here.string() : "./" + here.string());
}

std::string CommonFlags(const Common& common) {
  std::string flags;
  if (!common.data.empty()) flags += " --data " + ShellWord(common.data);
  if (!common.config.empty()) flags += " --config " + ShellWord(common.config);
  if (!common.database.empty())
    flags += " --database " + ShellWord(store::postgres::WithoutPassword(common.database));
  return flags;
}

// One program has one name and runs one command.
std::string& Name() {
  static std::string name = "herlaad";
  return name;
}
std::string& Flags() {
  static std::string flags;
  return flags;
}

}  // namespace

void FindProgramName() { Name() = FoundName(); }
const std::string& ProgramName() { return Name(); }

void RepeatFlags(const Common& common) { Flags() = CommonFlags(common); }

std::string CommandText(std::string_view words) {
  return ProgramName() + " " + std::string(words) + Flags();
}

std::string ShellWord(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace herlaad::app
