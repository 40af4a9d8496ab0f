// The cost of a receipt. Goal: a PDF in less than 20 ms of CPU time.
#include <benchmark/benchmark.h>

#include "adapters/receipts/pango_renderer.h"
#include "adapters/receipts/samples.h"

namespace herlaad::receipts {
namespace {

PangoRenderer& TheRenderer() {
  static PangoRenderer renderer(samples::Key(), {}, "https://herlaad.example");
  return renderer;
}

void BM_Draw(benchmark::State& state, messages::Language language, engine::ReceiptForm form) {
  for (auto _ : state) {
    const auto drawn = TheRenderer().Draw(samples::Credited(), language, form);
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
    benchmark::DoNotOptimize(TheRenderer().Write(samples::Credited(), messages::Language::kNl));
  }
}
BENCHMARK(BM_Words);

void BM_CheckALink(benchmark::State& state) {
  const std::string link = TheRenderer().Write(samples::Credited(), messages::Language::kNl).link;
  const std::string signature = link.substr(link.rfind('/') + 1);
  for (auto _ : state) benchmark::DoNotOptimize(TheRenderer().Check(signature));
}
BENCHMARK(BM_CheckALink);

}  // namespace
}  // namespace herlaad::receipts
