// The price that people and programs are shown: the quote before paying, the page of the order, and
// the receipt say the same fee, and each total is the sum of its lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/messages/messages.h"
#include "engine/commands/outbox/record_payment.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using catalogue::VatTreatment;
using engine::GatewayAnswer;
using messages::Language;
using nlohmann::json;
using testing::ApiWorld;

// The cents in the row of a page that has this label; nullopt if there is none. Prices have two
// decimals in every language.
std::optional<std::int64_t> CentsOf(const std::string& page, std::string_view label) {
  const std::string begin = "<dt>" + std::string(label);
  std::size_t at = page.find(begin);
  while (at != std::string::npos && page[at + begin.size()] != '<' &&
         page[at + begin.size()] != ' ')
    at = page.find(begin, at + 1);
  at = at == std::string::npos ? at : page.find("<dd", at);
  if (at == std::string::npos) return std::nullopt;
  std::int64_t cents = 0;
  bool in_tag = false;
  for (const char c : page.substr(at, page.find("</dd>", at) - at)) {
    if (c == '<' || c == '>') in_tag = c == '<';
    if (!in_tag && c >= '0' && c <= '9') cents = cents * 10 + (c - '0');
  }
  return cents;
}

class PricesTest : public ::testing::Test {
 protected:
  // A number of its own for each order, because of the limits.
  std::string NewNumber(const catalogue::Operator& op) {
    const bool hosted = op.connection == catalogue::Connection::kHosted;
    std::string number = (hosted ? "0470" : "0485") + std::to_string(100'000 + ++numbers_);
    if (hosted) world_.PutSim(number, op.id);
    return number;
  }
  json Post(const std::string& path, const json& body) {
    const auto response =
        world_.Post(path, body.dump(),
                    {{"idempotency-key", "a key that is unguessable " + std::to_string(++keys_)}});
    EXPECT_EQ(response.status / 100, 2) << response.body;
    return json::parse(response.body);
  }
  void Pay(const std::string& token, std::int64_t cents) {
    GatewayAnswer paid;
    paid.kind = GatewayAnswer::Kind::kPaid;
    paid.received = cents;
    paid.reference = "ch_1";
    (void)world_.Decide(
        engine::RecordPayment::CalledBack(world_.OrderOf(token).id, 1, std::move(paid), "bank"));
  }
  static void ExpectPrice(const json& shown, const catalogue::Product& product) {
    EXPECT_EQ(shown.at("amount").at("amount"), product.amount.minor);
    EXPECT_EQ(shown.at("fee").at("amount"), product.fee.minor);
    EXPECT_EQ(shown.at("total").at("amount"), product.amount.minor + product.fee.minor);
    const bool on_all = product.vat_treatment == VatTreatment::kSinglePurpose;
    EXPECT_EQ(
        shown.at("vat").at("amount"),
        money::VatIncluded(on_all ? product.Total() : product.fee, product.vat_rate).vat.minor);
    for (const char* name : {"amount", "fee", "total", "vat"})
      EXPECT_EQ(shown.at(name).at("currency"), "EUR");
  }
  // In every language, with a row for the fee if there is one.
  void ExpectPage(const std::string& path, const std::array<messages::Key, 3>& labels,
                  const catalogue::Product& product) {
    for (const Language language : messages::kLanguages) {
      SCOPED_TRACE(messages::Code(language));
      const auto page = world_.Get("/" + std::string(messages::Code(language)) + path).body;
      const auto cents = [&](messages::Key key) {
        return CentsOf(page, messages::Text(language, key));
      };
      EXPECT_EQ(cents(labels[0]), product.amount.minor);
      EXPECT_EQ(cents(labels[1]).value_or(0), product.fee.minor);
      EXPECT_EQ(cents(labels[2]), product.Total().minor);
    }
  }
  void Sell(const catalogue::Operator& op, const catalogue::Product& product) {
    json wish{{"msisdn", NewNumber(op)},
              {"operator", op.id},
              {"amount", {{"amount", product.amount.minor}, {"currency", "eur"}}}};
    const json quote = Post("/v1/quotes", wish);
    ExpectPrice(quote.at("offers").at(0).at("products").at(0), product);
    wish["tender"] = "card";
    wish["total"] = {{"amount", product.Total().minor}, {"currency", "eur"}};
    const json placed = Post("/v1/topups", wish);
    ExpectPrice(placed, product);
    const std::string token = placed.at("id");
    ExpectPage("/orders/" + token, {"details.amount", "choice.fee", "choice.total"}, product);
    if (op.connection == catalogue::Connection::kRemote) return;  // credited later
    Pay(token, product.Total().minor);
    const auto receipt = world_.Get("/v1/topups/" + token + "/receipt");
    ASSERT_EQ(receipt.status, 200) << receipt.body;
    ExpectPrice(json::parse(receipt.body), product);
    ExpectPage("/orders/" + token + "/receipt", {"receipt.credit", "receipt.fee", "receipt.total"},
               product);
  }

  ApiWorld world_;
  int numbers_ = 0;
  int keys_ = 0;
};

TEST_F(PricesTest, FeeIsShownBeforePayingAndTotalsAreTheSumsOfTheirLines) {
  for (const std::int64_t fee : {0, 3, 50}) {
    for (const auto treatment : {VatTreatment::kSinglePurpose, VatTreatment::kMultiPurpose}) {
      for (catalogue::Operator& op : world_.catalogue.operators) {
        for (catalogue::Product& product : op.products) {
          SCOPED_TRACE(op.id + " " + std::to_string(product.amount.minor) + " fee " +
                       std::to_string(fee));
          product.fee = Euros(fee);
          product.vat_treatment = treatment;
          Sell(op, product);
        }
      }
    }
  }
}

TEST_F(PricesTest, CurrencyIsTakenInEitherCaseAndMeansTheSameRequest) {
  const auto place = [this](const char* currency) {
    const json body{{"msisdn", "0470100000"},
                    {"operator", "proximus"},
                    {"amount", {{"amount", 1'500}, {"currency", currency}}},
                    {"tender", "card"}};
    return world_.Post("/v1/topups", body.dump(), {{"idempotency-key", "one key for both cases"}});
  };
  world_.PutSim("0470100000", "proximus");
  const auto capitals = place("EUR");
  const auto small = place("eur");
  EXPECT_EQ(capitals.status, 201) << capitals.body;
  EXPECT_EQ(small.status, 201) << small.body;
  EXPECT_EQ(json::parse(capitals.body).at("id"), json::parse(small.body).at("id"));
  EXPECT_EQ(json::parse(small.body).at("total"), (json{{"amount", 1'500}, {"currency", "EUR"}}));
}

}  // namespace
}  // namespace herlaad::http
