// The speed of the store alone, with a million numbers: batches of what a cash top-up of a hosted
// number writes, reading orders back, and opening.
//
//   store_bench --benchmark_filter=Topups
//   HERLAAD_BENCH_ORDERS=5000000 store_bench      starting with that many orders
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>

#include "adapters/store/open.h"
#include "domain/payments/payment_method.h"
#include "tests/support/store_samples.h"

namespace herlaad::store {
namespace {

using engine::CommitResult;
using engine::Needs;
using engine::OrderRecord;
using engine::ReadSet;
using engine::WriteSet;
using ledger::AccountKind;

constexpr std::int64_t kSubscribers = 1'000'000;

std::int64_t ResidentMegabytes() {
  std::ifstream status("/proc/self/statm");
  std::int64_t size = 0;
  std::int64_t resident = 0;
  status >> size >> resident;
  return resident * 4 / 1'024;
}

class World {
 public:
  static World& Get() {
    static World world;
    return world;
  }

  void Open() {
    SqliteOptions options;
    options.folder = folder_.path();
    auto opened = OpenSqlite(options);
    CHECK(opened.ok(), "a benchmark's store opens");
    opened_ = std::move(opened).value();
  }
  void Close() { opened_ = {}; }

  void Topups(std::size_t count) {
    Needs needs;
    for (std::size_t i = 0; i < count; ++i) {
      needs.Put<engine::IdempotencyRecord>({samples_.random().Next(), samples_.random().Next()});
      needs.Put<orders::Subscriber>(samples_.AnyNumber());
    }
    ReadSet read_set;
    CHECK(store().Load(needs, read_set).ok(), "a benchmark's store can be read");
    auto& numbers = needs.Of<orders::Subscriber>();
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    WriteSet writes;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      Topup(*read_set.Find<orders::Subscriber>(numbers[i]),
            needs.Of<engine::IdempotencyRecord>()[i], writes);
    }
    samples_.Pass(Millis(1));
    CHECK(store().Commit(writes) == CommitResult::kCommitted && store().MakeDurable(),
          "a benchmark's batch is committed");
  }

  engine::Store& store() { return *opened_.store; }
  engine::Queries& queries() { return *opened_.queries; }
  OrderId AnyOrder() { return orders_[samples_.random().Below(orders_.size())]; }
  Msisdn AnyNumber() { return samples_.AnyNumber(); }

 private:
  World() {
    Open();
    for (std::int64_t n = 0; n < kSubscribers; n += 10'000) {
      WriteSet writes;
      for (std::int64_t i = n; i < n + 10'000; ++i) {
        orders::Subscriber number(Samples::Number(i));
        number.sim = prepaid::NewSim("proximus", prepaid::SimState::kActive, kSampleNow);
        number.sim->credit.amount = 15'000'000;
        number.sim->credit.valid_until = kSampleNow;
        writes.changed.Put(std::move(number));
      }
      ReadSet nothing;
      CHECK(store().Load({}, nothing).ok(), "a benchmark's store can be read");
      CHECK(store().Commit(writes) == CommitResult::kCommitted && store().MakeDurable(),
            "subscribers are stored");
    }
    const char* const orders = std::getenv("HERLAAD_BENCH_ORDERS");
    const std::int64_t count = orders == nullptr ? 0 : std::atoll(orders);
    for (std::int64_t n = 0; n < count; n += 256) Topups(256);
  }

  void Topup(orders::Subscriber number, const Digest& key, WriteSet& writes) {
    const Instant now = samples_.now();
    orders::Order order(OrderId(samples_.NextId()), number.msisdn);
    order.credit().operator_id = "proximus";
    order.credit().hosted = true;
    order.terms.amount = 1'500;
    order.terms.fee = 50;
    order.terms.fee_vat = 9;
    order.terms.vat = 269;
    order.terms.credit = 15'000'000;
    order.terms.validity.count = 12;
    order.payment_method = payments::PaymentMethod::kCash;
    order.payment_account = "till-1";
    order.client = "client:cli_0d3m9k2v7x8q1r";
    order.created_at = order.expires_at = now;
    order.limit_month.number = 202'611;
    order.previous = number.last_order;
    orders::Payment payment;
    payment.state = orders::PaymentState::kPaid;
    payment.asked = payment.received = 1'550;
    payment.created_at = payment.settled_at = now;
    order.payments.push_back(payment);
    order.deliveries.push_back({1, orders::DeliveryState::kConfirmed, orders::RefusalReason::kNone,
                                "", 15'000'000, 0, now, false, now, now, now});
    number.usage = limits::Take(number.usage, {202'611}, now, 1'500);
    number.last_order = order.id;
    number.sim->credit.amount += 15'000'000;

    const ledger::Account cash = ledger::Of(AccountKind::kCash, "till-1");
    const ledger::Account suspense = ledger::Of(AccountKind::kSuspense);
    const ledger::Account issued = ledger::Of(AccountKind::kIssued, "proximus");
    const ledger::Account payable = ledger::Of(AccountKind::kPayable, "proximus");
    const ledger::Account sim = ledger::OfBucket(number.msisdn.value(), 1, Asset::kEur6);
    const ledger::Transfers transfers{ledger::Move(1'550, cash, suspense),
                                      ledger::Move(1'550, suspense, payable),
                                      ledger::Move(15'000'000, issued, sim)};
    writes.inserted.Put(ledger::Entry{ledger::CauseOf(order.id), 1, now, transfers});
    CHECK(ledger::Fold(transfers, writes.balances), "a benchmark's balances fit");
    NewIdempotencyRecords(writes).push_back({key, key, 1, order.id, 0, "", now});
    writes.changed.Put(std::move(number));
    if (orders_.size() < 100'000) orders_.push_back(order.id);
    OrderRecord record(std::move(order));
    record.transfers = ledger::CountOf(transfers);
    writes.inserted.Put(std::move(record));
  }

  Folder folder_;
  OpenedStore opened_;
  Samples samples_{1};
  std::vector<OrderId> orders_;
};

void Topups(benchmark::State& state) {
  World& world = World::Get();
  const auto batch = static_cast<std::size_t>(state.range(0));
  std::vector<std::int64_t> times;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    world.Topups(batch);
    times.push_back((std::chrono::steady_clock::now() - start) / std::chrono::microseconds(1));
  }
  std::sort(times.begin(), times.end());
  const auto at = [&times](std::size_t permille) {
    return benchmark::Counter(
        static_cast<double>(times[std::min(times.size() - 1, times.size() * permille / 1'000)]));
  };
  state.SetItemsProcessed(static_cast<std::int64_t>(batch) * state.iterations());
  state.counters["p50_us"] = at(500);
  state.counters["p99_us"] = at(990);
  state.counters["p999_us"] = at(999);
  state.counters["max_us"] = at(1'000);
  state.counters["rss_mb"] = static_cast<double>(ResidentMegabytes());
}
BENCHMARK(Topups)->Arg(64)->Arg(256)->Iterations(4'000)->UseRealTime()->Unit(
    benchmark::kMicrosecond);

void FindOrder(benchmark::State& state) {
  World& world = World::Get();
  world.Topups(64);
  for (auto _ : state) {
    auto found = world.queries().FindOrder(world.AnyOrder());
    CHECK(found.ok() && found->has_value(), "an order of the benchmark is found");
  }
}
BENCHMARK(FindOrder)->Unit(benchmark::kMicrosecond);

void FindSubscriber(benchmark::State& state) {
  World& world = World::Get();
  for (auto _ : state) {
    auto found = world.queries().FindSubscriber(world.AnyNumber());
    CHECK(found.ok() && found->has_value(), "a number of the benchmark is found");
  }
}
BENCHMARK(FindSubscriber)->Unit(benchmark::kMicrosecond);

void Open(benchmark::State& state) {
  World& world = World::Get();
  for (auto _ : state) {
    world.Close();
    world.Open();
  }
}
BENCHMARK(Open)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace herlaad::store
