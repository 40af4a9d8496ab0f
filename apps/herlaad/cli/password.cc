#include "apps/herlaad/cli/password.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "apps/herlaad/cli/console.h"
#include "base/credentials/password.h"

namespace herlaad::app {
namespace {

// Hides what is typed as long as it lives.
class NoEcho {
 public:
  NoEcho() : changed_(tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!changed_) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
  }
  ~NoEcho() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
  bool changed_;
};

Secret ReadLine() {
  std::string line;
  std::getline(std::cin, line);
  if (line.ends_with('\r')) line.pop_back();
  return Secret(std::move(line));
}

Secret Ask(const char* prompt) {
  const NoEcho hidden;
  std::cerr << prompt << std::flush;
  Secret typed = ReadLine();
  std::cerr << '\n';
  return typed;
}

}  // namespace

Result<Secret, ExitCode> ReadNewPassword(const std::string& name) {
  const bool at_terminal = isatty(STDIN_FILENO) == 1;
  Secret password = at_terminal ? Ask("New password: ") : ReadLine();
  const std::string_view fault = credentials::PasswordFault(password, name);
  if (!fault.empty()) return Failure{ComplainOfUsage("a password " + std::string(fault))};
  if (at_terminal && !(Ask("The same again: ") == password))
    return Failure{ComplainOfUsage("the two passwords differ")};
  return password;
}

Secret ReadSecret(const char* prompt) {
  return isatty(STDIN_FILENO) == 1 ? Ask(prompt) : ReadLine();
}

}  // namespace herlaad::app
