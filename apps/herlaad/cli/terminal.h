// Progress bars and lines that change in place. Both are silent if stderr is not a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herlaad::app {

bool StdoutIsTerminal();
bool StderrIsTerminal();
// Columns of the terminal that it is; nullopt if it is none or does not say.
std::optional<int> StdoutWidth();
std::optional<int> StderrWidth();

// A line on stderr that the next one replaces.
class ChangingLine {
 public:
  ~ChangingLine() { Clear(); }
  void Show(std::string_view text);
  // Call before anything else is printed.
  void Clear();

 private:
  std::string shown_;
};

class ProgressBar {
 public:
  // `total` 0: unknown, only the count is shown.
  ProgressBar(std::string what, std::int64_t total) : what_(std::move(what)), total_(total) {}
  void Update(std::int64_t done);
  void Clear() { line_.Clear(); }

 private:
  std::string what_;
  std::int64_t total_;
  ChangingLine line_;
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace herlaad::app
