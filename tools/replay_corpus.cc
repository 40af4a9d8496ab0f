// Runs a fuzz target over its stored corpus, without libFuzzer: every build replays what fuzzing
// once found.
//
//   numbers_fuzz FOLDER...
//
// A folder that is missing or empty is a failure, so that a corpus cannot be lost in silence.
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

std::size_t Replay(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(file), {}};
    // Named beforehand: what crashes the target cannot be named afterwards.
    std::printf("%s (%zu bytes)\n", entry.path().c_str(), input.size());
    std::fflush(stdout);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    ++count;
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("name the corpus folders to replay\n", stderr);
    return 2;
  }
  try {
    for (int i = 1; i < argc; ++i) {
      if (Replay(argv[i]) == 0) {
        std::fprintf(stderr, "%s holds no inputs\n", argv[i]);
        return 1;
      }
    }
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return 0;
}
