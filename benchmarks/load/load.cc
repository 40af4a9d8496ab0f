// load: sends requests to an HTTP server and prints the number of answers and their latencies as
// JSON.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <string>

#include "benchmarks/load/generator.h"

namespace {

using herlaad::bench::Generate;
using herlaad::bench::Histogram;
using herlaad::bench::LoadOptions;
using herlaad::bench::LoadResult;
using herlaad::bench::RequestOptions;
using herlaad::bench::Requests;

struct Files {
  std::string key;
  std::string paths;
  std::string write_paths;
  std::string bodies;
};

std::vector<std::string> LinesOf(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

// Each line: a signature, a tab, the JSON.
std::vector<RequestOptions::Signed> SignedBodiesOf(const std::string& path) {
  std::vector<RequestOptions::Signed> bodies;
  for (const std::string& line : LinesOf(path)) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) throw std::runtime_error("a line without a tab in " + path);
    bodies.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return bodies;
}

nlohmann::json InMilliseconds(const Histogram& latency) {
  const auto ms = [](std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e6; };
  return {{"p50", ms(latency.Quantile(0.5))},
          {"p90", ms(latency.Quantile(0.9))},
          {"p99", ms(latency.Quantile(0.99))},
          {"p999", ms(latency.Quantile(0.999))},
          {"max", ms(latency.max())}};
}

nlohmann::json ToJson(const LoadResult& result) {
  nlohmann::json failed = nlohmann::json::object();
  for (const auto& [status, count] : result.failed) failed[std::to_string(status)] = count;
  nlohmann::json json = {{"seconds", result.seconds},
                         {"answered", result.answered},
                         {"succeeded", result.succeeded},
                         {"rate", static_cast<double>(result.succeeded) / result.seconds},
                         {"failed", failed},
                         {"broken", result.broken},
                         {"unanswered", result.unanswered},
                         {"latency_ms", InMilliseconds(result.latency)}};
  if (!result.first_failure.empty()) json["first_failure"] = result.first_failure;
  return json;
}

void AddOptions(CLI::App& app, LoadOptions& load, RequestOptions& request, Files& files) {
  app.add_option("--mode", request.mode, "topup, batch, get, each, empty-post or empty-get");
  app.add_option("--batch", request.batch, "top-ups in a request, with batch")
      ->check(CLI::Range(2, 1000));
  app.add_option("--address", load.address, "IPv4 address of the server");
  app.add_option("--port", load.port)->required();
  app.add_option("--path", request.path, "what to post to, or to get with empty-get");
  app.add_option("--paths", files.paths, "file of paths to draw from, with get");
  app.add_option("--bodies", files.bodies, "file of signatures and JSON to post, with each");
  app.add_option("--key-file", files.key, "file that holds the API key");
  app.add_option("--msisdn-first", request.msisdn_first)
      ->check(CLI::Range(10'000'000'000, 99'999'999'999));
  app.add_option("--msisdn-count", request.msisdn_count)->check(CLI::PositiveNumber);
  app.add_option("--operator", request.operator_id);
  app.add_option("--amount", request.amount, "cents")->check(CLI::PositiveNumber);
  app.add_option("--connections", load.connections)->check(CLI::Range(1, 1000));
  app.add_option("--seconds", load.seconds)->check(CLI::PositiveNumber);
  app.add_option("--warmup", load.warmup_seconds, "seconds before measuring")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--rate", load.rate, "requests a second, at fixed times; 0: as fast as answered");
  app.add_option("--requests", load.requests, "stop after as many answers");
  app.add_option("--write-paths", files.write_paths,
                 "write the paths of created orders to this file");
  app.add_option("--keep-ids", load.keep_ids, "at most as many of them");
}

int Run(LoadOptions& load, RequestOptions& request, const Files& files) {
  if (!files.key.empty()) {
    const auto lines = LinesOf(files.key);
    if (lines.empty()) throw std::runtime_error("no key in " + files.key);
    request.key = lines.front();
  }
  if (!files.paths.empty()) request.paths = LinesOf(files.paths);
  if (!files.bodies.empty()) request.bodies = SignedBodiesOf(files.bodies);
  // Keys must not repeat between runs: a repeat is answered without the work to be measured.
  std::random_device device;
  Requests requests(request, (std::uint64_t{device()} << 32) | device());
  if (request.mode == "batch") load.per_request = request.batch;
  const LoadResult result = Generate(load, requests);
  if (!files.write_paths.empty()) {
    std::ofstream file(files.write_paths);
    for (const std::string& id : result.ids) file << request.path << '/' << id << '\n';
    if (!file.flush()) throw std::runtime_error("cannot write " + files.write_paths);
  }
  std::printf("%s\n", ToJson(result).dump().c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  LoadOptions load;
  RequestOptions request;
  Files files;
  CLI::App app("Drives an HTTP server with top-ups or reads and prints what it answered, as JSON");
  AddOptions(app, load, request, files);
  CLI11_PARSE(app, argc, argv);
  if (!files.write_paths.empty() && load.keep_ids == 0) load.keep_ids = 100'000;
  try {
    return Run(load, request, files);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "load: %s\n", problem.what());
    return 1;
  }
}
