// The contract of queries for every store: one consistent snapshot for each call, pages without
// gaps, and no waiting for writers.
#include <atomic>
#include <set>
#include <thread>
#include <utility>

#include "adapters/store/contract_tests/store_contract.h"
#include "engine/ports/client_list.h"

namespace herlaad::store {
namespace {

using engine::OrderFilter;
using engine::OrderRecord;
using engine::WriteSet;
using orders::State;

template <class Kind>
class QueriesContract : public StoreFixture<Kind> {
 protected:
  // Reads all pages.
  std::vector<OrderId> All(OrderFilter filter) {
    std::vector<OrderId> ids;
    for (int pages = 0; pages < 1'000; ++pages) {
      const auto page = this->queries().ListOrders(filter);
      EXPECT_TRUE(page.ok()) << (page.ok() ? "" : page.error().message);
      if (!page.ok()) break;
      EXPECT_LE(page->orders.size(), filter.limit);
      for (const OrderRecord& record : page->orders) ids.push_back(record.order.id);
      if (!page->next) break;
      filter.before = page->next;
    }
    return ids;
  }

  // An order in `state`.
  orders::Order OrderIn(State state, Msisdn msisdn) {
    orders::Order order = this->samples_.Order(OrderId(this->samples_.NextId()), msisdn);
    while (StateOf(order) != state) order = this->samples_.Order(order.id, msisdn);
    return order;
  }

  void Store(std::vector<orders::Order> orders) {
    WriteSet writes;
    for (orders::Order& order : orders) writes.inserted.Put(this->samples_.Record(order));
    this->Committed(writes);
  }
};
TYPED_TEST_SUITE(QueriesContract, Stores, StoreNames);

TYPED_TEST(QueriesContract, ListsAreCompleteNewestFirst) {
  std::vector<OrderId> expected;
  WriteSet writes;
  for (int i = 0; i < 95; ++i) {
    writes.inserted.Put(this->samples_.Record());
    expected.insert(expected.begin(), NewOrders(writes).back().order.id);
  }
  this->Committed(writes);
  for (const std::size_t limit : {1u, 7u, 19u, 95u, 100u}) {
    OrderFilter filter;
    filter.limit = limit;
    EXPECT_EQ(this->All(filter), expected) << limit;
  }
  OrderFilter filter;
  filter.limit = 95;
  const auto page = this->queries().ListOrders(filter);
  EXPECT_FALSE(page->next) << "a page that is just full is the last one";
  EXPECT_EQ(page->orders.front(), NewOrders(writes).back()) << "whole, with all parts";
}

TYPED_TEST(QueriesContract, PageSizeIsBounded) {
  WriteSet writes;
  for (int i = 0; i < 150; ++i) writes.inserted.Put(this->samples_.Record());
  this->Committed(writes);
  OrderFilter filter;
  filter.limit = 1'000'000;
  EXPECT_EQ(this->queries().ListOrders(filter)->orders.size(), engine::kPageMax);
  filter.limit = 0;
  EXPECT_LE(this->queries().ListOrders(filter)->orders.size(), 1u);
}

TYPED_TEST(QueriesContract, ListsAreFiltered) {
  std::vector<orders::Order> orders;
  for (int round = 0; round < 4; ++round) {
    for (const State state : orders::kAllStates) {
      orders.push_back(this->OrderIn(state, this->samples_.AnyNumber()));
      orders.back().client = round % 2 == 0 ? "client:even" : "client:odd";
    }
  }
  this->Store(orders);
  for (const State state : orders::kAllStates) {
    for (const char* const client : {"", "client:odd", "client:nobody"}) {
      std::vector<OrderId> expected;
      for (const orders::Order& order : orders) {
        const bool fits = StateOf(order) == state && (*client == '\0' || order.client == client);
        if (fits) expected.insert(expected.begin(), order.id);
      }
      OrderFilter filter;
      filter.state = state;
      filter.client = client;
      filter.limit = 3;
      EXPECT_EQ(this->All(filter), expected) << Name(state) << " of " << client;
    }
  }
}

// However often its rows were written, and wherever they are stored.
TYPED_TEST(QueriesContract, SingleOrderEqualsTheOneInAList) {
  std::vector<OrderId> ids;
  for (int round = 0; round < 4; ++round) {
    WriteSet writes;
    for (int i = 0; i < 25; ++i) writes.inserted.Put(this->samples_.Record());
    for (const OrderId id : ids) {
      const auto found = this->queries().FindOrder(id);
      ASSERT_TRUE(found.ok() && *found);
      OrderRecord record = **found;
      this->samples_.AddPayment(record.order);
      if (round % 2 == 0) this->samples_.AddDelivery(record.order);
      if (round > 1) this->samples_.AddRefund(record.order);
      if (record.outbox_message) {
        writes.deleted.PutKeyOf(*record.outbox_message);
        record.outbox_message.reset();
      } else {
        record.outbox_message = this->samples_.OutboxMessage(id);
        writes.changed.Put(*record.outbox_message);
      }
      writes.changed.Put(std::move(record));
    }
    for (const auto& record : NewOrders(writes)) ids.push_back(record.order.id);
    this->Committed(writes);
  }
  OrderFilter filter;
  filter.limit = 100;
  const auto page = this->queries().ListOrders(filter);
  ASSERT_TRUE(page.ok()) << page.error().message;
  ASSERT_EQ(page->orders.size(), ids.size());
  for (const OrderRecord& record : page->orders) {
    const auto found = this->queries().FindOrder(record.order.id);
    ASSERT_TRUE(found.ok()) << found.error().message;
    ASSERT_TRUE(found->has_value());
    EXPECT_EQ(**found, record);
  }
  const auto none = this->queries().FindOrder(OrderId(ids.front().value() - 1));
  ASSERT_TRUE(none.ok()) << none.error().message;
  EXPECT_FALSE(none->has_value());
}

TYPED_TEST(QueriesContract, OrderMovesBetweenListsWithItsState) {
  orders::Order order = this->OrderIn(State::kAwaitingPayment, this->samples_.AnyNumber());
  this->Store({order});
  OrderFilter waiting;
  waiting.state = State::kAwaitingPayment;
  OrderFilter attention;
  attention.state = State::kAttention;
  EXPECT_EQ(this->All(waiting).size(), 1u);
  EXPECT_EQ(this->queries().CountOpen()->at(State::kAwaitingPayment), 1);
  order.attention = orders::Attention::kPaymentUnknown;
  WriteSet writes;
  writes.changed.Of<engine::OrderRecord>().emplace_back(order);
  this->Committed(writes);
  EXPECT_EQ(this->All(waiting).size(), 0u);
  EXPECT_EQ(this->All(attention).size(), 1u);
  EXPECT_EQ(*this->queries().CountOpen(), (std::map<State, std::int64_t>{{State::kAttention, 1}}));
}

TYPED_TEST(QueriesContract, OrdersOfANumberAreListed) {
  const Msisdn ours = Samples::Number(1);
  const Msisdn others = Samples::Number(2);
  std::vector<OrderId> expected;
  OrderId previous;
  std::vector<orders::Order> orders;
  for (int i = 0; i < 60; ++i) {
    orders.push_back(
        this->samples_.Order(OrderId(this->samples_.NextId()), i % 3 == 0 ? others : ours));
    orders.back().previous = OrderId();
    if (i % 3 == 0) continue;
    orders.back().previous = previous;
    orders.back().client = i % 3 == 1 ? "one" : "two";
    previous = orders.back().id;
    expected.insert(expected.begin(), previous);
  }
  this->Store(orders);
  WriteSet writes;
  writes.changed.Of<orders::Subscriber>().emplace_back(ours);
  writes.changed.Of<orders::Subscriber>().back().last_order = previous;
  this->Committed(writes);

  OrderFilter filter;
  filter.msisdn = ours;
  for (const std::size_t limit : {1u, 7u, 40u, 100u}) {
    filter.limit = limit;
    EXPECT_EQ(this->All(filter), expected) << limit;
  }
  filter.client = "two";
  filter.limit = 7;
  EXPECT_EQ(this->All(filter).size(), 20u);
  filter.client = "";
  filter.before = orders.front().id;
  EXPECT_TRUE(this->All(filter).empty()) << "another number's order is no place in this chain";
  filter = {};
  filter.msisdn = Samples::Number(3);
  EXPECT_TRUE(this->All(filter).empty());
}

// One order each millisecond, oldest first.
std::vector<orders::Order> OneAMillisecond(Samples& samples, int count) {
  std::vector<orders::Order> orders;
  for (int i = 0; i < count; ++i) {
    const OrderId id(FirstIdAt(Shard{}, kSampleNow + Millis(i)) + 1);
    orders.push_back(samples.Order(id, samples.AnyNumber()));
    orders.back().created_at = kSampleNow + Millis(i);
  }
  return orders;
}

TYPED_TEST(QueriesContract, ListsAreFilteredByTime) {
  const auto orders = OneAMillisecond(this->samples_, 30);
  this->Store(orders);
  const auto expected = [&orders](int first, int end) {
    std::vector<OrderId> ids;
    for (int i = end; i-- > first;) ids.push_back(orders[static_cast<std::size_t>(i)].id);
    return ids;
  };
  OrderFilter filter;
  filter.limit = 4;
  filter.from = kSampleNow + Millis(10);
  EXPECT_EQ(this->All(filter), expected(10, 30)) << "that moment is within";
  filter.until = kSampleNow + Millis(20);
  EXPECT_EQ(this->All(filter), expected(10, 20)) << "that one no more";
  filter.from.reset();
  EXPECT_EQ(this->All(filter), expected(0, 20));
  filter.from = kSampleNow + Millis(40);
  EXPECT_TRUE(this->All(filter).empty());
  filter = {};
  filter.id = orders[7].id;
  EXPECT_EQ(this->All(filter), expected(7, 8));
  filter.until = kSampleNow + Millis(7);
  EXPECT_TRUE(this->All(filter).empty()) << "all that is asked for has to fit";
}

// As after a restart with a clock that was set back: ids go on from the last one.
TYPED_TEST(QueriesContract, ListIsFilteredByTheTimeThatIsShownAlsoIfIdsAreAheadOfIt) {
  const Msisdn ours = Samples::Number(1);
  for (const auto& [ahead, accepted] :
       {std::pair(Millis(1'800'000), false), std::pair(Millis(1'000LL * 86'400'000), true)}) {
    const OrderId id(FirstIdAt(Shard{}, kSampleNow + ahead) + 1);
    orders::Order order = this->samples_.Order(id, ours);
    order.created_at = kSampleNow;
    order.previous = OrderId();
    this->Store({order});
    WriteSet writes;
    writes.changed.Of<orders::Subscriber>().emplace_back(ours);
    writes.changed.Of<orders::Subscriber>().back().last_order = id;
    this->Committed(writes);
    OrderFilter filter;
    filter.clock_accepted = accepted;
    for (const bool chain : {false, true}) {
      if (chain) filter.msisdn = ours;
      filter.from = kSampleNow;
      filter.until = kSampleNow + Millis(1);
      EXPECT_EQ(this->All(filter).front(), id) << ahead.count() << chain;
      filter.count = true;
      EXPECT_GE(this->queries().ListOrders(filter)->total->orders, 1U) << chain;
      filter.until.reset();
      filter.from = kSampleNow + Millis(1);
      EXPECT_TRUE(this->All(filter).empty()) << "not by the time in its id";
    }
  }
}

TYPED_TEST(QueriesContract, OrderIsFoundByTheNumberOfItsReceiptOnlyOnceItHasOne) {
  const auto with = this->OrderIn(State::kDelivered, Samples::Number(1));
  auto without = this->OrderIn(State::kAwaitingPayment, Samples::Number(2));
  this->Store({with, without});
  OrderFilter filter;
  filter.count = true;
  filter.receipt = with.id;
  EXPECT_EQ(this->All(filter), std::vector{with.id});
  EXPECT_EQ(this->queries().ListOrders(filter)->total, (engine::OrderCount{1, false}));
  filter.id = without.id;
  EXPECT_TRUE(this->All(filter).empty());
  filter.id.reset();
  filter.receipt = without.id;
  EXPECT_TRUE(this->All(filter).empty());
  EXPECT_EQ(this->queries().ListOrders(filter)->total, (engine::OrderCount{0, false}));
}

TYPED_TEST(QueriesContract, OrderIsFoundByTheBanksReference) {
  auto orders = OneAMillisecond(this->samples_, 40);
  const Msisdn ours = Samples::Number(1);
  OrderId previous;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    orders[i].credit().msisdn = ours;
    orders[i].previous = std::exchange(previous, orders[i].id);
    orders[i].payments[0].reference = i % 20 == 3 ? "ch_3" : "ch_other";
    orders[i].refunds.clear();
  }
  this->samples_.AddRefund(orders[30]);
  orders[30].refunds[0].reference = "ch_3";
  this->Store(orders);
  WriteSet writes;
  writes.changed.Of<orders::Subscriber>().emplace_back(ours);
  writes.changed.Of<orders::Subscriber>().back().last_order = previous;
  this->Committed(writes);
  const std::vector expected{orders[30].id, orders[23].id, orders[3].id};
  for (const bool chain : {false, true}) {
    for (const std::size_t limit : {1U, 2U, 3U, 100U}) {
      OrderFilter filter;
      filter.bank_reference = "ch_3";
      if (chain) filter.msisdn = ours;
      filter.limit = limit;
      filter.count = true;
      EXPECT_EQ(this->All(filter), expected) << limit << chain;
      EXPECT_EQ(this->queries().ListOrders(filter)->total, (engine::OrderCount{3, false}));
      filter.bank_reference = "ch_4";
      EXPECT_TRUE(this->All(filter).empty()) << limit << chain;
    }
  }
  OrderFilter filter;
  filter.bank_reference = "ch_3";
  filter.id = orders[4].id;
  EXPECT_TRUE(this->All(filter).empty());
  filter.id = orders[3].id;
  EXPECT_EQ(this->All(filter), std::vector{orders[3].id});
}

TYPED_TEST(QueriesContract, ListCountsItsOrders) {
  auto orders = OneAMillisecond(this->samples_, 30);
  for (std::size_t i = 0; i < orders.size(); ++i)
    orders[i].client = i % 3 == 0 ? "client:a" : "client:b";
  this->Store(orders);
  OrderFilter filter;
  EXPECT_FALSE(this->queries().ListOrders(filter)->total) << "only who asks waits for it";
  filter.count = true;
  filter.limit = 4;
  filter.client = "client:a";
  const auto page = this->queries().ListOrders(filter);
  EXPECT_EQ(page->total, (engine::OrderCount{10, false}));
  filter.before = page->next;
  EXPECT_EQ(this->queries().ListOrders(filter)->total, (engine::OrderCount{10, false}))
      << "whatever the cursor";
}

TYPED_TEST(QueriesContract, ScanForAListIsBounded) {
  const std::size_t count = engine::kScanMax + 50;
  orders::Order order = this->OrderIn(State::kDelivered, Samples::Number(1));
  order.client = "somebody";
  const OrderId oldest = order.id;
  order.client = "nobody";
  for (std::size_t written = 0; written < count;) {
    WriteSet writes;
    for (int i = 0; i < 1'000 && written < count; ++i, ++written) {
      if (order.id != oldest || written > 0) order.id = OrderId(this->samples_.NextId());
      order.client = written == 0 ? "nobody" : "somebody";
      order.previous = OrderId();
      NewOrders(writes).emplace_back(order);
    }
    this->Committed(writes);
  }
  OrderFilter filter;
  filter.client = "nobody";
  const auto page = this->queries().ListOrders(filter);
  EXPECT_TRUE(page->orders.empty());
  ASSERT_TRUE(page->next) << "there is more behind what was looked through";
  EXPECT_EQ(this->All(filter), std::vector{oldest});
  filter = {};
  filter.count = true;
  EXPECT_EQ(this->queries().ListOrders(filter)->total, (engine::OrderCount{engine::kScanMax, true}))
      << "counting is bounded too";
}

TYPED_TEST(QueriesContract, DueOutboxMessagesAreOrderedByDueTime) {
  WriteSet writes;
  for (int i = 0; i < 30; ++i) {
    writes.inserted.Put(this->samples_.Record());
    orders::OutboxMessage outbox_message =
        this->samples_.OutboxMessage(NewOrders(writes).back().order.id);
    outbox_message.destination = i % 2 == 0 ? "telenet" : "sandbox";
    outbox_message.next_at = {kSampleNow.ms + (i * 7) % 30};
    writes.changed.Put(outbox_message);
  }
  this->Committed(writes);
  std::vector<orders::OutboxMessage> expected;
  for (const auto& outbox_message : writes.changed.Of<orders::OutboxMessage>()) {
    if (outbox_message.destination == "telenet" &&
        outbox_message.next_at.ms <= kSampleNow.ms + 20) {
      expected.push_back(outbox_message);
    }
  }
  std::sort(expected.begin(), expected.end(),
            [](const auto& a, const auto& b) { return a.next_at < b.next_at; });
  ASSERT_GT(expected.size(), 5u);
  const Instant now{kSampleNow.ms + 20};
  EXPECT_EQ(*this->queries().DueOutboxMessages("telenet", now, 100), expected);
  expected.resize(4);
  EXPECT_EQ(*this->queries().DueOutboxMessages("telenet", now, 4), expected);
  EXPECT_TRUE(this->queries().DueOutboxMessages("orange", now, 4)->empty());

  EXPECT_EQ(*this->queries().NextDue("telenet", {0}), expected.front().next_at);
  EXPECT_EQ(*this->queries().NextDue("telenet", expected[1].next_at), expected[2].next_at);
  EXPECT_EQ(*this->queries().NextDue("telenet", {kSampleNow.ms + 1'000}), std::nullopt);
  WriteSet done;
  for (const auto& message : writes.changed.Of<orders::OutboxMessage>())
    done.deleted.PutKeyOf(message);
  this->Committed(done);
  EXPECT_EQ(*this->queries().NextDue("telenet", {0}), std::nullopt);
}

TYPED_TEST(QueriesContract, GreatestIdIsThatOfAnOrderOrAKey) {
  EXPECT_EQ(*this->queries().GreatestId(), 0);
  WriteSet writes;
  writes.inserted.Put(this->samples_.Record());
  this->Committed(writes);
  EXPECT_EQ(*this->queries().GreatestId(), NewOrders(writes).front().order.id.value());
  WriteSet key;
  key.changed.Of<engine::ApiKey>().push_back(this->samples_.Key());
  this->Committed(key);
  EXPECT_EQ(*this->queries().GreatestId(), key.changed.Of<engine::ApiKey>().front().id.value());
  WriteSet client;
  client.changed.Put(this->samples_.Client());
  this->Committed(client);
  EXPECT_EQ(*this->queries().GreatestId(),
            client.changed.Of<engine::ClientRecord>().front().id.value());
}

TYPED_TEST(QueriesContract, ClientIsFoundByItsIdAndItsName) {
  const engine::ClientRecord client = this->samples_.Client();
  WriteSet writes;
  writes.changed.Put(client);
  writes.changed.Put(engine::ClientName{client.name, client.id});
  writes.changed.Put(engine::Till{"counter-1", client.id, kSampleNow});
  this->Committed(writes);
  EXPECT_EQ(*engine::FindClient(this->queries(), ToText(client.id)), client);
  EXPECT_EQ(*engine::FindClient(this->queries(), client.name), client);
  EXPECT_FALSE(engine::FindClient(this->queries(), client.name + "x")->has_value());
  EXPECT_EQ(engine::ListTills(this->queries())->front().client, client.id);
  engine::Needs needs;
  needs.Of<engine::ClientRecord>() = {client.id};
  needs.Of<engine::ClientName>() = {client.name};
  const engine::ReadSet loaded = this->Loaded(needs);
  ASSERT_NE(loaded.template Find<engine::ClientRecord>(client.id), nullptr);
  EXPECT_EQ(*loaded.template Find<engine::ClientRecord>(client.id), client);
  EXPECT_NE(loaded.template Find<engine::ClientName>(client.name), nullptr);
}

TYPED_TEST(QueriesContract, AllKeysAreListedAlsoIfTheyAreMany) {
  std::vector<engine::ApiKey> all;
  for (int commit = 0; commit < 3; ++commit) {
    WriteSet writes;
    for (int i = 0; i < 400; ++i)
      all.push_back(writes.changed.Of<engine::ApiKey>().emplace_back(this->samples_.Key()));
    this->Committed(writes);
  }
  EXPECT_EQ(*engine::ListKeys(this->queries()), all);
}

TYPED_TEST(QueriesContract, KeysAreListed) {
  WriteSet writes;
  for (int i = 0; i < 5; ++i) writes.changed.Of<engine::ApiKey>().push_back(this->samples_.Key());
  this->Committed(writes);
  EXPECT_EQ(*engine::ListKeys(this->queries()), writes.changed.Of<engine::ApiKey>());
  writes.changed.Of<engine::ApiKey>().front().revoked_at = kSampleNow;
  this->Committed(writes);
  EXPECT_EQ(*engine::ListKeys(this->queries()), writes.changed.Of<engine::ApiKey>());
}

// A subscriber never names an order that cannot be found: both are written in one commit.
TYPED_TEST(QueriesContract, ReadersSeeWholeCommits) {
  std::atomic<bool> end = false;
  std::atomic<int> seen = 0;
  const Msisdn msisdn = Samples::Number(1);
  const auto read = [&] {
    while (!end) {
      const auto number = this->queries().FindSubscriber(msisdn);
      ASSERT_TRUE(number.ok()) << number.error().message;
      if (!number->has_value()) continue;
      const auto order = this->queries().FindOrder((*number)->last_order);
      ASSERT_TRUE(order.ok()) << order.error().message;
      ASSERT_TRUE(order->has_value());
      ++seen;
    }
  };
  std::vector<std::thread> readers;
  readers.reserve(6);
  for (int i = 0; i < 6; ++i) readers.emplace_back(read);
  for (int i = 0; i < 200 || seen < 50; ++i) {
    WriteSet writes;
    writes.inserted.Put(
        this->samples_.Record(this->samples_.Order(OrderId(this->samples_.NextId()), msisdn)));
    writes.changed.Of<orders::Subscriber>().emplace_back(msisdn);
    writes.changed.Of<orders::Subscriber>().back().last_order = NewOrders(writes).back().order.id;
    this->Committed(writes);
  }
  end = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace herlaad::store
