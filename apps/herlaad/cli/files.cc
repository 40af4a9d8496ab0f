#include "apps/herlaad/cli/files.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "apps/herlaad/config/embedded.h"

namespace herlaad::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShippedBytesMax = 1 << 20;

fs::path ProgramFolder() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

// The repository this program was built in (build/<preset>/bin/), if it still exists.
std::optional<fs::path> Repository() {
  const fs::path root = ProgramFolder().parent_path().parent_path().parent_path();
  std::error_code error;
  if (root.empty() || !fs::exists(root / "config" / "catalogue.toml", error)) return std::nullopt;
  return root;
}

Shipped Find(const char* file, std::string_view embedded) {
  std::vector<fs::path> places;
  if (const auto root = Repository()) places.push_back(*root / "config" / file);
  places.push_back(ProgramFolder().parent_path() / "share" / "herlaad" / file);
  for (const fs::path& place : places) {
    auto text = ReadFile(place.string(), kShippedBytesMax);
    if (text.ok()) return {place.string(), *std::move(text)};
  }
  return {std::string("built-in ") + file, std::string(embedded)};
}

std::string DefaultFolder(const char* name) {
  const char* const set = std::getenv("HERLAAD_DATA");
  if (set != nullptr && *set != '\0') return set;
  const fs::path here = fs::path("data") / name;
  std::error_code error;
  if (fs::is_directory(here, error)) return here.string();
  const auto root = Repository();
  return root ? (*root / here).string() : here.string();
}

// Every command that uses a folder locks it; with PostgreSQL the lock is all there is in it.
bool IsInUse(const std::string& folder) {
  std::error_code error;
  return fs::exists(folder + "/lock", error);
}

}  // namespace

Status<std::string> SaveNewFile(const std::string& path, std::string_view bytes) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) return Failure{path + " exists already; choose another file name"};
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (file) return Nothing{};
  const std::string why = errno == 0 ? "" : std::string(": ") + std::strerror(errno);
  fs::remove(path, ignored);  // a part of it would pass for the whole
  return Failure{"cannot write " + path + why};
}

Result<std::string, std::string> ReadFile(const std::string& path, std::size_t bytes_max) {
  std::error_code error;
  if (fs::is_directory(path, error)) return Failure{path + " is a folder, not a file"};
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const std::string why = errno == 0 ? "" : std::string(": ") + std::strerror(errno);
    return Failure{"cannot open " + path + why};
  }
  std::string text(bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return Failure{"cannot read " + path};
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > bytes_max)
    return Failure{path + " is longer than " + std::to_string(bytes_max) + " bytes"};
  return text;
}

std::string WholePath(const std::string& path) {
  std::error_code error;
  const auto whole = std::filesystem::absolute(path, error).lexically_normal();
  return error ? path : whole.string();
}

std::string Beside(std::string_view file_name, const std::string& path) {
  const fs::path given(path);
  return given.is_absolute() ? path : (fs::path(file_name).parent_path() / given).string();
}

Shipped ShippedConfig() { return Find("herlaad.toml", kEmbeddedConfig); }
Shipped ShippedCatalogue() { return Find("catalogue.toml", kEmbeddedCatalogue); }
Shipped ShippedBrakes() { return Find("brakes.toml", kEmbeddedBrakes); }

std::string DefaultDemoFolder() { return DefaultFolder("demo"); }
std::string DefaultServeFolder() { return DefaultFolder("serve"); }

Result<std::string, std::string> DefaultDataFolder() {
  const std::string demo = DefaultDemoFolder();
  const std::string serve = DefaultServeFolder();
  if (demo == serve || !IsInUse(serve)) return demo;
  if (!IsInUse(demo)) return serve;
  return Failure{"both " + demo + " (the demo's) and " + serve +
                 " contain a database; choose one with --data"};
}

}  // namespace herlaad::app
