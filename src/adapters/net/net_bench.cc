// The HTTP server's cost of one request without its system calls: parsing the head, and writing the
// head of the answer.
#include <benchmark/benchmark.h>

#include "adapters/net/requests/request_checks.h"
#include "adapters/net/requests/request_parser.h"
#include "adapters/net/requests/response_writer.h"

namespace herlaad::net {
namespace {

// As a shop's HTTP library sends it.
constexpr std::string_view kHead =
    "GET /v1/topups/tu_0d3m9k2v7x8q1r HTTP/1.1\r\n"
    "Host: herlaad.example\r\n"
    "User-Agent: python-requests/2.28.1\r\n"
    "Accept-Encoding: gzip, deflate\r\n"
    "Accept: application/json\r\n"
    "Accept-Language: nl-BE,nl;q=0.9,en;q=0.5\r\n"
    "Connection: keep-alive\r\n"
    "Authorization: Bearer hk_0123456789abcdefghjkmnpqrstvwxyz\r\n\r\n";

void BM_ParseHead(benchmark::State& state) {
  const ServerLimits limits;
  RequestParser parser(limits);
  for (auto _ : state) {
    parser.Feed(kHead);
    benchmark::DoNotOptimize(parser.Take());
  }
}
BENCHMARK(BM_ParseHead);

void BM_CheckFinishedHead(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(CheckFinishedHead(kHead, 8 * 1024));
}
BENCHMARK(BM_CheckFinishedHead);

void BM_CheckTarget(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(CheckTarget("/v1/topups/tu_0d3m9k2v7x8q1r").ok());
}
BENCHMARK(BM_CheckTarget);

void BM_NegotiateLanguage(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(messages::NegotiateLanguage("nl-BE,nl;q=0.9,en;q=0.5"));
  }
}
BENCHMARK(BM_NegotiateLanguage);

void BM_AppendResponse(benchmark::State& state) {
  ResponseWriter writer;
  writer.SetTime(1'795'352'531);
  Response response;
  response.body.assign(2'300, 'x');
  std::string out;
  for (auto _ : state) {
    out.clear();
    writer.Append(response, {}, out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(BM_AppendResponse);

}  // namespace
}  // namespace herlaad::net
