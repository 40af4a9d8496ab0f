#include "api/http/vouchers/voucher_sales.h"

#include <set>

#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/json/render_voucher.h"
#include "api/http/topups/placing/place_body.h"
#include "api/http/topups/refusals.h"
#include "base/core/check.h"
#include "engine/commands/orders/sell_voucher.h"

namespace herlaad::http {
namespace {

using orders::PlaceOutcome;
using vouchers::Voucher;

Problem OfCheck(engine::SellVoucherError error) {
  switch (error) {
    case engine::SellVoucherError::kKeyEmpty:
    case engine::SellVoucherError::kKeyTooLong:
      return Problem(Code::kIdempotencyKeyInvalid);
    case engine::SellVoucherError::kValueNotPositive:
      return Problem(Code::kAmountNotPositive);
  }
  CHECK(false, "a request is refused for one of the listed reasons");
}

// Everything that some operator sells as a top-up.
std::string ValuesOnSale(const catalogue::Catalogue& catalogue) {
  std::set<std::int64_t> values;
  for (const catalogue::Operator& op : catalogue.operators) {
    for (const catalogue::Product& product : op.products) values.insert(product.amount.minor);
  }
  JsonWriter json;
  json.Begin('[');
  for (const std::int64_t value : values) json.Amount(Euros(value));
  return json.End(']').Take();
}

bool IsPaidFromFloat(payments::PaymentMethod method) {
  return payments::FlowOf(method) == payments::Flow::kStoredValue;
}

// Cash for vouchers has a scope of its own; whoever may spend a float may spend it on vouchers.
std::string_view ScopeToSell(payments::PaymentMethod method) {
  return IsPaidFromFloat(method) ? payments::ScopeToPlace(method)
                                 : std::string_view(access::kMaySellVouchers);
}

std::string SaleJson(const Voucher& voucher, const orders::Order& order, const Secret* pin) {
  JsonWriter json;
  RenderVoucher(voucher, json);
  if (pin != nullptr) json.Name("pin").Text(pin->Reveal());
  json.Name("tender").Text(payments::PaymentMethodName(order.payment_method));
  json.Name("links").Begin('{').Name("self");
  json.Text({"/v1/voucher-sales/", ToText(voucher.serial)}).End('}');
  return json.End('}').Take();
}

// A sale with its voucher.
struct Found {
  std::optional<engine::OrderRecord> order;
  std::optional<Voucher> voucher;
  [[nodiscard]] bool ok() const { return order && voucher; }
};

Result<Found, engine::StoreError> FindSale(engine::Queries& queries, vouchers::VoucherId serial) {
  Found found;
  auto voucher = queries.FindRow<Voucher>(serial);
  if (!voucher.ok()) return Failure{voucher.error()};
  found.voucher = *std::move(voucher);
  if (!found.voucher) return found;
  auto order = queries.FindOrder(found.voucher->sold_by);
  if (!order.ok()) return Failure{order.error()};
  found.order = *std::move(order);
  return found;
}

}  // namespace

Result<VoucherSales::Wanted, Problem> VoucherSales::ReadWanted(const net::Request& request) {
  const auto body = ReadBody(request, {"amount", "tender"});
  if (!body.ok()) return Failure{body.error()};
  const auto face = ReadMoney(*body, "amount");
  if (!face.ok()) return Failure{face.error()};
  const auto name = ReadText(*body, "tender");
  if (!name.ok()) return Failure{name.error()};
  const auto method = payments::ParsePaymentMethod(*name);
  if (!method) return Failure{FieldProblem(Code::kTenderUnknown, "tender")};
  if (!payments::BuysVouchers(*method))
    return Failure{Problem(Code::kTenderNotOffered).With("field", "tender")};
  return Wanted{*face, *method};
}

void VoucherSales::Sell(ExchangePtr exchange) {
  const Client& client = *exchange->client;
  if (client.IsAnonymous()) return exchange->Refuse(KeyRequired());
  const bool sells = client.May(access::kMaySellVouchers);
  if (!sells && !client.May(kScopeFloat)) {
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", access::kMaySellVouchers));
  }
  const auto key = ReadIdempotencyKey(exchange->request);
  if (!key.ok()) return exchange->Refuse(key.error());
  const auto wanted = ReadWanted(exchange->request);
  if (!wanted.ok()) return exchange->Refuse(wanted.error());
  const std::string_view scope = ScopeToSell(wanted->payment_method);
  if (!client.May(scope))
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", scope));
  Submit(exchange, *wanted, *key);
}

void VoucherSales::Submit(const ExchangePtr& exchange, const Wanted& wanted,
                          const std::string& key) {
  const Client& client = *exchange->client;
  const bool from_float = IsPaidFromFloat(wanted.payment_method);
  const std::string account = from_float ? client.float_owner() : client.till;
  if (account.empty())
    return exchange->Refuse(Problem(Code::kTenderNotOffered).With("field", "tender"));
  auto used = client.key;
  if (used && from_float) used->caps = {};  // those of cash
  const Secret& pin_key = shared_.options.vouchers.keys.current;
  if (pin_key.empty()) return exchange->Refuse(Problem(Code::kVoucherKeyMissing));
  auto command = engine::SellVoucher::Check(
      {wanted.face, wanted.payment_method, account, client.name, exchange->language()}, key,
      pin_key, used);
  if (!command.ok()) return exchange->Refuse(OfCheck(command.error()));
  const bool taken = shared_.services.engine.Submit(
      *std::move(command),
      [this, exchange, wanted](const engine::Answered<engine::PlaceResult>& answer,
                               const engine::OrderRecord*) { Sold(exchange, wanted, answer); });
  if (!taken) exchange->Refuse(Busy());
}

// Called on the engine's thread, so it must be quick.
void VoucherSales::Sold(const ExchangePtr& exchange, const Wanted& wanted,
                        const engine::Answered<engine::PlaceResult>& answer) {
  if (!answer.ok()) {
    Problem problem = OfFault(answer.fault());
    if (answer.fault() == engine::Fault::kRejected) problem.Taken(MoneyTaken::kNotTaken);
    return exchange->Refuse(problem);
  }
  const auto& refusal = answer->refusal;
  if (!refusal) return SendSold(exchange, answer->order, answer.replayed());
  if (refusal->outcome == PlaceOutcome::kKeyReused && !answer->order.empty())
    return RefuseOther(exchange, wanted, answer->order);
  exchange->Refuse(Refused(*exchange, wanted, *refusal, answer.replayed()));
}

Problem VoucherSales::Refused(const Exchange& exchange, const Wanted& wanted,
                              const orders::Refusal& refusal, bool replayed) const {
  if (refusal.outcome == PlaceOutcome::kKeyReused) {
    return Problem(Code::kIdempotencyKeyReused)
        .Say(IsPaidFromFloat(wanted.payment_method)
                 ? messages::Key("problem.idempotency_key_reused.refused")
                 : messages::Key("problem.idempotency_key_reused.refused_cash"),
             {})
        .Taken(MoneyTaken::kNotTaken);
  }
  const auto now = replayed ? std::nullopt : std::optional(shared_.services.clock.Now());
  Problem problem(Code::kAmountNotOnSale);
  if (refusal.outcome == PlaceOutcome::kAmountNotOnSale) {
    problem.WithJson("on_sale", ValuesOnSale(shared_.services.Offered()));
  } else {
    problem = OfRefusal(refusal, {{}, wanted.face.currency}, shared_.services.Offered(), now,
                        *exchange.client);
  }
  problem.PaidBy(wanted.payment_method);
  if (replayed) problem.Header("Idempotency-Replayed", "true");
  return problem;
}

// The key belongs to a sale or a top-up that differs.
void VoucherSales::RefuseOther(const ExchangePtr& exchange, const Wanted& wanted, OrderId earlier) {
  shared_.ReadOrder(earlier, [exchange, wanted](const auto& found) {
    if (!found.ok() || !*found) return exchange->Refuse(OfFault(engine::Fault::kUnknown));
    const orders::Order& order = (*found)->order;
    Problem problem(Code::kIdempotencyKeyReused);
    const bool same_value = wanted.face == Money{order.terms.amount, order.terms.currency};
    const std::string field = order.IsTopup() || !same_value ? "amount" : "tender";
    problem.With("field", field);
    if (order.IsTopup()) return exchange->Refuse(problem);
    problem.Taken(MoneyTaken::kTaken);
    problem.Say("problem.idempotency_key_reused.sale",
                {{"serial", ToText(vouchers::VoucherOf(order.id))}, {"field", field}});
    exchange->Refuse(problem);
  });
}

// The PIN is derived anew each time. If it cannot be now, the sale stands, and a repeat gives it.
void VoucherSales::SendSold(const ExchangePtr& exchange, OrderId sale, bool replayed) {
  shared_.readers.Read(
      [sale](engine::Queries& queries) { return FindSale(queries, vouchers::VoucherOf(sale)); },
      [this, exchange, sale, replayed](const auto& found) {
        if (!found.ok() || !found->ok()) return exchange->Refuse(OfFault(engine::Fault::kUnknown));
        const auto pin =
            vouchers::RevealPin(shared_.options.vouchers.keys, sale, found->voucher->pin);
        if (!pin)
          return exchange->Refuse(Problem(Code::kVoucherKeyMissing).Taken(MoneyTaken::kTaken));
        net::Response response;
        response.status = 201;
        response.body = SaleJson(*found->voucher, found->order->order, &pin->digits());
        response.headers.push_back(
            {"Location", "/v1/voucher-sales/" + ToText(found->voucher->serial)});
        response.headers.push_back({"Cache-Control", "no-store"});
        if (replayed) response.headers.push_back({"Idempotency-Replayed", "true"});
        exchange->Send(std::move(response));
      });
}

void VoucherSales::Read(ExchangePtr exchange) {
  const Client& client = *exchange->client;
  if (client.IsAnonymous()) return exchange->Refuse(KeyRequired());
  const bool sells = client.May(access::kMaySellVouchers) || client.May(kScopeFloat);
  if (!sells && !client.May(kScopeRead)) {
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", access::kMaySellVouchers));
  }
  const auto serial = vouchers::ParseVoucherId(exchange->argument);
  if (!serial) return exchange->Refuse(Problem(Code::kVoucherUnknown));
  shared_.readers.Read(
      [serial = *serial](engine::Queries& queries) { return FindSale(queries, serial); },
      [exchange](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        const Client& reader = *exchange->client;
        const bool may =
            found->ok() && (reader.May(kScopeRead) || reader.MayChange(found->order->order.client));
        if (!may) return exchange->Refuse(Problem(Code::kVoucherUnknown));
        net::Response response;
        response.body = SaleJson(*found->voucher, found->order->order, nullptr);
        exchange->Send(std::move(response));
      });
}

}  // namespace herlaad::http
