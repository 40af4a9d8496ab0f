// The contract of Queries::Together for every store.
#include "adapters/store/contract_tests/store_contract.h"

namespace herlaad::store {
namespace {

using engine::OrderRecord;
using engine::WriteSet;

template <class Kind>
class TogetherContract : public StoreFixture<Kind> {};
TYPED_TEST_SUITE(TogetherContract, Stores, StoreNames);

// Readings that share a snapshot find what was there before they began, are durable like others,
// and leave nothing behind for those after them.
TYPED_TEST(TogetherContract, ReadingsTogetherSeeWhatWasAcknowledgedBefore) {
  for (int round = 0; round < 3; ++round) {
    WriteSet before;
    for (int i = 0; i < 3; ++i) before.inserted.Put(this->samples_.Record());
    this->Committed(before);
    WriteSet meanwhile;
    meanwhile.inserted.Put(this->samples_.Record());
    const OrderId later = NewOrders(meanwhile).front().order.id;
    this->queries().Together([&] {
      for (const OrderRecord& record : NewOrders(before)) {
        const auto found = this->queries().FindOrder(record.order.id);
        ASSERT_TRUE(found.ok()) << found.error().message;
        EXPECT_EQ(*found, record);
      }
      this->Committed(meanwhile);
      EXPECT_TRUE(this->queries().FindOrder(later).ok()) << "whether there or not";
      EXPECT_TRUE(this->queries().FindTrail(NewOrders(before).front().order.id)->has_value());
    });
    EXPECT_EQ(*this->queries().FindOrder(later), NewOrders(meanwhile).front());
    this->queries().Together(
        [&] { EXPECT_EQ(*this->queries().FindOrder(later), NewOrders(meanwhile).front()); });
  }
}

}  // namespace
}  // namespace herlaad::store
