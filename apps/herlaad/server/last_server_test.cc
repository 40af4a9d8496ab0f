#include "apps/herlaad/server/last_server.h"

#include <gtest/gtest.h>

#include "adapters/gateways/sandbox_bank/kind.h"
#include "adapters/messengers/smtp/kind.h"
#include "adapters/operators/sandbox_operator/kind.h"
#include "domain/payments/payment_method.h"

namespace herlaad::app {
namespace {

using messages::Language;

Config Sample() {
  Config config;
  config.operators = {{"telenet", &operators::kSandboxOperator, {}},
                      {"orange", &operators::kSandboxOperator, {}}};
  config.gateways = {{"sandbox", &gateways::kSandboxBank,
                      gateways::MakeSandboxBank("http://localhost:3", Secret("never told"))}};
  config.payment_methods = {{payments::PaymentMethod::kCard, "sandbox"},
                            {payments::PaymentMethod::kAlipay, "other"}};
  config.mail = {{}, &messengers::kSmtp, {}};
  config.seller = {"Shop \"5\" bv", "Markt 1, 9000 Gent", "0123.456.749", "BE 0123.456.749"};
  config.support.name = "Help";
  config.support.phone = "+32 2 555 01 23";
  config.support.email = "help@herlaad.example";
  config.support.hours = *messages::ParseSupportHours("Mo-Fr 09:00-17:00, Sa 00:00-24:00");
  config.support.languages = {Language::kZh, Language::kNl};
  config.bank_accounts = {"BE68539007547034", "BE71096123456769"};
  return config;
}

TEST(LastServer, AllOfItIsReadBack) {
  const LastServer server = LastServerOf(Sample(), "https://herlaad.example");
  const std::string text = TextOf(server);
  EXPECT_EQ(text.find("never told"), std::string::npos) << text;
  const auto read = LastServerIn(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->url, "https://herlaad.example");
  EXPECT_EQ(read->operators, server.operators);
  EXPECT_EQ(read->payment_methods, server.payment_methods);
  EXPECT_TRUE(read->sandbox);
  EXPECT_FALSE(read->texts);
  EXPECT_TRUE(read->mails);
  EXPECT_EQ(read->seller.name, server.seller.name);
  EXPECT_EQ(read->seller.vat_number, server.seller.vat_number);
  EXPECT_EQ(read->support, server.support);
  EXPECT_EQ(read->bank_accounts, Sample().bank_accounts);
  EXPECT_EQ(TextOf(*read), text);
}

TEST(LastServer, WhatThisVersionDoesNotKnowIsLeftOut) {
  const auto read = LastServerIn(
      R"({"url":7,"operators":["a",1],"payment_methods":{"card":"x","shells":"y","cash":2},)"
      R"("seller":[],"support":{"languages":["tlh","nl",3],"hours":[{"first_day":9},1]},"new":{}})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->url, "");
  EXPECT_EQ(read->operators, std::vector<std::string>{"a"});
  EXPECT_EQ(read->payment_methods.size(), 1U);
  EXPECT_EQ(read->support.languages, std::vector{Language::kNl});
  EXPECT_TRUE(read->support.hours.empty());
  EXPECT_FALSE(read->sandbox);
}

TEST(LastServer, AnythingButAnObjectIsDamaged) {
  for (const char* text : {"", "[]", "7", "{", R"({"url":"a","url":"b"})"})
    EXPECT_FALSE(LastServerIn(text)) << text;
}

}  // namespace
}  // namespace herlaad::app
