// What a receipt costs. The aim: a PDF in under 20 ms of CPU.
#include <benchmark/benchmark.h>

#include "adapters/receipts/press.h"
#include "adapters/receipts/samples.h"

namespace herlaad::receipts {
namespace {

Press& ThePress() {
  static Press press(samples::Key(), {}, "https://herlaad.example");
  return press;
}

void BM_Draw(benchmark::State& state, messages::Language language, engine::ReceiptForm form) {
  for (auto _ : state) {
    const auto drawn = ThePress().Draw(samples::Credited(), language, form);
    if (!drawn.ok()) return state.SkipWithError(drawn.error().c_str());
    benchmark::DoNotOptimize(drawn->size());
  }
}
BENCHMARK_CAPTURE(BM_Draw, pdf_nl, messages::Language::kNl, engine::ReceiptForm::kPdf)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Draw, pdf_zh, messages::Language::kZh, engine::ReceiptForm::kPdf)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Draw, png_nl, messages::Language::kNl, engine::ReceiptForm::kPng)
    ->Unit(benchmark::kMillisecond);

void BM_Words(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(ThePress().Write(samples::Credited(), messages::Language::kNl));
  }
}
BENCHMARK(BM_Words);

void BM_CheckALink(benchmark::State& state) {
  const std::string link = ThePress().Write(samples::Credited(), messages::Language::kNl).link;
  const std::string seal = link.substr(link.rfind('/') + 1);
  for (auto _ : state) benchmark::DoNotOptimize(ThePress().Check(seal));
}
BENCHMARK(BM_CheckALink);

}  // namespace
}  // namespace herlaad::receipts
