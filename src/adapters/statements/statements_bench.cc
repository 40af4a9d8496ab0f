// Reading bank files: bytes for each second of CPU time, and whether memory stays flat.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "adapters/statements/camt/camt053_reader.h"
#include "adapters/statements/camt/testing_camt.h"
#include "adapters/statements/coda/coda_reader.h"
#include "adapters/statements/coda/testing_coda.h"

namespace herlaad::statements {
namespace {

// Counts, so that the compiler leaves nothing out.
class CountingSink final : public StatementSink {
 public:
  std::optional<reconcile::StatementFault> OnStatement(
      const reconcile::StatementHead& /*head*/) override {
    return std::nullopt;
  }
  void OnMovement(const reconcile::Movement& movement) override {
    ++movements;
    references += movement.communication.reference.empty() ? 0U : 1U;
  }
  void OnDetail(const reconcile::Movement& /*detail*/, reconcile::DetailKind /*kind*/) override {}
  void OnStatementEnd(const reconcile::StatementEnd& /*end*/) override { ++ended; }

  std::uint64_t movements = 0;
  std::uint64_t references = 0;
  std::uint64_t ended = 0;
};

constexpr int kMovements = 9'000;

std::string CodaFile() {
  SampleStatement sample;
  for (int i = 0; i < kMovements; ++i) {
    SampleMovement movement;
    movement.cents = 1'000 + i;
    movement.structured = i % 2 == 0;
    movement.communication =
        i % 2 == 0 ? "101123456789002" : "herlading van de winkel, referte 123/4567/89002, dank u";
    movement.our_reference = "NOTPROVIDED";
    movement.account = "BE62510007547061                  EUR";
    movement.name = "Nachtwinkel De Ster";
    sample.movements.push_back(movement);
  }
  return WriteCoda(sample);
}

// As a bank of our time writes one payment.
std::string Payment(int number) {
  return CamtEntryText(
      {.cents = 1'000 + number,
       .status = "<Cd>BOOK</Cd>",
       .body = "<ValDt><Dt>2026-11-27</Dt></ValDt><AcctSvcrRef>B" + std::to_string(number) +
               "</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT"
               "</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED"
               "</EndToEndId></Refs><Amt Ccy=\"EUR\">" +
               Decimal(1'000 + number) +
               "</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>Nachtwinkel De Ster"
               "</Nm><PstlAdr><StrtNm>Stationsstraat</StrtNm><TwnNm>Antwerpen</TwnNm></PstlAdr>"
               "</Pty></Dbtr><DbtrAcct><Id><IBAN>BE62510007547061</IBAN></Id></DbtrAcct>"
               "</RltdPties><RltdAgts><DbtrAgt><FinInstnId><BICFI>GKCCBEBB</BICFI></FinInstnId>"
               "</DbtrAgt></RltdAgts><RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd>"
               "</CdOrPrtry><Issr>BBA</Issr></Tp><Ref>123456789002</Ref></CdtrRefInf></Strd>"
               "</RmtInf></TxDtls></NtryDtls>"});
}

std::int64_t Sum(int payments) {
  return 1'000LL * payments + static_cast<std::int64_t>(payments) * (payments - 1) / 2;
}

std::string CamtStart(int payments) {
  return CamtHead({{"OPBD", 0, "2026-11-26"}, {"CLBD", Sum(payments), "2026-11-27"}}, "08");
}

std::string CamtFile() {
  std::string text = CamtStart(kMovements);
  for (int i = 0; i < kMovements; ++i) text += Payment(i);
  return text.append(kCamtEnd);
}

template <class Reader>
void ReadAll(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    CountingSink sink;
    Reader reader(sink);
    for (std::size_t at = 0; at < text.size(); at += 65'536) {
      benchmark::DoNotOptimize(reader.Feed(std::string_view(text).substr(at, 65'536)).ok());
    }
    if (!reader.Finish().ok() || sink.references != kMovements) state.SkipWithError("not read");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void BM_ReadCoda(benchmark::State& state) { ReadAll<CodaReader>(state, CodaFile()); }
BENCHMARK(BM_ReadCoda);

void BM_ReadCamt053(benchmark::State& state) { ReadAll<Camt053Reader>(state, CamtFile()); }
BENCHMARK(BM_ReadCamt053);

double PeakMiB() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// A million lines: statements of 9,000 movements, one after the other.
void BM_MillionLinesOfCoda(benchmark::State& state) {
  const std::string text = CodaFile();
  const double before = PeakMiB();
  for (auto _ : state) {
    CountingSink sink;
    CodaReader reader(sink);
    while (sink.movements < 340'000) benchmark::DoNotOptimize(reader.Feed(text).ok());
    if (!reader.Finish().ok()) state.SkipWithError("not read");
  }
  state.counters["more_MiB"] = PeakMiB() - before;
}
BENCHMARK(BM_MillionLinesOfCoda)->Iterations(1);

// One statement of a million entries, which is written piece by piece.
void BM_MillionEntriesOfCamt053(benchmark::State& state) {
  constexpr int kEntries = 1'000'000;
  const double before = PeakMiB();
  for (auto _ : state) {
    CountingSink sink;
    Camt053Reader reader(sink);
    benchmark::DoNotOptimize(reader.Feed(CamtStart(kEntries)).ok());
    for (int i = 0; i < kEntries; ++i) benchmark::DoNotOptimize(reader.Feed(Payment(i)).ok());
    benchmark::DoNotOptimize(reader.Feed(kCamtEnd).ok());
    if (!reader.Finish().ok() || sink.ended != 1) state.SkipWithError("not read");
  }
  state.counters["more_MiB"] = PeakMiB() - before;
}
BENCHMARK(BM_MillionEntriesOfCamt053)->Iterations(1);

}  // namespace
}  // namespace herlaad::statements
