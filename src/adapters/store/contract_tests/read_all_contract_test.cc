// The contract of Queries::ReadAll for every store.
#include "adapters/store/contract_tests/store_contract.h"

namespace herlaad::store {
namespace {

using engine::OrderRecord;
using engine::WriteSet;

using ledger::CauseOf;

ledger::Entry Posted(ledger::Cause cause, std::int32_t n) {
  return {cause,
          n,
          kSampleNow,
          {ledger::Move(n, ledger::Of(ledger::AccountKind::kFees),
                        ledger::Of(ledger::AccountKind::kVat))}};
}

template <class Kind>
class ReadAllContract : public StoreFixture<Kind> {};
TYPED_TEST_SUITE(ReadAllContract, Stores, StoreNames);

TYPED_TEST(ReadAllContract, ReadAllUsesOneSnapshot) {
  WriteSet writes;
  std::vector<ledger::Entry> posted_by_orders;
  std::vector<ledger::Entry> posted_by_numbers;
  for (int i = 0; i < 600; ++i) {
    writes.inserted.Put(this->samples_.Record());
    const OrderId id = NewOrders(writes).back().order.id;
    for (std::int32_t n = 1; n <= i % 4; ++n) posted_by_orders.push_back(Posted(CauseOf(id), n));
  }
  for (std::int32_t i = 0; i < 600; ++i) {
    writes.changed.Put(this->samples_.NumberRow(Samples::Number(i)));
    const ledger::Cause cause = CauseOf(Samples::Number(i));
    for (std::int32_t n = 1; n <= i % 3; ++n) posted_by_numbers.push_back(Posted(cause, n));
  }
  writes.inserted.Of<ledger::Entry>() = posted_by_numbers;
  writes.inserted.Of<ledger::Entry>().insert(writes.inserted.Of<ledger::Entry>().end(),
                                             posted_by_orders.begin(), posted_by_orders.end());
  this->Committed(writes);

  std::vector<OrderRecord> orders;
  std::vector<ledger::Entry> entries;
  std::vector<orders::Subscriber> numbers;
  ledger::Cause last;
  engine::Queries::Reader reader;
  reader.order = [&](const OrderRecord& record) {
    // A concurrent writer: neither side waits for the other.
    if (orders.size() % 200 == 0) {
      WriteSet more;
      more.inserted.Put(this->samples_.Record());
      more.changed.Put(this->samples_.NumberRow());
      this->Committed(more);
    }
    orders.push_back(record);
    last = CauseOf(record.order.id);
    return true;
  };
  reader.entry = [&](const ledger::Entry& entry) {
    EXPECT_EQ(entry.cause, last) << "directly after its cause";
    entries.push_back(entry);
    return true;
  };
  reader.number = [&](const orders::Subscriber& number) {
    numbers.push_back(number);
    last = CauseOf(number.msisdn);
    return true;
  };
  ASSERT_TRUE(this->queries().ReadAll(reader).ok());
  EXPECT_EQ(orders, NewOrders(writes));
  posted_by_orders.insert(posted_by_orders.end(), posted_by_numbers.begin(),
                          posted_by_numbers.end());
  EXPECT_EQ(entries, posted_by_orders);
  EXPECT_EQ(numbers, writes.changed.Of<orders::Subscriber>());
}

TYPED_TEST(ReadAllContract, ReadAllStopsWhenTheCallbackReturnsFalse) {
  WriteSet writes;
  for (int i = 0; i < 600; ++i) writes.inserted.Put(this->samples_.Record());
  writes.changed.Put(this->samples_.NumberRow());
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

TYPED_TEST(ReadAllContract, ReadAllStopsWithinTheNumbers) {
  WriteSet writes;
  for (int i = 0; i < 600; ++i) writes.changed.Put(this->samples_.NumberRow(Samples::Number(i)));
  writes.inserted.Of<ledger::Entry>() = {Posted(CauseOf(Samples::Number(300)), 1)};
  writes.balances[ledger::Of(ledger::AccountKind::kFees)] = 1;
  this->Committed(writes);
  int numbers = 0;
  engine::Queries::Reader reader;
  reader.order = [](const OrderRecord&) { return true; };
  reader.number = [&](const orders::Subscriber&) { return ++numbers > 0; };
  reader.entry = [](const ledger::Entry&) { return false; };
  reader.balance = [](const ledger::Account&, std::int64_t) {
    ADD_FAILURE() << "it had been told to end";
    return true;
  };
  EXPECT_TRUE(this->queries().ReadAll(reader).ok());
  EXPECT_EQ(numbers, 301);
}

}  // namespace
}  // namespace herlaad::store
