// The contract of Queries::ReadAll for every store.
#include "adapters/store/store_contract.h"

namespace herlaad::store {
namespace {

using engine::OrderRecord;
using engine::WriteSet;

template <class Kind>
class ReadAllContract : public StoreFixture<Kind> {};
TYPED_TEST_SUITE(ReadAllContract, Stores, StoreNames);

TYPED_TEST(ReadAllContract, ReadAllUsesOneSnapshot) {
  WriteSet writes;
  for (int i = 0; i < 600; ++i) {
    writes.new_orders.push_back(this->samples_.Record());
    const OrderId id = writes.new_orders.back().order.id;
    for (std::int32_t n = 1; n <= i % 4; ++n) {
      writes.transfers.push_back({id, n, kSampleNow,
                                  ledger::Move(n, ledger::Of(ledger::AccountKind::kFees),
                                               ledger::Of(ledger::AccountKind::kVat))});
    }
  }
  writes.subscribers = {orders::Subscriber(Samples::Number(1)),
                        this->samples_.NumberRow(Samples::Number(2))};
  this->Committed(writes);

  std::vector<OrderRecord> orders;
  std::vector<engine::PostedTransfer> transfers;
  std::vector<orders::Subscriber> numbers;
  engine::Queries::Reader reader;
  reader.order = [&](const OrderRecord& record) {
    // A concurrent writer: neither side waits for the other.
    if (orders.size() % 200 == 0) {
      WriteSet more;
      more.new_orders.push_back(this->samples_.Record());
      more.subscribers.push_back(this->samples_.NumberRow());
      this->Committed(more);
    }
    orders.push_back(record);
    return true;
  };
  reader.transfer = [&](const engine::PostedTransfer& posted) {
    EXPECT_EQ(posted.order, orders.back().order.id) << "directly after its order";
    transfers.push_back(posted);
    return true;
  };
  reader.number = [&](const orders::Subscriber& number) {
    numbers.push_back(number);
    return true;
  };
  ASSERT_TRUE(this->queries().ReadAll(reader).ok());
  EXPECT_EQ(orders, writes.new_orders);
  EXPECT_EQ(transfers, writes.transfers);
  EXPECT_EQ(numbers, writes.subscribers);
}

TYPED_TEST(ReadAllContract, ReadAllStopsWhenTheCallbackReturnsFalse) {
  WriteSet writes;
  for (int i = 0; i < 600; ++i) writes.new_orders.push_back(this->samples_.Record());
  writes.subscribers.push_back(this->samples_.NumberRow());
  this->Committed(writes);
  int orders = 0;
  engine::Queries::Reader reader;
  reader.order = [&](const OrderRecord&) { return ++orders < 300; };
  reader.number = [&](const orders::Subscriber&) {
    ADD_FAILURE() << "it had been told to end";
    return true;
  };
  EXPECT_TRUE(this->queries().ReadAll(reader).ok());
  EXPECT_EQ(orders, 300);
}

}  // namespace
}  // namespace herlaad::store
