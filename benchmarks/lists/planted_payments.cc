#include "benchmarks/lists/planted_payments.h"

#include <stdexcept>

#include "adapters/store/open.h"
#include "benchmarks/lists/written_lists.h"
#include "domain/reconcile/day.h"
#include "engine/ports/float_payments.h"

namespace herlaad::bench {
namespace {

constexpr std::int64_t kAtOnce = 10'000;
constexpr Millis kMorning{9LL * 3'600'000};

void Commit(engine::Store& store, const engine::WriteSet& writes) {
  engine::ReadSet nothing;
  const auto begun = store.Load({}, nothing);
  if (!begun.ok()) throw std::runtime_error(begun.error().message);
  const bool done = store.Commit(writes) == engine::CommitResult::kCommitted;
  if (!done || !store.MakeDurable()) throw std::runtime_error(store.LastProblem());
}

}  // namespace

void PlantPayments(const std::string& folder, std::int64_t payments) {
  store::SqliteOptions options;
  options.folder = folder;
  const auto opened = store::OpenSqlite(options);
  if (!opened.ok()) throw std::runtime_error(opened.error().message);
  const Instant at = reconcile::StartOf(*reconcile::ParseDay(kListDay)) + kMorning;
  IdSource ids(Shard{0}, 1);
  for (std::int64_t first = 0; first < payments; first += kAtOnce) {
    engine::WriteSet writes;
    for (std::int64_t i = first; i < std::min(payments, first + kAtOnce); ++i) {
      writes.changed.Put(engine::FloatPayment{engine::FloatPaymentId(ids.Next(at)),
                                              engine::ClientId(1), CentsOf(i), CommunicationOf(i),
                                              "admin", at});
    }
    Commit(*opened->store, writes);
  }
}

}  // namespace herlaad::bench
