// The contract of order trails for every store: complete and bounded.
#include "adapters/store/contract_tests/store_contract.h"

namespace herlaad::store {
namespace {

using engine::WriteSet;

template <class Kind>
class TrailContract : public StoreFixture<Kind> {};
TYPED_TEST_SUITE(TrailContract, Stores, StoreNames);

TYPED_TEST(TrailContract, TrailContainsTheOrderItsEventsAndItsAuditEntries) {
  WriteSet writes;
  for (int i = 0; i < 3; ++i) writes.inserted.Put(this->samples_.Record());
  const OrderId id = NewOrders(writes)[1].order.id;
  const OrderId other = NewOrders(writes)[2].order.id;
  const auto act = [this](WriteSet& in, engine::AuditEntry entry) {
    in.changed.Put(this->samples_.Act(entry));
    return entry;
  };
  act(writes, {kSampleNow, "admin", "topup.cancel", ToText(other), ""});
  const auto cancelled =
      act(writes, {kSampleNow, "client:cli_1", "topup.cancel", ToText(id), "it's \"x\""});
  const engine::OrderEvent first = this->samples_.Event(id, kSampleNow);
  const engine::OrderEvent second = this->samples_.Event(id, kSampleNow + Millis(1));
  writes.changed.Of<engine::OrderEvent>() = {first, this->samples_.Event(other, kSampleNow),
                                             second};
  this->Committed(writes);
  WriteSet later;
  const auto resolved =
      act(later, {kSampleNow, "admin", "topup.resolve", ToText(id), "accepted: seen"});
  later.changed.Put(first);  // an event stored twice is one
  this->Committed(later);
  this->Reopen();

  const auto trail = this->queries().FindTrail(id);
  ASSERT_TRUE(trail.ok()) << trail.error().message;
  ASSERT_TRUE(*trail);
  EXPECT_EQ((*trail)->record, NewOrders(writes)[1]);
  EXPECT_EQ((*trail)->audit, (std::vector{cancelled, resolved}));
  EXPECT_EQ((*trail)->events, (std::vector{first, second}));

  const auto quiet = this->queries().FindTrail(NewOrders(writes)[0].order.id);
  ASSERT_TRUE(quiet.ok() && *quiet);
  EXPECT_TRUE((*quiet)->audit.empty() && (*quiet)->events.empty());
  const auto nobodys = this->queries().FindTrail(OrderId(7));
  EXPECT_TRUE(nobodys.ok() && !*nobodys);
}

TYPED_TEST(TrailContract, TrailIsBounded) {
  WriteSet writes;
  writes.inserted.Put(this->samples_.Record());
  const OrderId id = NewOrders(writes)[0].order.id;
  for (std::size_t i = 0; i <= engine::kTrailMax; ++i) {
    const Instant at = kSampleNow + Millis(static_cast<std::int64_t>(i));
    writes.changed.Put(this->samples_.Event(id, at));
    writes.changed.Put(
        this->samples_.Act({at, "admin", "topup.resolve", ToText(id), "ask_again: no news"}));
  }
  this->Committed(writes);
  const auto trail = this->queries().FindTrail(id);
  ASSERT_TRUE(trail.ok() && *trail);
  EXPECT_EQ((*trail)->events.size(), engine::kTrailMax);
  EXPECT_EQ((*trail)->audit.size(), engine::kTrailMax);
}

}  // namespace
}  // namespace herlaad::store
