// A small catalogue and some orders for the tests of this module.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "domain/catalogue/catalogue.h"
#include "domain/orders/outbox/outbox_message.h"
#include "domain/orders/placing/place.h"

namespace herlaad::orders::fixtures {

inline constexpr Instant kNow{1'795'352'531'000};  // 22 November 2026
inline const Msisdn kHostedNumber = Msisdn::FromStored(32470123456);
inline const Msisdn kRemoteNumber = Msisdn::FromStored(32485123456);
inline constexpr Timings kTimings{};

inline catalogue::Product Product(std::int64_t cents, std::int64_t fee_cents = 0) {
  catalogue::Product product;
  product.amount = Euros(cents);
  product.fee = Euros(fee_cents);
  product.credited_eur6 = cents * 10'000;
  product.validity = {catalogue::Validity::Unit::kMonths, 12};
  product.vat_rate = {2'100};
  return product;
}

inline catalogue::Operator Op(std::string id, catalogue::Connection connection) {
  catalogue::Operator op;
  op.id = std::move(id);
  op.connection = connection;
  op.limits = {Euros(5'000), Euros(25'000), 0};
  op.products = {Product(1'000), Product(1'500, 50), Product(5'000), Product(6'000)};
  return op;
}

// proximus and orange are hosted; telenet is remote, with a pause of two minutes. A top-up of 15
// euros has a fee of 50 cents. Orange has a grace period of 30 days, Proximus none.
inline catalogue::Catalogue Catalogue() {
  catalogue::Catalogue catalogue;
  catalogue.operators = {Op("proximus", catalogue::Connection::kHosted),
                         Op("telenet", catalogue::Connection::kRemote),
                         Op("orange", catalogue::Connection::kHosted)};
  catalogue.operators[1].limits.seconds_between_topups = 120;
  catalogue.operators[2].grace_days = 30;
  catalogue.operators[0].products[2].bonus = {5'000'000, {catalogue::Validity::Unit::kDays, 31}};
  return catalogue;
}

inline Subscriber HostedNumber(prepaid::SimState state = prepaid::SimState::kActive) {
  Subscriber number(kHostedNumber);
  number.sim = prepaid::NewSim("proximus", state, kNow - Millis(86'400'000));
  EXPECT_TRUE(number.sim.has_value());
  return number;
}

// In the latest month kept.
inline std::int64_t Taken(const std::optional<Subscriber>& number) {
  return number->usage.months.front().taken;
}
inline PlaceRequest Request(Msisdn msisdn, std::string op, PaymentMethod payment_method,
                            std::int64_t cents = 1'500) {
  PlaceRequest request{msisdn, std::move(op), Euros(cents), 0, payment_method, {}, "client:test"};
  request.payment_account =
      payments::FlowOf(payment_method) == payments::Flow::kRedirect ? "bank" : "till-1";
  return request;
}

inline OrderAggregate Blank(const Subscriber& number, Instant now = kNow) {
  return OrderAggregate(Order(OrderId(77), number.msisdn), number, now);
}

// The order aggregate right after placing, which must succeed.
inline OrderAggregate Placed(const Subscriber& number, const PlaceRequest& request) {
  OrderAggregate aggregate = Blank(number);
  const auto placed = Place(request, Catalogue(), kTimings.payment_lifetime, aggregate);
  EXPECT_TRUE(placed.ok());
  return aggregate;
}

inline OrderAggregate CardAtHosted() {
  return Placed(HostedNumber(), Request(kHostedNumber, "proximus", PaymentMethod::kCard));
}
inline OrderAggregate CardElsewhere() {
  return Placed(Subscriber(kRemoteNumber), Request(kRemoteNumber, "telenet", PaymentMethod::kCard));
}
inline OrderAggregate CashElsewhere() {
  return Placed(Subscriber(kRemoteNumber), Request(kRemoteNumber, "telenet", PaymentMethod::kCash));
}

inline constexpr std::int64_t kTotal = 1'550;

}  // namespace herlaad::orders::fixtures
