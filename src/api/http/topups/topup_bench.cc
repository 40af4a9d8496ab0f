// The API's cost of one top-up: parsing the request and rendering the answer.
#include <benchmark/benchmark.h>

#include "adapters/net/json.h"
#include "api/http/core/router.h"
#include "api/http/topups/place_body.h"
#include "api/http/topups/render_topup.h"

namespace herlaad::http {
namespace {

constexpr const char* kBody =
    R"({"msisdn":"+32470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})";

orders::Order Delivered() {
  orders::Order order(OrderId(123'456'789'012'345), *Msisdn::Parse("+32470123456"));
  order.operator_id = "proximus";
  order.hosted = true;
  order.terms = {Currency::kEur, 1500, 0, 0, 260, 15'000'000, 1'500'000, {}, {}};
  order.payment_method = orders::PaymentMethod::kCash;
  order.created_at = *ParseRfc3339("2026-11-22T13:02:11.042Z");
  orders::Payment& payment = order.payments.emplace_back();
  payment.state = orders::PaymentState::kPaid;
  payment.asked = payment.received = 1500;
  orders::Delivery& delivery = order.deliveries.emplace_back();
  delivery.state = orders::DeliveryState::kConfirmed;
  delivery.credited = 15'000'000;
  delivery.bonus = 1'500'000;
  delivery.valid_until = *ParseRfc3339("2027-11-22T22:59:59.999Z");
  delivery.settled_at = order.created_at;
  return order;
}

void BM_RenderTopup(benchmark::State& state) {
  const orders::Order order = Delivered();
  const Links links("https://herlaad.example", Secret("an unguessable key of some length"));
  Client client;
  client.kind = Client::Kind::kKey;
  for (auto _ : state) {
    JsonWriter json(1'024);
    RenderTopup(order, client, links, json);
    benchmark::DoNotOptimize(json.Take());
  }
}
BENCHMARK(BM_RenderTopup);

void BM_RenderTopupWithStatus(benchmark::State& state) {
  const orders::Order order = Delivered();
  const Links links("https://herlaad.example", Secret("an unguessable key of some length"));
  const catalogue::Catalogue catalogue;
  Client client;
  client.kind = Client::Kind::kKey;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        RenderTopup(order, {client, messages::Language::kEn, order.created_at}, links, catalogue));
  }
}
BENCHMARK(BM_RenderTopupWithStatus);

void BM_LinkToken(benchmark::State& state) {
  const Links links("https://herlaad.example", Secret("an unguessable key of some length"));
  for (auto _ : state) benchmark::DoNotOptimize(links.Token(OrderId(123'456'789'012'345)));
}
BENCHMARK(BM_LinkToken);

void BM_ReadPlaceBody(benchmark::State& state) {
  net::Request request;
  request.body = kBody;
  request.headers = {{"content-type", "application/json"}};
  for (auto _ : state) benchmark::DoNotOptimize(ReadPlaceBody(request).ok());
}
BENCHMARK(BM_ReadPlaceBody);

void BM_ParseStrict(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(net::ParseStrict(kBody).ok());
}
BENCHMARK(BM_ParseStrict);

void BM_DigestOfKey(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(DigestOf("hk_0123456789abcdefghjkmnpqrstvwxyz0"));
  }
}
BENCHMARK(BM_DigestOfKey);

}  // namespace
}  // namespace herlaad::http
