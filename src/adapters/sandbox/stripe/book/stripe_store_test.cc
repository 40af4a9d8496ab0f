#include "adapters/sandbox/stripe/book/stripe_store.h"

#include <gtest/gtest.h>

namespace herlaad::sandbox {
namespace {

std::unique_ptr<StripeStore> InMemory() {
  auto store = StripeStore::InMemory();
  EXPECT_TRUE(store.ok());
  return *std::move(store);
}

TEST(StripeStore, IdsAreRandomUntilAnotherSourceIsSet) {
  const auto store = InMemory();
  const std::string id = store->NewId("pi_");
  EXPECT_EQ(id.size(), 3u + 24u);
  EXPECT_NE(id, store->NewId("pi_"));
  store->DrawFrom([](std::size_t bytes) { return "b" + std::to_string(bytes); });
  EXPECT_EQ(store->NewId("pi_"), "pi_b15");
  EXPECT_EQ(store->NewToken(20), "b20");
}

TEST(StripeStore, StoresInMemoryShareNothing) {
  const auto one = InMemory();
  const auto other = InMemory();
  one->Add({{"id", "pi_1"}, {"object", "payment_intent"}, {"created", 1}});
  EXPECT_TRUE(one->Find("pi_1").has_value());
  EXPECT_FALSE(other->Find("pi_1").has_value());
}

}  // namespace
}  // namespace herlaad::sandbox
