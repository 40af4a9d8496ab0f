// How people are told of a charge in dispute.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/orders/status/status_samples.h"

namespace herlaad::orders {
namespace {

using messages::Language;
using samples::Kind;

TEST(DisputedCharge, DisputeNamesTheProviderOfTheWalletThatPaid) {
  int disputed = 0;
  for (const Kind& kind : samples::All()) {
    if (kind.order.disputes.empty()) continue;
    Order order = kind.order;
    order.payment_method = PaymentMethod::kPaypal;
    for (const Phrase& phrase : StatusOf(order, "T", kind.now).money) {
      if (phrase.key != messages::Key("order.refunding.disputed")) continue;
      ++disputed;
      for (const Language language : messages::kLanguages)
        EXPECT_THAT(PhraseText(phrase, language, kind.now), testing::HasSubstr("PayPal"))
            << kind.name;
    }
  }
  EXPECT_GE(disputed, 4);
}

}  // namespace
}  // namespace herlaad::orders
