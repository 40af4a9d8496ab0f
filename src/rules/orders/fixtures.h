// A small catalogue and a few orders for the tests of this room.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "rules/catalog/catalog.h"
#include "rules/orders/effect.h"
#include "rules/orders/place.h"

namespace herlaad::orders::fixtures {

inline constexpr Instant kNow{1'795'352'531'000};  // 22 November 2026
inline const Msisdn kHouseNumber = Msisdn::FromStored(32470123456);
inline const Msisdn kRemoteNumber = Msisdn::FromStored(32485123456);
inline constexpr Timings kTimings{};

inline catalog::Product Product(std::int64_t cents, std::int64_t fee_cents = 0) {
  catalog::Product product;
  product.amount = Euros(cents);
  product.fee = Euros(fee_cents);
  product.credited_eur6 = cents * 10'000;
  product.validity = {catalog::Validity::Unit::kMonths, 12};
  product.vat_rate = {2'100};
  return product;
}

inline catalog::Operator Op(std::string id, catalog::Connection connection) {
  catalog::Operator op;
  op.id = std::move(id);
  op.connection = connection;
  op.limits = {Euros(5'000), Euros(25'000), 0};
  op.products = {Product(1'000), Product(1'500, 50), Product(5'000), Product(6'000)};
  return op;
}

// proximus and orange in the house, telenet elsewhere with a pause of two minutes. A top-up of 15
// euros costs 50 cents more.
inline catalog::Catalog Catalogue() {
  catalog::Catalog catalog;
  catalog.operators = {Op("proximus", catalog::Connection::kHouse),
                       Op("telenet", catalog::Connection::kRemote),
                       Op("orange", catalog::Connection::kHouse)};
  catalog.operators[1].limits.seconds_between_topups = 120;
  catalog.operators[0].products[2].bonus = {5'000'000, {catalog::Validity::Unit::kDays, 31}};
  return catalog;
}

inline Number HouseNumber(prepaid::SimState state = prepaid::SimState::kActive) {
  Number number(kHouseNumber);
  number.sim = prepaid::Sim{"proximus", state, 0, {}, 0, {}};
  return number;
}

// In the latest month that is kept.
inline std::int64_t Taken(const Number& number) { return number.usage.months.front().taken; }
inline PlaceRequest Request(Msisdn msisdn, std::string op, Tender tender,
                            std::int64_t cents = 1'500) {
  PlaceRequest request{msisdn, std::move(op), Euros(cents), 0, tender, {}, "key:test"};
  request.collector = IsOnline(tender) ? "bank" : "till-1";
  return request;
}

inline Scene Blank(const Number& number, Instant now = kNow) {
  return Scene(Order(OrderId(77), number.msisdn), number, now);
}

// The scene right after placing; the placing itself must be accepted.
inline Scene Placed(const Number& number, const PlaceRequest& request) {
  Scene scene = Blank(number);
  const auto placed = Place(request, Catalogue(), kTimings.payment_lifetime, scene);
  EXPECT_TRUE(placed.ok());
  return scene;
}

inline Scene CardAtHouse() {
  return Placed(HouseNumber(), Request(kHouseNumber, "proximus", Tender::kCard));
}
inline Scene CardElsewhere() {
  return Placed(Number(kRemoteNumber), Request(kRemoteNumber, "telenet", Tender::kCard));
}
inline Scene CashElsewhere() {
  return Placed(Number(kRemoteNumber), Request(kRemoteNumber, "telenet", Tender::kCash));
}

inline constexpr std::int64_t kTotal = 1'550;

}  // namespace herlaad::orders::fixtures
