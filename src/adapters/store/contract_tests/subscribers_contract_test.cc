// The contract of Queries::ListSubscribers for every store.
#include "adapters/store/contract_tests/store_contract.h"

namespace herlaad::store {
namespace {

using engine::WriteSet;

template <class Kind>
class SubscribersContract : public StoreFixture<Kind> {};
TYPED_TEST_SUITE(SubscribersContract, Stores, StoreNames);

TYPED_TEST(SubscribersContract, ListedInTheOrderOfTheirNumbers) {
  EXPECT_TRUE(this->queries().ListSubscribers(std::nullopt, 10)->empty());
  WriteSet writes;
  for (int i = 0; i < 25; ++i) writes.changed.Put(this->samples_.NumberRow(Samples::Number(i * 3)));
  this->Committed(writes);
  std::vector<orders::Subscriber> listed;
  std::optional<Msisdn> after;
  for (const std::size_t size : {10U, 10U, 5U, 0U}) {
    const auto page = this->queries().ListSubscribers(after, 10);
    ASSERT_TRUE(page.ok());
    ASSERT_EQ(page->size(), size);
    listed.insert(listed.end(), page->begin(), page->end());
    after = listed.back().msisdn;
  }
  EXPECT_EQ(listed, writes.changed.Of<orders::Subscriber>());
  EXPECT_EQ(this->queries().ListSubscribers(Samples::Number(70), 10)->size(), 1U)
      << "also from a number that is not there";
}

TYPED_TEST(SubscribersContract, ListIsBounded) {
  WriteSet writes;
  for (std::size_t i = 0; i < engine::kSubscribersMax + 5; ++i)
    writes.changed.Put(this->samples_.NumberRow(Samples::Number(static_cast<std::int64_t>(i))));
  this->Committed(writes);
  EXPECT_EQ(this->queries().ListSubscribers(std::nullopt, 5'000)->size(), engine::kSubscribersMax);
}

}  // namespace
}  // namespace herlaad::store
