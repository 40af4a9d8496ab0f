// Process: a program started by a test, and killed with it whatever happens.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/core/instant.h"

namespace herlaad::testing {

struct Command {
  std::vector<std::string> argv;                              // the program's path first
  std::vector<std::pair<std::string, std::string>> env = {};  // added to the test's environment
  std::string folder = {};                                    // working directory; empty: the
                                                              // test's
};

// How a process ended: its exit code, or minus the signal that ended it.
struct Finished {
  int code = 0;
  std::string out;
  std::string err;
};

class Process {
 public:
  // Starts it with an empty stdin; aborts the test program on failure. The process is killed when
  // the starting thread ends, so that a killed test leaves nothing behind.
  explicit Process(const Command& command);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  // SIGKILL if it is still running

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool Running();

  // The first line of stdout that contains `part`; nothing if the time is over or the process ends
  // without it.
  std::optional<std::string> WaitForLine(std::string_view part, Millis timeout);

  void Signal(int signal);
  // Waits for the end; nothing if the time is over (the process continues).
  std::optional<Finished> Wait(Millis timeout);
  // SIGKILL and wait.
  Finished Kill();

  // All output so far.
  [[nodiscard]] std::string out();
  [[nodiscard]] std::string err();

 private:
  void Read();
  std::optional<std::string> FindLine(std::string_view part) const;

  pid_t pid_ = -1;
  int out_fd_ = -1;
  int err_fd_ = -1;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string out_;
  std::string err_;
  std::optional<int> code_;  // once it has ended and all its output was read
  std::thread reader_;
};

// Runs to the end; aborts the test program if that takes longer than `timeout`.
Finished Run(const Command& command, Millis timeout = Millis(30'000));

// A temporary folder, removed on destruction.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace herlaad::testing
