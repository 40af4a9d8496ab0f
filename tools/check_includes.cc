// check_includes REPOSITORY: checks every C++ file against tools/layers.txt; prints findings and
// exits with 1 if there are any.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tools/include_rules.h"

namespace {

namespace fs = std::filesystem;
using herlaad::tools::SourceFile;

std::string Contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<SourceFile> SourceFiles(const fs::path& root) {
  std::vector<SourceFile> files;
  for (const char* folder : {"src", "apps", "tests", "benchmarks", "tools"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (!entry.is_regular_file() || (extension != ".h" && extension != ".cc")) continue;
      files.push_back({fs::relative(entry.path(), root).string(), Contents(entry.path())});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: check_includes REPOSITORY\n", stderr);
    return 2;
  }
  try {
    const fs::path root = argv[1];
    const auto plan = herlaad::tools::ReadPlan(Contents(root / "tools" / "layers.txt"));
    const auto files = SourceFiles(root);
    if (files.empty()) throw std::runtime_error("no source file below " + root.string());
    const auto findings = herlaad::tools::Findings(plan, files);
    for (const std::string& finding : findings) std::printf("%s\n", finding.c_str());
    std::printf("%zu files, %zu findings\n", files.size(), findings.size());
    return findings.empty() ? 0 : 1;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "check_includes: %s\n", problem.what());
    return 2;
  }
}
