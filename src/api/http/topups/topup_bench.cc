// The API's cost of one top-up: parsing the request and rendering the answer.
#include <benchmark/benchmark.h>

#include "adapters/net/json.h"
#include "api/http/core/router.h"
#include "api/http/topups/placing/place_body.h"
#include "api/http/topups/status/render_topup.h"
#include "domain/orders/fulfilment/credited.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::http {
namespace {

constexpr const char* kBody =
    R"({"msisdn":"+32470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})";

// A minute ago by card, delivered with a bonus.
orders::Order Delivered() {
  orders::Order order(OrderId(123'456'789'012'345), *Msisdn::Parse("+32470123456"));
  order.credit().operator_id = "proximus";
  order.credit().hosted = true;
  order.terms = {Currency::kEur, 1500, 50, 9, 269, 15'000'000, 1'500'000, {}, {}};
  order.terms.validity = {catalogue::Validity::Unit::kMonths, 12};
  order.terms.bonus_validity = {catalogue::Validity::Unit::kDays, 31};
  order.client = "client:cli_0d3m9k2v7x8q1r";
  order.created_at = *ParseRfc3339("2026-11-22T13:02:11.042Z");
  order.expires_at = order.created_at + kTimeToPay;
  orders::Payment& payment = order.payments.emplace_back();
  payment.state = orders::PaymentState::kPaid;
  payment.asked = payment.received = order.terms.total();
  payment.created_at = order.created_at;
  payment.opened_at = order.created_at + Millis(311);
  payment.settled_at = order.created_at + Millis(48'207);
  orders::Delivery& delivery = order.deliveries.emplace_back();
  delivery.state = orders::DeliveryState::kConfirmed;
  delivery.credited = order.terms.credit;
  delivery.bonus = order.terms.bonus;
  delivery.created_at = payment.settled_at;
  delivery.sent_at = payment.settled_at + Millis(5);
  delivery.settled_at = payment.settled_at + Millis(912);
  return order;
}

catalogue::Catalogue Catalogue() {
  catalogue::Catalogue catalogue;
  for (const auto& [id, name] :
       {std::pair("proximus", "Proximus"), {"orange", "Orange"}, {"base", "BASE"}}) {
    catalogue::Operator& op = catalogue.operators.emplace_back();
    op.id = id;
    op.name = name;
  }
  return catalogue;
}

// The client that placed the order.
Client Owner(const orders::Order& order) {
  Client client;
  client.kind = Client::Kind::kKey;
  client.name = order.client;
  return client;
}

Instant AMinuteLater(const orders::Order& order) { return order.created_at + Millis(60'000); }

void BM_RenderTopup(benchmark::State& state) {
  const orders::Order order = Delivered();
  const Links links("https://herlaad.example", Secret("an unguessable key of some length"));
  const Client client = Owner(order);
  for (auto _ : state) {
    JsonWriter json(1'024);
    RenderTopup(order, client, links, json);
    benchmark::DoNotOptimize(json.Take());
  }
}
BENCHMARK(BM_RenderTopup);

// The answer of GET /v1/topups/{id}, in one of messages::kLanguages.
void BM_RenderTopupWithStatus(benchmark::State& state) {
  const orders::Order order = Delivered();
  const Links links("https://herlaad.example", Secret("an unguessable key of some length"));
  const catalogue::Catalogue catalogue = Catalogue();
  const Client client = Owner(order);
  const auto language = static_cast<messages::Language>(state.range(0));
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::string json =
        RenderTopup(order, {client, language, AMinuteLater(order)}, links, catalogue);
    bytes = json.size();
    benchmark::DoNotOptimize(json.data());
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(BM_RenderTopupWithStatus)->Arg(1)->Arg(4);

void BM_StatusOf(benchmark::State& state) {
  const orders::Order order = Delivered();
  const std::string name = "Proximus";
  for (auto _ : state) benchmark::DoNotOptimize(StatusOf(order, name, AMinuteLater(order)));
}
BENCHMARK(BM_StatusOf);

// All sentences of the status view.
void BM_PhraseText(benchmark::State& state) {
  const orders::Order order = Delivered();
  const Instant now = AMinuteLater(order);
  const orders::StatusView view = StatusOf(order, "Proximus", now);
  for (auto _ : state) {
    for (const auto* phrases : {&view.money, &view.next}) {
      benchmark::DoNotOptimize(PhraseText(*phrases, messages::Language::kNl, now));
    }
  }
}
BENCHMARK(BM_PhraseText);

void BM_CreditedOf(benchmark::State& state) {
  const orders::Order order = Delivered();
  for (auto _ : state) benchmark::DoNotOptimize(CreditedOf(order));
}
BENCHMARK(BM_CreditedOf);

void BM_Rfc3339(benchmark::State& state) {
  const Instant at = Delivered().created_at;
  for (auto _ : state) benchmark::DoNotOptimize(Rfc3339Of(at));
}
BENCHMARK(BM_Rfc3339);

void BM_ParseOrderId(benchmark::State& state) {
  const std::string text = ToText(Delivered().id);
  for (auto _ : state) benchmark::DoNotOptimize(ParseOrderId(text));
}
BENCHMARK(BM_ParseOrderId);

void BM_LinkToken(benchmark::State& state) {
  const Links links("https://herlaad.example", Secret("an unguessable key of some length"));
  for (auto _ : state) benchmark::DoNotOptimize(links.Token(OrderId(123'456'789'012'345)));
}
BENCHMARK(BM_LinkToken);

void BM_OpenLink(benchmark::State& state) {
  const Links links("https://herlaad.example", Secret("an unguessable key of some length"));
  const std::string token = links.Token(OrderId(123'456'789'012'345));
  for (auto _ : state) benchmark::DoNotOptimize(links.Open(token));
}
BENCHMARK(BM_OpenLink);

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
