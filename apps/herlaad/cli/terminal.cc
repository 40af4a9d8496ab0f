#include "apps/herlaad/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "apps/herlaad/cli/text.h"

namespace herlaad::app {
namespace {

constexpr std::int64_t kBarWidth = 30;
constexpr std::chrono::milliseconds kRedraw{100};

std::optional<int> WidthOf(int descriptor) {
  winsize size{};
  if (isatty(descriptor) != 1 || ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return std::nullopt;
  return size.ws_col;
}

}  // namespace

bool StdoutIsTerminal() { return isatty(STDOUT_FILENO) == 1; }
bool StderrIsTerminal() { return isatty(STDERR_FILENO) == 1; }

std::optional<int> StdoutWidth() { return WidthOf(STDOUT_FILENO); }
std::optional<int> StderrWidth() { return WidthOf(STDERR_FILENO); }

void ChangingLine::Show(std::string_view text) {
  if (!StderrIsTerminal() || text == shown_) return;
  std::cerr << "\r\x1b[K" << text << std::flush;
  shown_ = text;
}

void ChangingLine::Clear() {
  if (!shown_.empty()) std::cerr << "\r\x1b[K" << std::flush;
  shown_.clear();
}

void ProgressBar::Update(std::int64_t done) {
  if (!StderrIsTerminal()) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - drawn_ < kRedraw && done != total_) return;
  drawn_ = now;
  std::string text = what_ + " ";
  if (total_ > 0) {
    const auto full = static_cast<std::size_t>(kBarWidth * std::min(done, total_) / total_);
    text += "[" + std::string(full, '#') +
            std::string(static_cast<std::size_t>(kBarWidth) - full, '.') + "] " +
            std::to_string(100 * std::min(done, total_) / total_) + " %  ";
  }
  line_.Show(text + Grouped(done) + (total_ > 0 ? " of " + Grouped(total_) : ""));
}

}  // namespace herlaad::app
