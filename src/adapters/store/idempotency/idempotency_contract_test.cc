// The contract of idempotency records for every store: a repeated key is recognised for the
// promised time, after any number of other records, and after a restart.
#include "adapters/store/contract_tests/store_contract.h"

namespace herlaad::store {
namespace {

using engine::CommitResult;
using engine::IdempotencyRecord;
using engine::Needs;
using engine::WriteSet;

constexpr Millis kDay{24LL * 3'600 * 1'000};

template <class Kind>
class IdempotencyRecordsContract : public StoreFixture<Kind> {
 protected:
  // Writes `count` new idempotency records in batches of at most 300; appends them to known_.
  void Write(std::size_t count) {
    while (count > 0) {
      WriteSet writes;
      for (auto n = std::min<std::size_t>(count, 300); n > 0; --n) {
        writes.inserted.Put(this->samples_.IdempotencyRecord());
        known_.push_back(NewIdempotencyRecords(writes).back());
      }
      count -= NewIdempotencyRecords(writes).size();
      this->Committed(writes);
    }
  }

  // How many of known_[from..to) exist unchanged.
  std::size_t Found(std::size_t from, std::size_t to) {
    Needs needs;
    for (std::size_t i = from; i < to; ++i) needs.Put<engine::IdempotencyRecord>(known_[i].key);
    const engine::ReadSet read_set = this->Loaded(needs);
    std::size_t found = 0;
    for (std::size_t i = from; i < to; ++i) {
      const IdempotencyRecord* const idempotency_record =
          read_set.Find<engine::IdempotencyRecord>(known_[i].key);
      if (idempotency_record == nullptr) continue;
      EXPECT_EQ(*idempotency_record, known_[i]);
      ++found;
    }
    return found;
  }

  // Calls it until nothing remains; returns how often more remained.
  int ForgetAll() {
    for (int calls = 0;; ++calls) {
      const auto more = this->store().ForgetIdempotencyRecords(this->samples_.now());
      EXPECT_TRUE(more.ok());
      if (!more.ok() || !*more) return calls;
    }
  }

  std::vector<IdempotencyRecord> known_;
};
TYPED_TEST_SUITE(IdempotencyRecordsContract, Stores, StoreNames);

TYPED_TEST(IdempotencyRecordsContract, RecordsAreFoundAfterManyMore) {
  this->Write(3'500);
  EXPECT_EQ(this->Found(0, 3'500), 3'500u);
  this->Reopen();
  EXPECT_EQ(this->Found(0, 3'500), 3'500u);
  this->Write(2'000);
  EXPECT_EQ(this->Found(0, 5'500), 5'500u);
}

TYPED_TEST(IdempotencyRecordsContract, RecordsAreFoundAfterARestartAtAnyNumber) {
  // One by one around the end of a generation.
  this->Write(1'020);
  for (int i = 0; i < 8; ++i) {
    this->Write(1);
    this->Reopen();
    ASSERT_EQ(this->Found(0, this->known_.size()), this->known_.size());
  }
}

TYPED_TEST(IdempotencyRecordsContract, OneBatchMayHoldMoreThanAGeneration) {
  WriteSet writes;
  for (int i = 0; i < 5'000; ++i) {
    writes.inserted.Put(this->samples_.IdempotencyRecord());
    this->known_.push_back(NewIdempotencyRecords(writes).back());
  }
  this->Committed(writes);
  EXPECT_EQ(this->Found(0, 5'000), 5'000u);
  this->Reopen();
  EXPECT_EQ(this->Found(0, 5'000), 5'000u);
}

TYPED_TEST(IdempotencyRecordsContract, RecordsOfAFailedBatchDoNotExist) {
  this->Write(1'000);
  WriteSet writes;
  NewOrders(writes) = {this->samples_.Record()};
  writes.inserted.Put(NewOrders(writes).front());  // a duplicate: rejected
  for (int i = 0; i < 100; ++i) writes.inserted.Put(this->samples_.IdempotencyRecord());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(this->Commit(writes), CommitResult::kPoisoned);
  this->Write(1'000);
  this->known_.insert(this->known_.end(), NewIdempotencyRecords(writes).begin(),
                      NewIdempotencyRecords(writes).end());
  EXPECT_EQ(this->Found(0, 2'000), 2'000u);
  EXPECT_EQ(this->Found(2'000, 2'100), 0u);
  this->Reopen();
  EXPECT_EQ(this->Found(0, 2'000), 2'000u);
  EXPECT_EQ(this->Found(2'000, 2'100), 0u);
}

TYPED_TEST(IdempotencyRecordsContract, ExpiredRecordsAreDeletedInSmallSteps) {
  this->Write(2'500);
  this->samples_.Pass(engine::kIdempotencyLifetime);
  EXPECT_EQ(this->ForgetAll(), 0);
  EXPECT_EQ(this->Found(0, 2'500), 2'500u) << "to the last millisecond";
  this->Write(100);
  this->samples_.Pass(Millis(1));
  EXPECT_EQ(this->ForgetAll(), 2) << "in chunks";
  EXPECT_EQ(this->Found(0, 2'500), 0u);
  EXPECT_EQ(this->Found(2'500, 2'600), 100u);
  this->Reopen();
  EXPECT_EQ(this->Found(0, 2'500), 0u);
  EXPECT_EQ(this->Found(2'500, 2'600), 100u);
}

TYPED_TEST(IdempotencyRecordsContract, RecordsComeAndGoForALongTime) {
  std::size_t oldest = 0;
  for (int day = 0; day < 120; ++day) {
    this->Write(150);
    this->samples_.Pass(kDay);
    this->ForgetAll();
    if (day % 17 == 0) this->Reopen();
    // Written at the start of a day, deleted after more than 35 days.
    if (day >= 35) oldest = static_cast<std::size_t>(day - 34) * 150;
    ASSERT_EQ(this->Found(oldest, this->known_.size()), this->known_.size() - oldest) << day;
    if (oldest > 0) {
      ASSERT_EQ(this->Found(oldest - 150, oldest), 0u) << day;
    }
  }
}

TYPED_TEST(IdempotencyRecordsContract, NewRecordsAreNotMistakenForDeletedOnes) {
  this->Write(1'500);
  this->samples_.Pass(engine::kIdempotencyLifetime + kDay);
  this->ForgetAll();  // all but the newest
  this->Reopen();
  this->Write(1'500);
  this->Reopen();
  EXPECT_EQ(this->Found(1'500, 3'000), 1'500u);
}

}  // namespace
}  // namespace herlaad::store
