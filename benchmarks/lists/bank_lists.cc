// bank_lists: writes bank statements of any length, measures how they are read, puts the payments
// that they are about into a store, and measures a program. Prints figures as JSON.
#include <CLI/CLI.hpp>
#include <exception>
#include <fstream>
#include <iostream>

#include "benchmarks/lists/measured.h"
#include "benchmarks/lists/planted_payments.h"
#include "benchmarks/lists/written_lists.h"

namespace {

struct Options {
  std::string kind = "coda";
  std::string file;
  std::string folder;
  std::int64_t lines = 0;
  std::vector<std::string> program;
};

void Write(const Options& options) {
  std::ofstream out(options.file, std::ios::binary);
  if (options.kind == "coda") {
    herlaad::bench::WriteCodaList(options.lines, out);
  } else {
    herlaad::bench::WriteCamtList(options.lines, out);
  }
  if (!out.flush()) throw std::runtime_error("cannot write " + options.file);
}

int Run(int argc, char** argv) {
  Options options;
  CLI::App app("Bank statements of any length");
  app.require_subcommand(1);
  CLI::App* const write = app.add_subcommand("write", "Write a statement");
  write->add_option("--kind", options.kind)->check(CLI::IsMember({"coda", "camt"}));
  write->add_option("--lines", options.lines)->required()->check(CLI::PositiveNumber);
  write->add_option("file", options.file)->required();
  CLI::App* const read = app.add_subcommand("read", "Read it as reconcile import does");
  read->add_option("file", options.file)->required();
  CLI::App* const plant = app.add_subcommand("plant", "Put the payments of a statement in a store");
  plant->add_option("--lines", options.lines)->required()->check(CLI::PositiveNumber);
  plant->add_option("folder", options.folder)->required();
  CLI::App* const run = app.add_subcommand("run", "Run a program, by its path, and measure it");
  run->prefix_command();
  CLI11_PARSE(app, argc, argv);
  if (write->parsed()) Write(options);
  if (plant->parsed()) herlaad::bench::PlantPayments(options.folder, options.lines);
  if (read->parsed()) std::cout << herlaad::bench::MeasureReading(options.file) << '\n';
  if (run->parsed()) std::cout << herlaad::bench::MeasureProgram(run->remaining()) << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "bank_lists: " << error.what() << '\n';
    return 1;
  }
}
