// What an entry with a cause of its own must keep to.
#include "engine/batches/invariants.h"

#include <gtest/gtest.h>

#include <functional>

#include "domain/orders/fixtures.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using ledger::AccountKind;
using ledger::CauseOf;

constexpr std::int64_t kLapsed = 15'000'000;

ledger::Transfer Lapse(std::int64_t msisdn, std::int64_t amount = kLapsed) {
  return ledger::Move(amount, ledger::OfBucket(msisdn, 1, Asset::kEur6),
                      ledger::Of(AccountKind::kBreakage, "proximus"));
}

// A number that has posted two transfers, and a decision by which its balance lapses.
struct Lapsing {
  Lapsing() {
    orders::Subscriber before = HostedNumber();
    before.transfers = 2;
    before.sim->credit.amount = kLapsed;
    read_set.Put(before);
    orders::Subscriber after = before;
    after.transfers = 3;
    after.sim->credit.amount = 0;
    decision.rows.Put(after);
    decision.entries.push_back({CauseOf(kHostedNumber), 3, {}, {Lapse(kHostedNumber.value())}});
  }
  orders::Subscriber& number() { return decision.rows.Of<orders::Subscriber>().front(); }
  ledger::Entry& entry() { return decision.entries.front(); }

  ReadSet read_set;
  Decision decision;
};

TEST(Invariants, NumberPostsForItself) {
  const Lapsing right;
  EXPECT_EQ(BrokenInvariant(right.read_set, right.decision), std::nullopt);
}

struct Broken {
  const char* name;
  std::function<void(Lapsing&)> spoil;
  const char* says;
};

const Broken kBroken[] = {
    {"a cause without its row",
     [](Lapsing& l) { l.decision.rows.Of<orders::Subscriber>().clear(); },
     "an entry of a number without its row"},
    {"another number's cause", [](Lapsing& l) { l.entry().cause.id += 1; },
     "an entry of a number without its row"},
    {"a number used before", [](Lapsing& l) { l.entry().n = 2; },
     "an entry that does not continue those of its number"},
    {"a gap", [](Lapsing& l) { l.entry().n = 4; },
     "an entry that does not continue those of its number"},
    {"not counted", [](Lapsing& l) { l.number().transfers = 2; },
     "a number's transfers are not counted"},
    {"counted and not posted", [](Lapsing& l) { l.decision.entries.clear(); },
     "a number's transfers are not counted"},
    {"counted twice", [](Lapsing& l) { l.decision.entries.push_back(l.entry()); },
     "two entries of one cause"},
    {"nothing in it", [](Lapsing& l) { l.entry().transfers.clear(); },
     "an entry without transfers"},
    {"another sum than in the row",
     [](Lapsing& l) { l.entry().transfers = {Lapse(kHostedNumber.value(), kLapsed - 1)}; },
     "a prepaid balance does not follow the ledger"},
    {"another number's credit",
     [](Lapsing& l) { l.entry().transfers = {Lapse(kHostedNumber.value() + 1)}; },
     "an entry of a number moves the credit of another"},
    {"money out of suspense",
     [](Lapsing& l) {
       l.entry().transfers.push_back(
           ledger::Move(1, ledger::Of(AccountKind::kSuspense), ledger::Of(AccountKind::kFees)));
       l.number().transfers = 4;
     },
     "suspense does not follow what the order has in flight"},
    {"an order as a cause", [](Lapsing& l) { l.entry().cause.kind = ledger::CauseKind::kOrder; },
     "an entry of an order outside its transfers"},
    {"a transfer of nothing", [](Lapsing& l) { l.entry().transfers.front().amount = 0; },
     "a transfer moves nothing or less"},
};

TEST(Invariants, BrokenEntryIsRejected) {
  for (const Broken& broken : kBroken) {
    Lapsing lapsing;
    broken.spoil(lapsing);
    EXPECT_EQ(BrokenInvariant(lapsing.read_set, lapsing.decision), broken.says) << broken.name;
  }
}

// A float of 5 euros of which 2 are paid out.
struct PayingOut {
  PayingOut() {
    read_set.Put(ledger::AccountBalance{FloatOf(client), {500, 0, 0}});
    const FloatPayment payment{FloatPaymentId(8), client, -200, "transfer 7", "admin", kNow};
    decision.rows.Put(payment);
    decision.rows.Put(ledger::AccountBalance{FloatOf(client), {300, 0, 0}});
    decision.entries.push_back({CauseOf(payment.id), 1, {}, TransfersOf(payment)});
  }
  ledger::Balance& balance() { return decision.rows.Of<ledger::AccountBalance>().front().balance; }
  FloatPayment& payment() { return decision.rows.Of<FloatPayment>().front(); }
  ledger::Entry& entry() { return decision.entries.front(); }

  const ClientId client{4};
  ReadSet read_set;
  Decision decision;
};

TEST(Invariants, FloatFollowsItsPayment) {
  const PayingOut right;
  EXPECT_EQ(BrokenInvariant(right.read_set, right.decision), std::nullopt);
}

struct BrokenFloat {
  const char* name;
  std::function<void(PayingOut&)> spoil;
  const char* says;
};

const BrokenFloat kBrokenFloats[] = {
    {"another sum than posted", [](PayingOut& p) { p.balance().amount = 301; },
     "a balance with a floor does not follow the ledger"},
    {"no row", [](PayingOut& p) { p.decision.rows.Of<ledger::AccountBalance>().clear(); },
     "a balance with a floor is not in its row"},
    {"another account's row",
     [](PayingOut& p) {
       p.decision.rows.Of<ledger::AccountBalance>().front().account = FloatOf(ClientId(5));
     },
     "a balance with a floor does not follow the ledger"},
    {"below the floor", [](PayingOut& p) { p.balance().floor = 301; }, "a balance below its floor"},
    {"less than nothing reserved", [](PayingOut& p) { p.balance().reserved = -1; },
     "less than nothing is reserved"},
    {"a row of an account without a floor",
     [](PayingOut& p) {
       p.decision.rows.Put(ledger::AccountBalance{ledger::Of(AccountKind::kFees), {}});
     },
     "a row of an account without a floor"},
    {"another payment than posted", [](PayingOut& p) { p.payment().amount = -199; },
     "an entry that is not what was paid"},
    {"a second entry of the payment", [](PayingOut& p) { p.entry().n = 2; },
     "an entry that is not what was paid"},
    {"an entry without its payment",
     [](PayingOut& p) { p.decision.rows.Of<FloatPayment>().clear(); },
     "an entry of a payment without its row"},
    {"a payment without its entry",
     [](PayingOut& p) {
       p.decision.entries.clear();
       p.balance().amount = 500;
     },
     "a payment of a float without its entry"},
    {"a payment that was there", [](PayingOut& p) { p.read_set.Put(p.payment()); },
     "a payment is changed"},
};

TEST(Invariants, BrokenFloatIsRejected) {
  for (const BrokenFloat& broken : kBrokenFloats) {
    PayingOut paying;
    broken.spoil(paying);
    EXPECT_EQ(BrokenInvariant(paying.read_set, paying.decision), broken.says) << broken.name;
  }
}

}  // namespace
}  // namespace herlaad::engine
