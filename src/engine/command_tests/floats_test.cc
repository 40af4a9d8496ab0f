// Floats through the engine, on every store: paid in once under a key, never overdrawn by however
// many at once, back after a refund, and verified.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "adapters/store/contract_tests/store_contract.h"
#include "base/core/instant.h"
#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/clients/pay_float.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/orders/sell_voucher.h"
#include "engine/commands/outbox/begin_attempt.h"
#include "engine/commands/outbox/record_delivery.h"
#include "engine/engine.h"
#include "engine/verify/verify.h"
#include "tests/support/run_command.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using ledger::AccountBalance;
using ledger::Balance;
using orders::PlaceOutcome;
using payments::PaymentMethod;

const Secret kPinKey{"an unguessable key of PINs"};
constexpr int kAtOnce = 64;

using Placing = CommandOf<PlaceResult>;

Msisdn Remote(int n) { return Msisdn::FromStored(32'485'000'000 + n); }

std::unique_ptr<PayFloat> Payment(ClientId client, std::int64_t cents, const std::string& key,
                                  const std::string& reference = "transfer 7") {
  auto command = PayFloat::Check(client, cents, reference, key, "admin");
  CHECK(command.ok(), "a test pays what can be paid");
  return *std::move(command);
}

// A top-up of 15.50 euros, under a key of the number's own.
std::unique_ptr<Placing> Purchase(ClientId client, int number) {
  auto request = Request(Remote(number), "telenet", PaymentMethod::kFloat);
  request.payment_account = ToText(client);
  request.client = ClientText(client);
  auto command = PlaceTopup::Check(std::move(request), "p" + std::to_string(number));
  CHECK(command.ok(), "a test buys what can be bought");
  return *std::move(command);
}

std::unique_ptr<Placing> VoucherPurchase(ClientId client, const std::string& key) {
  auto command = SellVoucher::Check(
      {Euros(1'000), PaymentMethod::kFloat, ToText(client), ClientText(client)}, key, kPinKey);
  CHECK(command.ok(), "a test buys what can be bought");
  return *std::move(command);
}

// A node: decides commands over a store, in its caller's thread.
class Node {
 public:
  Node(Store& store, std::int32_t number)
      : runner_(store, catalogue_, kTimings, IdSource(Shard{0}, number), {number, 100, {}, nullptr},
                [](std::string_view kind, const std::string& problem) {
                  ADD_FAILURE() << kind << ": " << problem;
                }) {}

  template <class C>
  auto Run(std::vector<std::unique_ptr<C>> commands) {
    return testing::RunCommands(runner_, std::move(commands), kNow);
  }
  template <class C>
  AnsweredTo<C> Run(std::unique_ptr<C> command) {
    return testing::RunCommand(runner_, std::move(command), kNow);
  }
  void RunAll(std::vector<Submitted> batch) { runner_.Run(std::move(batch), kNow); }

 private:
  const catalogue::Catalogue catalogue_ = Catalogue();
  BatchRunner runner_;
};

bool IsAccepted(const Answered<PlaceResult>& answer) {
  const PlaceOutcome outcome = answer->outcome();
  const bool is_accepted = outcome == PlaceOutcome::kAccepted;
  EXPECT_TRUE(is_accepted || outcome == PlaceOutcome::kFloatTooLow) << static_cast<int>(outcome);
  return is_accepted;
}

ClientId MakeClient(Node& node) { return node.Run(CreateClient::Check("Dealer", "admin"))->client; }

Balance BalanceOf(Queries& queries, ClientId client) {
  const auto row = queries.FindRow<AccountBalance>(ledger::Name(FloatOf(client)));
  EXPECT_TRUE(row.ok());
  return row.ok() && *row ? (*row)->balance : Balance{-1, -1, -1};
}

std::string DifferenceIn(Queries& queries) {
  const auto report = Verify(queries);
  return report.ok() ? report->difference.value_or("") : report.error().message;
}

template <class Kind>
class FloatsTest : public store::StoreFixture<Kind> {
 protected:
  void SetUp() override {
    store::StoreFixture<Kind>::SetUp();
    if (this->IsSkipped()) return;
    node_ = std::make_unique<Node>(this->store(), 0);
    client_ = MakeClient(*node_);
  }
  Answered<PayFloatResult> Pay(std::int64_t cents, const std::string& key) {
    return node_->Run(Payment(client_, cents, key));
  }
  PayFloatOutcome OutcomeOf(std::int64_t cents, const std::string& key) {
    return Pay(cents, key)->outcome;
  }
  Balance Read() { return BalanceOf(this->queries(), client_); }
  std::string Difference() { return DifferenceIn(this->queries()); }
  // Puts `row` into the database as it is.
  template <class Row>
  void Spoil(const Row& row) {
    WriteSet writes;
    writes.changed.Put(row);
    this->Committed(writes);
  }

  std::unique_ptr<Node> node_;
  ClientId client_;
};
TYPED_TEST_SUITE(FloatsTest, store::Stores, store::StoreNames);

TYPED_TEST(FloatsTest, PaymentIsMadeOnceUnderItsKey) {
  const auto first = this->Pay(10'000, "a");
  ASSERT_EQ(first->outcome, PayFloatOutcome::kPaid);
  const auto again = this->Pay(10'000, "a");
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(*again, *first);
  EXPECT_EQ(this->OutcomeOf(10'001, "a"), PayFloatOutcome::kKeyReused);
  EXPECT_EQ(this->node_->Run(Payment(this->client_, 10'000, "a", "another transfer"))->outcome,
            PayFloatOutcome::kKeyReused);
  EXPECT_EQ(this->Read(), (Balance{10'000, 0, 0}));
  const auto payment = this->queries().template FindRow<FloatPayment>(first->payment);
  ASSERT_TRUE(payment.ok() && payment->has_value());
  EXPECT_EQ(**payment,
            (FloatPayment{first->payment, this->client_, 10'000, "transfer 7", "admin", kNow}));
  EXPECT_EQ(*this->queries().GreatestId(), first->payment.value()) << "its id is not given again";
  EXPECT_EQ(this->Difference(), "");
}

TYPED_TEST(FloatsTest, PaymentOutIsRefusedAboveWhatIsAvailable) {
  (void)this->Pay(10'000, "a");
  const auto above = this->Pay(-10'001, "b");
  EXPECT_EQ(above->outcome, PayFloatOutcome::kTooLow);
  EXPECT_EQ(above->available, Euros(10'000));
  EXPECT_EQ(this->OutcomeOf(-10'000, "c"), PayFloatOutcome::kPaid);
  EXPECT_EQ(this->Read(), (Balance{0, 0, 0}));
  (void)this->Pay(1, "d");
  EXPECT_EQ(this->OutcomeOf(-10'001, "b"), PayFloatOutcome::kTooLow)
      << "a refusal is decided again";
  EXPECT_EQ(this->Difference(), "");
}

TYPED_TEST(FloatsTest, PaymentOfNobodyIsRefused) {
  const auto answer = this->node_->Run(Payment(ClientId(5), 100, "a"));
  EXPECT_EQ(answer->outcome, PayFloatOutcome::kNoSuchClient);
  EXPECT_EQ(this->Difference(), "");
}

TYPED_TEST(FloatsTest, LaterCommandsOfABatchSeeTheEarlierOnes) {
  (void)this->Pay(4 * kTotal + 1'000, "a");
  std::vector<PlaceResult> results;
  const auto keep = [&results](const Answered<PlaceResult>& answer, const auto*) {
    results.push_back(*answer);
  };
  std::vector<Submitted> all;
  for (int i = 0; i < 5; ++i) all.emplace_back(Purchase(this->client_, i), keep);
  all.emplace_back(VoucherPurchase(this->client_, "v1"), keep);
  all.emplace_back(VoucherPurchase(this->client_, "v2"), keep);
  all.emplace_back(Payment(this->client_, 1'000, "b"), Unheard());
  all.emplace_back(VoucherPurchase(this->client_, "v3"), keep);
  this->node_->RunAll(std::move(all));
  const bool expected[] = {true, true, true, true, false, true, false, true};
  ASSERT_EQ(results.size(), std::size(expected));
  for (std::size_t i = 0; i < results.size(); ++i) EXPECT_EQ(!results[i].refusal, expected[i]) << i;
  EXPECT_EQ(results[4].refusal,
            (orders::Refusal{.outcome = PlaceOutcome::kFloatTooLow, .available = Euros(1'000)}))
      << "what was available then";
  EXPECT_EQ(this->Read(), (Balance{0, 0, 0}));
  EXPECT_EQ(this->Difference(), "");
}

TYPED_TEST(FloatsTest, RefusalIsRepeatedUnderItsKey) {
  EXPECT_FALSE(IsAccepted(this->node_->Run(Purchase(this->client_, 1))));
  (void)this->Pay(10'000, "a");
  const auto again = this->node_->Run(Purchase(this->client_, 1));
  EXPECT_TRUE(again.replayed());
  EXPECT_FALSE(IsAccepted(again));
  EXPECT_EQ(this->Read(), (Balance{10'000, 0, 0}));
}

TYPED_TEST(FloatsTest, OperatorsRefusalPutsItBackInTheSameCommit) {
  (void)this->Pay(kTotal, "a");
  const auto placed = this->node_->Run(Purchase(this->client_, 1));
  ASSERT_TRUE(IsAccepted(placed));
  EXPECT_EQ(this->Read(), (Balance{0, 0, 0}));
  const auto record = this->queries().FindOrder(placed->order).value().value();
  ASSERT_TRUE(record.outbox_message.has_value());
  (void)this->node_->Run(BeginAttempt::Check(*record.outbox_message));
  OperatorAnswer answer;
  answer.kind = OperatorAnswer::Kind::kRefused;
  answer.refusal = orders::RefusalReason::kBarred;
  (void)this->node_->Run(
      RecordDelivery::Answered(*record.outbox_message, answer, Millis(0), kNow, Instant{}));
  const auto after = this->queries().FindOrder(placed->order).value().value();
  EXPECT_EQ(orders::StateOf(after.order), orders::State::kRefunded);
  EXPECT_EQ(this->Read(), (Balance{kTotal, 0, 0}));
  EXPECT_EQ(this->Difference(), "");
  EXPECT_TRUE(IsAccepted(this->node_->Run(Purchase(this->client_, 2)))) << "it can be spent again";
}

TYPED_TEST(FloatsTest, VerifyNoticesARowThatTheLedgerDoesNotKnow) {
  (void)this->Pay(10'000, "a");
  const ledger::Account account = FloatOf(this->client_);
  this->Spoil(AccountBalance{account, {10'001, 0, 0}});
  EXPECT_NE(this->Difference().find(ledger::Name(account)), std::string::npos)
      << this->Difference();
  this->Spoil(AccountBalance{account, {10'000, 0, 0}});
  EXPECT_EQ(this->Difference(), "");
  FloatPayment payment{FloatPaymentId(9), this->client_, 5, "x", "admin", kNow};
  this->Spoil(payment);
  EXPECT_NE(this->Difference().find(ToText(payment.id)), std::string::npos)
      << "a payment without its entry";
}

TYPED_TEST(FloatsTest, VerifyNoticesAPaymentThatWasChanged) {
  const auto paid = this->Pay(10'000, "a");
  FloatPayment payment{paid->payment, this->client_, 10'001, "transfer 7", "admin", kNow};
  this->Spoil(payment);
  EXPECT_NE(this->Difference().find("not what was paid"), std::string::npos) << this->Difference();
}

// Through one engine, each thread its own numbers: together they want twice what there is.
TYPED_TEST(FloatsTest, ManyThreadsNeverOverdrawIt) {
  constexpr int kThreads = 8;
  constexpr int kEach = 16;
  constexpr std::int64_t kPaidFor = kThreads * kEach / 2;
  (void)this->Pay(kPaidFor * kTotal + 1, "a");
  const catalogue::Catalogue catalogue = Catalogue();
  class : public Clock {
   public:
    Instant Now() override { return kNow; }
  } clock;
  Stats stats;
  BatchRunner runner(this->store(), catalogue, kTimings, IdSource(Shard{0}, 1),
                     {1, 100, {}, nullptr}, [](std::string_view kind, const std::string& problem) {
                       ADD_FAILURE() << kind << ": " << problem;
                     });
  Engine engine(runner, this->store(), clock, {}, stats);
  engine.Start();
  std::atomic<int> accepted{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i)
        accepted += IsAccepted(engine.Call(Purchase(this->client_, t * kEach + i))) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  engine.Stop();
  EXPECT_EQ(accepted, kPaidFor);
  EXPECT_EQ(this->Read(), (Balance{1, 0, 0}));
  EXPECT_EQ(this->Difference(), "");
}

// Two nodes on one PostgreSQL, each with its own connection and thread: they conflict and decide
// again, and the float pays for exactly as many as it can.
TEST(FloatsOnTwoNodes, TogetherTheySpendWhatIsThereAndNoMore) {
  HERLAAD_NEEDS_POSTGRES();
  herlaad::testing::PostgresTestDatabase database;
  std::vector<store::OpenedStore> opened;
  for (int i = 0; i < 2; ++i) {
    store::PostgresOptions options;
    options.conninfo = database.conninfo();
    options.allow_unsafe = true;
    options.node_name = "node " + std::to_string(i);
    options.life = i + 1;
    auto one = store::OpenPostgres(options);
    ASSERT_TRUE(one.ok()) << one.error().message;
    opened.push_back(*std::move(one));
  }
  Node first(*opened[0].store, 1);
  Node second(*opened[1].store, 2);
  const ClientId client = MakeClient(first);

  std::atomic<int> waiting{2};
  std::atomic<int> accepted{0};
  constexpr std::int64_t kPaidFor = kAtOnce / 2;
  const auto work = [&](Node& node, int begin) {
    --waiting;
    while (waiting > 0) std::this_thread::yield();
    // Both record the same payment, which both then spend.
    Answered<PayFloatResult> paid = Fault::kUnavailable;
    do {
      paid = node.Run(Payment(client, kPaidFor * kTotal, "a"));
    } while (!paid.ok() && paid.fault() == Fault::kUnavailable);
    EXPECT_EQ(paid->outcome, PayFloatOutcome::kPaid);
    for (int i = begin; i < begin + kAtOnce / 2; i += 4) {
      std::vector<std::unique_ptr<Placing>> batch;
      for (int n = i; n < i + 4; ++n) batch.push_back(Purchase(client, n));
      for (const auto& answer : node.Run(std::move(batch))) accepted += IsAccepted(answer) ? 1 : 0;
    }
  };
  std::thread other([&] { work(second, kAtOnce / 2); });
  work(first, 0);
  // The other node may still be deciding.
  other.join();
  const int both = accepted;
  EXPECT_EQ(both, kPaidFor);
  EXPECT_EQ(BalanceOf(*opened[0].queries, client), (Balance{0, 0, 0}));
  EXPECT_EQ(DifferenceIn(*opened[0].queries), "");
  EXPECT_FALSE(IsAccepted(first.Run(Purchase(client, kAtOnce))));
}

}  // namespace
}  // namespace herlaad::engine
