#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "base/core/check.h"

extern char** environ;

namespace herlaad::testing {
namespace {

// The arguments of exec, built before the fork: afterwards nothing may be allocated.
class Arguments {
 public:
  explicit Arguments(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  char* const* get() const { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

std::vector<std::string> EnvironmentOf(const Command& command) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    bool replaced = false;
    for (const auto& [name, value] : command.env) {
      replaced = replaced || (text.size() > name.size() && text.substr(0, name.size()) == name &&
                              text[name.size()] == '=');
    }
    if (!replaced) all.emplace_back(text);
  }
  for (const auto& [name, value] : command.env) all.push_back(name + "=" + value);
  return all;
}

// Runs in the child: only calls that are safe after a fork.
[[noreturn]] void Become(const Arguments& argv, const Arguments& env, const char* folder, int out,
                         int err) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (*folder == '\0' || chdir(folder) == 0) execve(argv.get()[0], argv.get(), env.get());
  _exit(127);
}

int CodeOf(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status); }

}  // namespace

Process::Process(const Command& command) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  CHECK(pipe2(out.data(), O_CLOEXEC) == 0 && pipe2(err.data(), O_CLOEXEC) == 0,
        "there are descriptors for a pipe");
  const Arguments argv(command.argv);
  const Arguments env(EnvironmentOf(command));
  pid_ = fork();
  CHECK(pid_ >= 0, "a process can be started");
  if (pid_ == 0) Become(argv, env, command.folder.c_str(), out[1], err[1]);
  close(out[1]);
  close(err[1]);
  out_fd_ = out[0];
  err_fd_ = err[0];
  reader_ = std::thread([this] { Read(); });
}

Process::~Process() {
  Signal(SIGKILL);
  reader_.join();
  close(out_fd_);
  close(err_fd_);
}

void Process::Read() {
  std::array<pollfd, 2> fds{pollfd{out_fd_, POLLIN, 0}, pollfd{err_fd_, POLLIN, 0}};
  std::array<char, 4'096> bytes{};
  while (fds[0].fd >= 0 || fds[1].fd >= 0) {
    if (poll(fds.data(), fds.size(), -1) < 0) continue;
    for (std::size_t i = 0; i < fds.size(); ++i) {
      if (fds[i].fd < 0 || fds[i].revents == 0) continue;
      const ssize_t size = read(fds[i].fd, bytes.data(), bytes.size());
      if (size <= 0) fds[i].fd = -1;
      const std::lock_guard lock(mutex_);
      if (size > 0) (i == 0 ? out_ : err_).append(bytes.data(), static_cast<std::size_t>(size));
      changed_.notify_all();
    }
  }
  // The process id cannot be reused until it is reaped, which happens under the lock, so Signal
  // never hits another process.
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
  const std::lock_guard lock(mutex_);
  int status = 0;
  waitpid(pid_, &status, 0);
  code_ = CodeOf(status);
  changed_.notify_all();
}

bool Process::Running() {
  const std::lock_guard lock(mutex_);
  return !code_.has_value();
}

std::optional<std::string> Process::FindLine(std::string_view part) const {
  const auto at = out_.find(part);
  if (at == std::string::npos) return std::nullopt;
  const auto end = out_.find('\n', at);
  if (end == std::string::npos) return std::nullopt;
  const auto before = out_.rfind('\n', at);
  const auto begin = before == std::string::npos ? 0 : before + 1;
  return out_.substr(begin, end - begin);
}

std::optional<std::string> Process::WaitForLine(std::string_view part, Millis timeout) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, timeout, [this, part] { return FindLine(part) || code_; });
  return FindLine(part);
}

void Process::Signal(int signal) {
  const std::lock_guard lock(mutex_);
  if (!code_) kill(pid_, signal);
}

std::optional<Finished> Process::Wait(Millis timeout) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, timeout, [this] { return code_.has_value(); })) return std::nullopt;
  return Finished{*code_, out_, err_};
}

Finished Process::Kill() {
  Signal(SIGKILL);
  auto finished = Wait(Millis(30'000));
  CHECK(finished.has_value(), "a killed process ends");
  return *std::move(finished);
}

std::string Process::out() {
  const std::lock_guard lock(mutex_);
  return out_;
}

std::string Process::err() {
  const std::lock_guard lock(mutex_);
  return err_;
}

Finished Run(const Command& command, Millis timeout) {
  Process process(command);
  auto finished = process.Wait(timeout);
  CHECK(finished.has_value(), "the program ends in time");
  return *std::move(finished);
}

TemporaryFolder::TemporaryFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "herlaad-XXXXXX").string();
  CHECK(mkdtemp(path.data()) != nullptr, "a temporary folder can be made");
  path_ = std::move(path);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

}  // namespace herlaad::testing
