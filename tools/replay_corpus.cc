// Feeds every file of the given folders to a fuzz target, as a regression test for fuzzing.
//
//   numbers_fuzz src/base/numbers/numbers_corpus [more folders or files]
//
// Fails if a folder cannot be read or there is no input. A bug aborts the program.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

namespace fs = std::filesystem;

// The regular files at or directly below `where`, sorted, so that every run is the same.
bool Collect(const fs::path& where, std::vector<fs::path>& files) {
  std::error_code error;
  if (fs::is_regular_file(where, error)) {
    files.push_back(where);
    return true;
  }
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(where, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_regular_file()) found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
  return !error && !found.empty();
}

bool Feed(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return false;
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  // Unbuffered, so that the last line names the input that aborted the program.
  std::fprintf(stderr, "%s: %zu bytes\n", file.c_str(), bytes.size());
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    if (Collect(argv[i], files)) continue;
    std::fprintf(stderr, "%s: no readable corpus files there\n", argv[i]);
    return 1;
  }
  for (const fs::path& file : files) {
    if (Feed(file)) continue;
    std::fprintf(stderr, "%s: cannot be read\n", file.c_str());
    return 1;
  }
  std::printf("%zu corpus files replayed\n", files.size());
  return files.empty() ? 1 : 0;
}
