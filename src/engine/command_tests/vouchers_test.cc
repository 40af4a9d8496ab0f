// Vouchers through the engine, on every store: sold once under a key, redeemed once by however many
// at once, valid again after a refund.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "adapters/store/contract_tests/store_contract.h"
#include "domain/orders/fixtures.h"
#include "domain/vouchers/pin.h"
#include "engine/batches/batch.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/orders/resolve_topup.h"
#include "engine/commands/orders/sell_voucher.h"
#include "engine/commands/outbox/begin_attempt.h"
#include "engine/commands/outbox/record_delivery.h"
#include "engine/verify/verify.h"
#include "tests/support/run_command.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using orders::PlaceOutcome;
using payments::PaymentMethod;
using vouchers::Voucher;
using vouchers::VoucherState;

const Secret kPinKey{"an unguessable key of PINs"};
constexpr int kAtOnce = 64;

Msisdn Remote(int n) { return Msisdn::FromStored(32'485'000'000 + n); }

std::unique_ptr<SellVoucher> Sale(const std::string& key, std::int64_t cents = 1'500) {
  auto command =
      SellVoucher::Check({Euros(cents), PaymentMethod::kCash, "till-1", "key:test"}, key, kPinKey);
  CHECK(command.ok(), "a test sells what can be sold");
  return *std::move(command);
}

// Under a key of the number's own.
std::unique_ptr<PlaceTopup> Redemption(int number, const Voucher& voucher, bool right_pin = true) {
  auto request = Request(Remote(number), "telenet", PaymentMethod::kVoucher, 0);
  request.payment_account = std::string(payments::kSoldVouchers);
  const Digest pin = right_pin ? voucher.pin : Digest{1, 2};
  auto command = PlaceTopup::Check(std::move(request), "r" + std::to_string(number), std::nullopt,
                                   HeldPin{pin, voucher.serial});
  CHECK(command.ok(), "a test redeems what can be redeemed");
  return *std::move(command);
}

// A node: decides commands over a store.
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

 private:
  const catalogue::Catalogue catalogue_ = Catalogue();
  BatchRunner runner_;
};

int Accepted(const std::vector<Answered<PlaceResult>>& answers) {
  int accepted = 0;
  for (const auto& answer : answers) {
    if (answer->outcome() == PlaceOutcome::kAccepted) {
      ++accepted;
    } else {
      EXPECT_EQ(answer->outcome(), PlaceOutcome::kVoucherUsed);
    }
  }
  return accepted;
}

template <class Kind>
class VouchersTest : public store::StoreFixture<Kind> {
 protected:
  void SetUp() override {
    store::StoreFixture<Kind>::SetUp();
    if (!this->IsSkipped()) node_ = std::make_unique<Node>(this->store(), 0);
  }
  Voucher Sell(const std::string& key = "sale") {
    const auto answer = node_->Run(Sale(key));
    EXPECT_EQ(answer->outcome(), PlaceOutcome::kAccepted);
    return Read(vouchers::VoucherOf(answer->order));
  }
  Voucher Read(vouchers::VoucherId serial) {
    const auto found = this->queries().template FindRow<Voucher>(serial);
    EXPECT_TRUE(found.ok() && found->has_value());
    return found.ok() ? found->value_or(Voucher{}) : Voucher{};
  }
  std::string Difference() {
    const auto report = Verify(this->queries());
    return report.ok() ? report->difference.value_or("") : report.error().message;
  }

  std::unique_ptr<Node> node_;
};
TYPED_TEST_SUITE(VouchersTest, store::Stores, store::StoreNames);

TYPED_TEST(VouchersTest, SaleIsStoredWithADigestAndFoundByIt) {
  const Voucher voucher = this->Sell();
  const auto pin = vouchers::DerivePin(kPinKey, voucher.sold_by);
  EXPECT_EQ(voucher.pin, vouchers::PinDigest(kPinKey, pin));
  const auto found = this->queries().FindVoucher(voucher.pin);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(*found, voucher);
  EXPECT_FALSE(this->queries().FindVoucher(Digest{1, 2})->has_value());
  EXPECT_EQ(this->Difference(), "");
  const auto listed = this->queries().ListOrders({});
  ASSERT_TRUE(listed.ok());
  EXPECT_TRUE(listed->orders.empty()) << "a sale is no top-up";
}

TYPED_TEST(VouchersTest, RepeatedSaleIsTheSameVoucher) {
  const Voucher voucher = this->Sell();
  const auto again = this->node_->Run(Sale("sale"));
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again->order, voucher.sold_by);
  const auto other = this->node_->Run(Sale("sale", 1'000));
  EXPECT_EQ(other->outcome(), PlaceOutcome::kKeyReused);
  EXPECT_EQ(this->Difference(), "");
}

TYPED_TEST(VouchersTest, SixtyFourRedemptionsInOneBatchRedeemItOnce) {
  const Voucher voucher = this->Sell();
  std::vector<std::unique_ptr<PlaceTopup>> all;
  for (int i = 0; i < kAtOnce; ++i) all.push_back(Redemption(i, voucher));
  EXPECT_EQ(Accepted(this->node_->Run(std::move(all))), 1);
  EXPECT_EQ(this->Read(voucher.serial).state, VoucherState::kRedeemed);
  EXPECT_EQ(this->Difference(), "");
}

TYPED_TEST(VouchersTest, WrongPinIsRefusedAlthoughTheSerialIsRight) {
  const Voucher voucher = this->Sell();
  const auto refused = this->node_->Run(Redemption(1, voucher, false));
  EXPECT_EQ(refused->outcome(), PlaceOutcome::kVoucherRefused);
  EXPECT_EQ(this->Read(voucher.serial).state, VoucherState::kActive);
}

TYPED_TEST(VouchersTest, OperatorsRefusalMakesItActiveInTheSameCommit) {
  const Voucher voucher = this->Sell();
  const auto placed = this->node_->Run(Redemption(1, voucher));
  ASSERT_EQ(placed->outcome(), PlaceOutcome::kAccepted);
  const auto record = this->queries().FindOrder(placed->order).value().value();
  ASSERT_TRUE(record.outbox_message.has_value());
  (void)this->node_->Run(BeginAttempt::Check(*record.outbox_message));
  OperatorAnswer answer;
  answer.kind = OperatorAnswer::Kind::kRefused;
  answer.refusal = orders::RefusalReason::kBarred;
  (void)this->node_->Run(
      RecordDelivery::Answered(*record.outbox_message, answer, Millis(0), kNow, Instant{}));
  EXPECT_EQ(this->Read(voucher.serial), voucher);
  const auto after = this->queries().FindOrder(placed->order).value().value();
  EXPECT_EQ(orders::StateOf(after.order), orders::State::kRefunded);
  EXPECT_EQ(this->Difference(), "");
  const auto again = this->node_->Run(Redemption(2, voucher));
  EXPECT_EQ(again->outcome(), PlaceOutcome::kAccepted) << "the same PIN once more";
  EXPECT_EQ(this->Difference(), "");
}

TYPED_TEST(VouchersTest, ReviewThatFoundNoCreditMakesItActive) {
  const Voucher voucher = this->Sell();
  const auto placed = this->node_->Run(Redemption(1, voucher));
  const auto record = this->queries().FindOrder(placed->order).value().value();
  (void)this->node_->Run(BeginAttempt::Check(*record.outbox_message));
  OperatorAnswer answer;
  answer.kind = OperatorAnswer::Kind::kPin;
  (void)this->node_->Run(
      RecordDelivery::Answered(*record.outbox_message, answer, Millis(0), kNow, Instant{}));
  EXPECT_EQ(this->Read(voucher.serial).state, VoucherState::kRedeemed);
  auto review = ResolveTopup::Check(placed->order, {orders::ReviewDecision::kNotDelivered},
                                    "the code was not used", "admin");
  const auto resolved = this->node_->Run(*std::move(review));
  EXPECT_EQ(resolved->outcome, ResolveTopupOutcome::kResolved);
  EXPECT_EQ(this->Read(voucher.serial), voucher);
  EXPECT_EQ(this->Difference(), "");
}

TYPED_TEST(VouchersTest, VerifyNoticesAVoucherThatTheLedgerDoesNotKnow) {
  Voucher voucher = this->Sell();
  voucher.state = VoucherState::kRedeemed;
  voucher.redeemed_by = OrderId(5);
  WriteSet writes;
  writes.changed.Put(voucher);
  this->Committed(writes);
  EXPECT_NE(this->Difference().find("voucher " + ToText(voucher.serial)), std::string::npos)
      << this->Difference();
  voucher.state = VoucherState::kVoid;
  voucher.redeemed_by = OrderId();
  writes = {};
  writes.changed.Put(voucher);
  this->Committed(writes);
  EXPECT_NE(this->Difference().find("voucher:sold"), std::string::npos) << this->Difference();
}

// Two nodes on one PostgreSQL, each with its own connection and thread.
TEST(VouchersOnTwoNodes, SixtyFourRedemptionsRedeemItOnce) {
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
  const auto sale = first.Run(Sale("sale"));
  const auto serial = vouchers::VoucherOf(sale->order);
  const auto voucher = opened[0].queries->FindRow<Voucher>(serial).value().value();

  std::atomic<int> waiting{2};
  std::atomic<int> accepted{0};
  const auto redeem = [&](Node& node, int begin) {
    --waiting;
    while (waiting > 0) std::this_thread::yield();
    for (int i = begin; i < begin + kAtOnce / 2; i += 4) {
      std::vector<std::unique_ptr<PlaceTopup>> batch;
      for (int n = i; n < i + 4; ++n) batch.push_back(Redemption(n, voucher));
      accepted += Accepted(node.Run(std::move(batch)));
    }
  };
  std::thread other([&] { redeem(second, kAtOnce / 2); });
  redeem(first, 0);
  other.join();
  EXPECT_EQ(accepted, 1);
  const auto report = Verify(*opened[0].queries);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->difference.value_or(""), "");
}

}  // namespace
}  // namespace herlaad::engine
