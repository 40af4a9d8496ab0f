// The contract of order trails for every store: complete and bounded.
#include "adapters/store/store_contract.h"

namespace herlaad::store {
namespace {

using engine::WriteSet;

template <class Kind>
class TrailContract : public StoreFixture<Kind> {};
TYPED_TEST_SUITE(TrailContract, Stores, StoreNames);

TYPED_TEST(TrailContract, TrailContainsTheOrderItsEventsAndItsAuditEntries) {
  WriteSet writes;
  for (int i = 0; i < 3; ++i) writes.new_orders.push_back(this->samples_.Record());
  const OrderId id = writes.new_orders[1].order.id;
  const OrderId other = writes.new_orders[2].order.id;
  writes.audit = {{kSampleNow, "admin", "topup.cancel", ToText(other), ""},
                  {kSampleNow, "key:key_1", "topup.cancel", ToText(id), "it's \"x\""}};
  const engine::OrderEvent first = this->samples_.Event(id, kSampleNow);
  const engine::OrderEvent second = this->samples_.Event(id, kSampleNow + Millis(1));
  writes.events = {first, this->samples_.Event(other, kSampleNow), second};
  this->Committed(writes);
  WriteSet later;
  later.audit = {{kSampleNow, "admin", "topup.resolve", ToText(id), "accepted: seen"}};
  later.events = {first};  // an event stored twice is one
  this->Committed(later);
  this->Reopen();

  const auto trail = this->queries().FindTrail(id);
  ASSERT_TRUE(trail.ok()) << trail.error().message;
  ASSERT_TRUE(*trail);
  EXPECT_EQ((*trail)->record, writes.new_orders[1]);
  EXPECT_EQ((*trail)->audit, (std::vector{writes.audit[1], later.audit[0]}));
  EXPECT_EQ((*trail)->events, (std::vector{first, second}));

  const auto quiet = this->queries().FindTrail(writes.new_orders[0].order.id);
  ASSERT_TRUE(quiet.ok() && *quiet);
  EXPECT_TRUE((*quiet)->audit.empty() && (*quiet)->events.empty());
  const auto nobodys = this->queries().FindTrail(OrderId(7));
  EXPECT_TRUE(nobodys.ok() && !*nobodys);
}

TYPED_TEST(TrailContract, TrailIsBounded) {
  WriteSet writes;
  writes.new_orders.push_back(this->samples_.Record());
  const OrderId id = writes.new_orders[0].order.id;
  for (std::size_t i = 0; i <= engine::kTrailMax; ++i) {
    const Instant at = kSampleNow + Millis(static_cast<std::int64_t>(i));
    writes.events.push_back(this->samples_.Event(id, at));
    writes.audit.push_back({at, "admin", "topup.resolve", ToText(id), "ask_again: no news"});
  }
  this->Committed(writes);
  const auto trail = this->queries().FindTrail(id);
  ASSERT_TRUE(trail.ok() && *trail);
  EXPECT_EQ((*trail)->events.size(), engine::kTrailMax);
  EXPECT_EQ((*trail)->audit.size(), engine::kTrailMax);
}

}  // namespace
}  // namespace herlaad::store
