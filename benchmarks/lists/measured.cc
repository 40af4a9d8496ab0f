#include "benchmarks/lists/measured.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "apps/herlaad/reconcile/list_file.h"

namespace herlaad::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

double SecondsSince(SteadyClock::time_point begun) {
  return std::chrono::duration<double>(SteadyClock::now() - begun).count();
}

double CpuSeconds(const rusage& usage) {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

rusage Used() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage;
}

}  // namespace

nlohmann::json MeasureReading(const std::string& path) {
  std::int64_t lines = 0;
  std::int64_t cents = 0;
  const double cpu = CpuSeconds(Used());
  const auto begun = SteadyClock::now();
  const auto read =
      app::ReadListFile({path, std::nullopt, ""}, [&](const engine::ExternalMovement& line) {
        ++lines;
        cents += line.cents;
        return true;
      });
  const double seconds = SecondsSince(begun);
  const rusage used = Used();
  if (!read.ok()) throw std::runtime_error(read.error());
  if (lines == 0 || cents != read->file.totals.credits - read->file.totals.debits)
    throw std::runtime_error("the lines are not those of the list");
  const auto bytes = static_cast<double>(std::filesystem::file_size(path));
  return {{"lines", lines},
          {"bytes", bytes},
          {"mb_per_s", bytes / 1e6 / seconds},
          {"cpu_us", (CpuSeconds(used) - cpu) * 1e6 / static_cast<double>(lines)},
          {"peak_kb", used.ru_maxrss}};
}

nlohmann::json MeasureProgram(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const auto begun = SteadyClock::now();
  const pid_t child = fork();
  if (child == 0) {
    execv(argv.front(), argv.data());
    _exit(127);
  }
  int status = 0;
  rusage used{};
  if (child < 0 || wait4(child, &status, 0, &used) != child)
    throw std::runtime_error("cannot run " + arguments.front());
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(arguments.front() + " failed");
  return {
      {"seconds", SecondsSince(begun)}, {"cpu_s", CpuSeconds(used)}, {"peak_kb", used.ru_maxrss}};
}

}  // namespace herlaad::bench
