// ./bench: every step works, and one that fails says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>

#include "tests/support/ports.h"
#include "tests/support/postgres_server.h"
#include "tests/support/process.h"

namespace herlaad::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kBench = HERLAAD_SOURCE_DIR "/bench";

// Runs `script` as a step of ./bench, whose work folder is `work`.
Finished RunStep(const std::string& work, const std::string& script) {
  Command command;
  command.argv = {"/bin/bash",
                  "-euo",
                  "pipefail",
                  "-c",
                  "source tools/setup.sh; work=$1; bin=$1; port=$2; sims=1; shared_buffers=64MB\n"
                  "for part in measure run postgres; do source benchmarks/$part.sh; done\n"
                  "trap 'stop_all; remove_postgres' EXIT\n" +
                      script + "\necho went on",
                  "step",
                  work,
                  std::to_string(ReservePorts())};
  command.env = {{"TMPDIR", work}, {"HERLAAD_POSTGRES_BIN", "/nowhere"}};
  command.folder = HERLAAD_SOURCE_DIR;
  return Run(command, Millis(120'000));
}

struct FailingStep {
  const char* name;
  const char* script;
  const char* says;
};

void PrintTo(const FailingStep& step, std::ostream* out) { *out << step.name; }

constexpr FailingStep kFailingSteps[] = {
    {"its_exit_code", "logged step.log sh -c 'exit 3'", "exit code 3 of: sh -c exit 3"},
    {"the_end_of_its_log", "logged step.log sh -c 'echo the reason; exit 3'", "\nthe reason\n"},
    {"a_command_that_nothing_expects_to_fail", "false",
     "exit code 1 of the command or pipe that ends with: false"},
    {"the_first_command_of_a_pipe", "sh -c 'exit 4' | cat",
     "exit code 4 of the command or pipe that ends with: cat"},
    {"a_command_within_a_function", "step() { mkdir /proc/1/x 2>/dev/null; }; step",
     "ends with: mkdir /proc/1/x"},
    {"a_figure_that_is_missing", "record 1 by_hand ''", "no figure for by_hand in round 1"},
    {"a_server_that_ends", "program=/bin/false; start_server \"$work\" \"$port\"",
     "the server ended"},
    {"a_store_that_takes_no_sims", "program=/bin/false; seed \"$work\"",
     "herlaad sim seed --first"},
    {"an_API_key_that_is_not_created", "program=/bin/false; create_key \"$work/key\" \"$work\" all",
     "no API key was created"},
    {"a_load_that_is_missing", "load --mode topup", "of: load --mode topup"},
    {"a_PostgreSQL_that_is_missing", "start_postgres", "/nowhere/initdb"},
    {"SQL_that_nobody_takes", "postgres_port=$port; postgres_sql herlaad -c 'SELECT 1'",
     "/nowhere/psql"},
};

class AFailingStep : public ::testing::TestWithParam<FailingStep> {};

TEST_P(AFailingStep, EndsTheRunAndSaysSo) {
  const TemporaryFolder work;
  const Finished run = RunStep(work.path(), GetParam().script);
  EXPECT_NE(run.code, 0);
  EXPECT_THAT(run.err, HasSubstr("error: "));
  EXPECT_THAT(run.err, HasSubstr(GetParam().says));
  EXPECT_EQ(run.out, "");
}

INSTANTIATE_TEST_SUITE_P(Bench, AFailingStep, ::testing::ValuesIn(kFailingSteps),
                         [](const auto& param) { return std::string(param.param.name); });

TEST(Bench, AFigureWithoutALineOfTheTableIsAnError) {
  const TemporaryFolder work;
  const Finished run = RunStep(work.path(),
                               "record 1 topup 5; record 1 no_such_line 7\n"
                               "awk -f benchmarks/table.awk \"$work/rounds.tsv\"");
  EXPECT_NE(run.code, 0);
  EXPECT_THAT(run.err, HasSubstr("no line for: no_such_line"));
}

TEST(Bench, EveryStepWorksAndTheTableIsWhole) {
  HERLAAD_NEEDS_POSTGRES();
  const char* const chromium = std::getenv("CHROMIUM");
  if (!std::filesystem::exists(chromium == nullptr ? "/usr/bin/chromium" : chromium)) {
    GTEST_SKIP() << "NOT TESTED, for want of Chromium";
  }
  Command command;
  command.argv = {kBench, "--smoke", "--bin", HERLAAD_BIN_DIR};
  const Finished run = testing::Run(command, Millis(390'000));
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\nmemory after 5 million orders, MB "));
  EXPECT_THAT(run.out, HasSubstr("\nby hand on PostgreSQL: PL/pgSQL, 64 clients "));
}

}  // namespace
}  // namespace herlaad::testing
