#include "apps/herlaad/cli/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <streambuf>

namespace herlaad::app {
namespace {

class Stdout final : public std::streambuf {
 public:
  Stdout() { setp(buffer_.data(), buffer_.data() + buffer_.size()); }

  [[nodiscard]] bool failed() const { return failed_; }

 protected:
  int_type overflow(int_type c) override {
    if (!Write()) return traits_type::eof();
    if (c != traits_type::eof()) sputc(traits_type::to_char_type(c));
    return traits_type::not_eof(c);
  }
  int sync() override { return Write() ? 0 : -1; }

 private:
  bool Write() {
    const char* from = pbase();
    while (from < pptr() && !failed_) {
      const ssize_t written = write(STDOUT_FILENO, from, static_cast<std::size_t>(pptr() - from));
      if (written > 0) from += written;
      if (written < 0 && errno != EINTR) Fail(errno);
    }
    setp(buffer_.data(), buffer_.data() + buffer_.size());
    return !failed_;
  }

  void Fail(int error) {
    failed_ = true;
    std::cerr << "error: standard output cannot be written: " << std::strerror(error) << std::endl;
  }

  std::array<char, 16 * 1024> buffer_{};
  bool failed_ = false;
};

// Never destroyed: the stream is used until the program ends.
Stdout& TheOutput() {
  static Stdout* const output = new Stdout;
  return *output;
}

// Replaces a closed stdout by a descriptor to which writing fails.
void TakeClosedDescriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
      (void)open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    }
  }
}

}  // namespace

void WatchOutput() {
  TakeClosedDescriptors();
  std::cout.rdbuf(&TheOutput());
}

bool OutputFailed() { return TheOutput().failed(); }

bool FlushOutput() {
  std::cout.flush();
  return !OutputFailed();
}

int FinishOutput(int code) {
  if (FlushOutput() || code != static_cast<int>(ExitCode::kOk)) return code;
  return static_cast<int>(ExitCode::kOutput);
}

}  // namespace herlaad::app
