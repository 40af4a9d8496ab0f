#include "engine/brakes/brakes_in_force.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace herlaad::engine {
namespace {

brakes::Rules Named(const std::string& name) {
  brakes::Rule rule;
  rule.name = name;
  return {{std::move(rule)}};
}

BrakesInForce First() {
  return BrakesInForce(
      std::make_shared<brakes::Brakes>(brakes::Brakes{Named("first"), Secret("a key")}));
}

TEST(BrakesInForceTest, WithoutBrakesNothingIsGiven) {
  EXPECT_EQ(BrakesInForce().Get(), nullptr);
  EXPECT_EQ(BrakesInForce(nullptr).Get(), nullptr);
}

TEST(BrakesInForceTest, ReplacedRulesAreInForceForAllCopies) {
  BrakesInForce brakes = First();
  const BrakesInForce copy = brakes;
  brakes.Replace(Named("second"));
  EXPECT_EQ(copy.Get()->rules, Named("second"));
}

TEST(BrakesInForceTest, WhatWasGivenBeforeStaysAsItWas) {
  BrakesInForce brakes = First();
  const brakes::BrakesPtr before = brakes.Get();
  brakes.Replace({});
  EXPECT_EQ(before->rules, Named("first"));
  EXPECT_TRUE(brakes.Get()->rules.rules.empty());
}

TEST(BrakesInForceTest, TheKeyStaysSoThatCountersAndBlocksFindTheSame) {
  BrakesInForce brakes = First();
  brakes.Replace(Named("second"));
  EXPECT_EQ(brakes.Get()->key.Reveal(), "a key");
}

// Of interest under the thread sanitizer.
TEST(BrakesInForceTest, ReadersNeverSeeNone) {
  BrakesInForce brakes = First();
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([brakes] {
      for (int n = 0; n < 1'000; ++n) EXPECT_EQ(brakes.Get()->rules.rules.size(), 1U);
    });
  }
  for (int n = 0; n < 1'000; ++n) brakes.Replace(Named(std::to_string(n)));
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace herlaad::engine
