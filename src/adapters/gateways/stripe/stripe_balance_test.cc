#include "adapters/gateways/stripe/stripe_balance.h"

#include <gtest/gtest.h>

namespace herlaad::gateways::stripe {
namespace {

using nlohmann::json;
using reconcile::MovementType;

json Transaction(const char* type, json source) {
  return {{"id", "txn_1"},
          {"object", "balance_transaction"},
          {"amount", 1'500},
          {"balance_type", "payments"},
          {"created", 1'795'900'000},
          {"currency", "eur"},
          {"fee", 45},
          {"source", std::move(source)},
          {"type", type}};
}

struct Case {
  const char* name;
  json transaction;
  MovementType type;
  const char* reference;
};

TEST(StripeBalance, LinesNameWhatTheOrderKnows) {
  const json charge = {{"object", "charge"}, {"id", "ch_1"}, {"payment_intent", "pi_1"}};
  const Case cases[] = {
      {"a card's charge", Transaction("charge", charge), MovementType::kPayment, "pi_1"},
      {"another method's charge", Transaction("payment", charge), MovementType::kPayment, "pi_1"},
      {"a refund", Transaction("payment_refund", {{"object", "refund"}, {"id", "re_1"}}),
       MovementType::kRefund, "re_1"},
      {"money that went back without a refund", Transaction("payment_reversal", charge),
       MovementType::kRefund, "pi_1"},
      {"a dispute", Transaction("adjustment", {{"object", "dispute"}, {"id", "du_1"}}),
       MovementType::kDispute, "du_1"},
      {"a payout", Transaction("payout", {{"object", "payout"}, {"id", "po_1"}}),
       MovementType::kPayout, "po_1"},
      {"Stripe's own fee", Transaction("stripe_fee", nullptr), MovementType::kFee, ""},
      {"a source that is not expanded", Transaction("refund", "re_2"), MovementType::kRefund,
       "re_2"},
      {"a type of a later version", Transaction("moon_landing", "ml_1"), MovementType::kOther,
       "ml_1"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    const auto line = ReadBalanceLine(each.transaction);
    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->type, each.type);
    EXPECT_EQ(line->reference, each.reference);
    EXPECT_EQ(line->cents, 1'500);
    EXPECT_EQ(line->fee, 45);
  }
}

TEST(StripeBalance, AFailedRefundAndItsRefundHaveOneReferenceAndAddUpToNothing) {
  const json refund = {{"object", "refund"}, {"id", "pyr_1"}, {"payment_intent", "pi_1"}};
  for (const char* const type :
       {"payment_refund", "refund_failure", "adjustment", "payment_failure_refund"}) {
    json out = Transaction("payment_refund", refund);
    out["amount"] = -1'500;
    const auto made = ReadBalanceLine(out);
    const auto failed = ReadBalanceLine(Transaction(type, refund));
    ASSERT_TRUE(made && failed) << type;
    EXPECT_EQ(failed->reference, made->reference) << type;
    EXPECT_EQ(failed->reference, "pyr_1") << type;
    EXPECT_EQ(failed->type, MovementType::kRefund) << type;
    EXPECT_EQ(failed->cents + made->cents, 0) << type;
  }
}

TEST(StripeBalance, APaymentThatFailedAfterItsMoneyCameIsAboutTheIntent) {
  const json sources[] = {{{"object", "charge"}, {"id", "py_1"}, {"payment_intent", "pi_1"}},
                          {{"object", "refund"}, {"id", "pyr_1"}, {"payment_intent", "pi_1"}}};
  for (const json& source : sources) {
    json taken = Transaction("payment_failure_refund", source);
    taken["amount"] = -1'500;
    const auto line = ReadBalanceLine(taken);
    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->reference, "pi_1");
    EXPECT_EQ(line->type, MovementType::kRefund);
  }
}

TEST(StripeBalance, AnotherBalanceThanThatOfPaymentsIsSetApart) {
  json transaction = Transaction("charge", "ch_1");
  transaction["balance_type"] = "issuing";
  EXPECT_EQ(ReadBalanceLine(transaction)->type, MovementType::kOther);
}

TEST(StripeBalance, ForeignCurrencyIsRefused) {
  json transaction = Transaction("charge", "ch_1");
  transaction["currency"] = "usd";
  EXPECT_FALSE(ReadBalanceLine(transaction).has_value());
}

TEST(StripeBalance, CurrencyIsTakenInEitherCase) {
  json transaction = Transaction("charge", "ch_1");
  transaction["currency"] = "EUR";
  EXPECT_TRUE(ReadBalanceLine(transaction).has_value());
}

TEST(StripeBalance, AnAmountThatIsNoneIsRefused) {
  json transaction = Transaction("charge", "ch_1");
  transaction["amount"] = "15,00";
  EXPECT_FALSE(ReadBalanceLine(transaction).has_value());
}

}  // namespace
}  // namespace herlaad::gateways::stripe
