// The load generator: kept-alive connections on one thread, each with one request in progress.
//
// Closed loop: a connection sends its next request when it has its answer. With a rate: requests
// are due at fixed times whatever the server does, and latency counts from the time a request was
// due, so that a stalled server cannot hide the requests it prevented (coordinated omission).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/load/histogram.h"
#include "benchmarks/load/requests.h"

namespace herlaad::bench {

struct LoadOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  int connections = 64;
  double seconds = 5;
  double warmup_seconds = 1;
  double rate = 0;            // requests a second; 0: closed loop
  std::int64_t requests = 0;  // stop after this many answers; 0: when the time is over
  int per_request = 1;        // if more than one, how many times an answer must contain
                              // "status":201
  std::size_t keep_ids = 0;   // how many ids of created orders to keep
  double drain_seconds = 10;  // how long to wait for the last answers
};

// Counts answers between warm-up and end.
struct LoadResult {
  double seconds = 0;
  std::int64_t answered = 0;
  std::int64_t succeeded = 0;          // 2xx; with several top-ups in a request, counts those
  std::map<int, std::int64_t> failed;  // by status
  std::string first_failure;           // status and body
  std::int64_t broken = 0;  // connections that ended or sent an invalid answer with a request in
                            // progress
  std::int64_t unanswered = 0;  // at the end
  Histogram latency;
  std::vector<std::string> ids;  // spread over the run
};

// Throws std::runtime_error if it cannot connect.
LoadResult Generate(const LoadOptions& options, Requests& requests);

}  // namespace herlaad::bench
