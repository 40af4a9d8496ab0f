// Cuts the power at random moments while batches are committed: every acknowledged commit must
// exist afterwards as a whole, and every other one as a whole or not at all. Killing a process
// cannot show this, because the kernel still writes what the process left behind.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "adapters/store/open.h"
#include "tests/support/forgetful_vfs.h"
#include "tests/support/store_samples.h"

namespace herlaad {
namespace {

using engine::CommitResult;
using engine::OrderRecord;
using engine::ReadSet;
using engine::WriteSet;
using ledger::AccountKind;
using store::Folder;
using store::NewIdempotencyRecords;
using store::NewOrders;
using store::OpenedStore;
using store::Samples;
using store::SqliteOptions;
using testing::ForgetfulDisk;

// The expected content of the store.
struct Ledger {
  std::map<OrderId, OrderRecord> orders;
  std::map<Msisdn, orders::Subscriber> numbers;
  std::map<ledger::EntryKey, ledger::Entry> entries;
  ledger::Changes balances;
  std::map<Digest, engine::IdempotencyRecord> idempotency_records;

  void Add(const WriteSet& writes) {
    for (const auto& record : NewOrders(writes)) orders.insert_or_assign(record.order.id, record);
    for (const auto& record : writes.changed.Of<engine::OrderRecord>()) {
      orders.insert_or_assign(record.order.id, record);
    }
    for (const auto& number : writes.changed.Of<orders::Subscriber>())
      numbers.insert_or_assign(number.msisdn, number);
    for (const auto& entry : writes.inserted.Of<ledger::Entry>())
      entries.emplace(entry.key(), entry);
    for (const auto& [account, change] : writes.balances) balances[account] += change;
    for (const auto& idempotency_record : NewIdempotencyRecords(writes))
      idempotency_records.insert_or_assign(idempotency_record.key, idempotency_record);
  }
  friend bool operator==(const Ledger&, const Ledger&) = default;
};

// Successive runs of a store on one disk.
class Lives {
 public:
  explicit Lives(std::uint64_t seed, bool synchronous = true)
      : samples_(seed), disk_(seed + 1), synchronous_(synchronous) {}

  // Opens the store, closing the previous one.
  ::testing::AssertionResult Open() {
    opened_ = {};
    SqliteOptions options;
    options.folder = folder_.path();
    options.vfs = disk_.vfs();
    options.synchronous = synchronous_;
    options.checkpoint_thread = false;  // a seed must always give the same run
    options.checkpoint_frames = static_cast<int>(samples_.random().Between(20, 240));
    auto opened = OpenSqlite(options);
    if (!opened.ok()) return ::testing::AssertionFailure() << opened.error().message;
    opened_ = std::move(opened).value();
    return ::testing::AssertionSuccess();
  }

  // Commits until the power fails, at the latest at the n-th write or sync. Up to `not_durable_max`
  // commits are made durable, and acknowledged, together.
  void CommitUntilCut(std::uint64_t n, std::int64_t not_durable_max = 1) {
    disk_.CutAfter(n);
    in_flight_.clear();
    while (true) {
      in_flight_.push_back(Batch());
      ReadSet nothing;
      if (!opened_.store->Load({}, nothing).ok()) break;
      if (opened_.store->Commit(in_flight_.back()) != CommitResult::kCommitted) break;
      const auto unkept = static_cast<std::int64_t>(in_flight_.size());
      if (unkept < samples_.random().Between(1, not_durable_max)) continue;
      if (!opened_.store->MakeDurable()) break;
      acknowledgements_ += static_cast<int>(unkept);
      for (const WriteSet& writes : in_flight_) acknowledged_.Add(writes);
      in_flight_.clear();
    }
    opened_ = {};
    disk_.PowerOn();
  }

  // The current content of the store; nothing if it cannot be read.
  std::optional<Ledger> Found() {
    Ledger found;
    engine::Queries::Reader reader;
    reader.order = [&](const OrderRecord& record) {
      return found.orders.insert_or_assign(record.order.id, record).second;
    };
    reader.entry = [&](const ledger::Entry& entry) {
      return found.entries.emplace(entry.key(), entry).second;
    };
    reader.number = [&](const orders::Subscriber& number) {
      return found.numbers.insert_or_assign(number.msisdn, number).second;
    };
    reader.balance = [&](const ledger::Account& account, std::int64_t balance) {
      found.balances[account] = balance;
      return true;
    };
    if (!opened_.queries->ReadAll(reader).ok()) return std::nullopt;
    engine::Needs needs;
    for (const auto& [key, idempotency_record] : acknowledged_.idempotency_records)
      needs.Put<engine::IdempotencyRecord>(key);
    for (const WriteSet& writes : in_flight_) {
      for (const auto& idempotency_record : NewIdempotencyRecords(writes))
        needs.Put<engine::IdempotencyRecord>(idempotency_record.key);
    }
    ReadSet read_set;
    if (!opened_.store->Load(needs, read_set).ok()) return std::nullopt;
    opened_.store->Abandon();
    for (const Digest& key : needs.Of<engine::IdempotencyRecord>()) {
      if (const auto* idempotency_record = read_set.Find<engine::IdempotencyRecord>(key))
        found.idempotency_records.insert_or_assign(key, *idempotency_record);
    }
    return found;
  }

  // Everything acknowledged exists, and of the commits in progress the first ones, each as a whole.
  ::testing::AssertionResult IsWhole() {
    const auto found = Found();
    if (!found) return ::testing::AssertionFailure() << "the store cannot be read";
    Ledger possible = acknowledged_;
    for (const WriteSet& writes : in_flight_) {
      if (*found == possible) break;
      possible.Add(writes);
    }
    if (*found == possible) {
      kept_unacknowledged_ += possible == acknowledged_ ? 0 : 1;
      acknowledged_ = std::move(possible);
      in_flight_.clear();
      return ::testing::AssertionSuccess();
    }
    return ::testing::AssertionFailure()
           << "found " << found->orders.size() << " orders and "
           << found->idempotency_records.size() << " claims, acknowledged were "
           << acknowledged_.orders.size() << " and " << acknowledged_.idempotency_records.size();
  }

  Samples& samples() { return samples_; }
  ForgetfulDisk& disk() { return disk_; }
  [[nodiscard]] const std::string& folder() const { return folder_.path(); }
  [[nodiscard]] int acknowledgements() const { return acknowledgements_; }
  // How often something was found that had not been acknowledged.
  [[nodiscard]] int kept_unacknowledged() const { return kept_unacknowledged_; }
  void Close() { opened_ = {}; }

 private:
  // Some new orders, one of them with transfers; changes of an older order and its subscriber.
  WriteSet Batch() {
    WriteSet writes;
    const auto count = samples_.random().Between(1, 4);
    for (std::int64_t i = 0; i < count; ++i) writes.inserted.Put(samples_.Record());
    std::set<Msisdn> msisdns;
    for (const auto& record : NewOrders(writes)) msisdns.insert(record.order.msisdn());
    if (!acknowledged_.orders.empty()) {
      const OrderRecord& old = acknowledged_.orders.begin()->second;
      OrderRecord changed = old;
      changed.order.review_decision = samples_.Text(40);
      changed.order.cancel_wanted = !old.order.cancel_wanted;
      writes.changed.Put(changed);
      msisdns.insert(changed.order.msisdn());
    }
    for (const Msisdn msisdn : msisdns) writes.changed.Put(samples_.NumberRow(msisdn));
    const ledger::Transfers moved{ledger::Move(samples_.random().Between(1, 5'000),
                                               ledger::Of(AccountKind::kPsp, "bank"),
                                               ledger::Of(AccountKind::kSuspense))};
    writes.inserted.Put(ledger::Entry{ledger::CauseOf(NewOrders(writes).front().order.id), 1,
                                      samples_.now(), moved});
    CHECK(ledger::Fold(moved, writes.balances), "a test's balances fit");
    for (auto n = samples_.random().Between(0, 60); n > 0; --n) {
      writes.inserted.Put(samples_.IdempotencyRecord());
    }
    return writes;
  }

  Samples samples_;
  Folder folder_;
  ForgetfulDisk disk_;
  bool synchronous_;
  OpenedStore opened_;
  Ledger acknowledged_;
  std::vector<WriteSet> in_flight_;
  int acknowledgements_ = 0;
  int kept_unacknowledged_ = 0;
};

TEST(PowerCut, AcknowledgedCommitsExist) {
  int acknowledgements = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Lives lives(seed);
    ASSERT_TRUE(lives.Open());
    for (int cut = 1; cut <= 20; ++cut) {
      SCOPED_TRACE("cut " + std::to_string(cut));
      lives.CommitUntilCut(static_cast<std::uint64_t>(lives.samples().random().Between(1, 400)));
      ASSERT_TRUE(lives.Open());
      ASSERT_TRUE(lives.IsWhole());
    }
    lives.Close();
    const auto checked = store::CheckSqlite(lives.folder());
    ASSERT_TRUE(checked.ok()) << checked.error().message;
    acknowledgements += lives.acknowledgements();
  }
  // The cuts came neither all at the beginning nor never.
  EXPECT_GT(acknowledgements, 500);
}

// The engine goes on deciding while the disk works: several commits may wait for one sync.
TEST(PowerCut, CommitsThatShareASyncAreLostFromTheLast) {
  int acknowledgements = 0;
  int kept_unacknowledged = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Lives lives(seed);
    ASSERT_TRUE(lives.Open());
    for (int cut = 1; cut <= 20; ++cut) {
      SCOPED_TRACE("cut " + std::to_string(cut));
      lives.CommitUntilCut(static_cast<std::uint64_t>(lives.samples().random().Between(1, 200)), 5);
      ASSERT_TRUE(lives.Open());
      ASSERT_TRUE(lives.IsWhole());
    }
    acknowledgements += lives.acknowledgements();
    kept_unacknowledged += lives.kept_unacknowledged();
  }
  EXPECT_GT(acknowledgements, 500);
  EXPECT_GT(kept_unacknowledged, 10);
}

TEST(PowerCut, CreatingTheTablesMayBeInterrupted) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Lives lives(seed);
    lives.disk().CutAfter(seed);
    const bool whole = lives.Open();
    lives.Close();
    lives.disk().PowerOn();
    ASSERT_TRUE(lives.Open()) << "made before the cut: " << whole;
    lives.CommitUntilCut(100);
    ASSERT_TRUE(lives.Open());
    ASSERT_TRUE(lives.IsWhole());
  }
}

// Proves that this test can fail: without fsync it does, at nearly every cut.
TEST(PowerCut, AcknowledgedCommitsAreLostWithoutSync) {
  int lost = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Lives lives(seed, false);
    ASSERT_TRUE(lives.Open());
    lives.CommitUntilCut(200);
    if (!lives.Open() || !lives.IsWhole()) ++lost;
  }
  EXPECT_GE(lost, 15);
}

}  // namespace
}  // namespace herlaad
