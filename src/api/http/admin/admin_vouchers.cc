// What the command line asks about vouchers.
#include "api/http/admin/admin.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/json/render_voucher.h"
#include "base/core/check.h"
#include "engine/commands/orders/sell_voucher.h"

namespace herlaad::http {
namespace {

using vouchers::Voucher;

constexpr std::int64_t kVouchersMax = 1'000;
// Where test vouchers are paid: with money that is none.
constexpr const char* kTestTill = "test-vouchers";
constexpr std::size_t kDrawnBytes = 20;

struct Batch {
  Money face;
  std::int64_t count = 0;
};

Result<Batch, Problem> ReadBatch(const net::Request& request) {
  const auto body = ReadBody(request, {"operator", "amount", "count", "test"});
  if (!body.ok()) return Failure{body.error()};
  const auto op = ReadText(*body, "operator");
  if (!op.ok()) return Failure{op.error()};
  if (*op != "any") {
    return Failure{FieldProblem(Code::kFieldInvalid, "operator",
                                "Vouchers are for any operator: give \"any\".")};
  }
  const auto face = ReadMoney(*body, "amount");
  if (!face.ok()) return Failure{face.error()};
  const auto count = ReadInteger(*body, "count");
  if (!count.ok()) return Failure{count.error()};
  if (*count < 1 || *count > kVouchersMax) {
    return Failure{
        FieldProblem(Code::kFieldInvalid, "count", "At most 1,000 vouchers are made at once.")};
  }
  const auto test = body->find("test");
  if (test == body->end() || !test->is_boolean() || !test->get<bool>()) {
    return Failure{FieldProblem(Code::kFieldInvalid, "test",
                                "Only test vouchers can be made in a batch: give true.")};
  }
  return Batch{*face, *count};
}

}  // namespace

// Sold for test money, so that the books are right about them too.
void Admin::CreateVouchers(ExchangePtr exchange) {
  const auto batch = ReadBatch(exchange->request);
  if (!batch.ok()) return exchange->Refuse(batch.error());
  if (!shared_.options.sandbox) return exchange->Refuse(Problem(Code::kSandboxOnly));
  const Secret& pin_key = shared_.options.vouchers.keys.current;
  if (pin_key.empty()) return exchange->Refuse(Problem(Code::kVoucherKeyMissing));
  Soon(exchange, [this, exchange, batch = *batch, pin_key] {
    JsonWriter json;
    json.Begin('{').Name("test").Bool(true).Name("vouchers").Begin('[');
    for (std::int64_t i = 0; i < batch.count; ++i) {
      auto command = engine::SellVoucher::Check(
          {batch.face, payments::PaymentMethod::kCash, kTestTill, "admin"},
          RandomSecret(kDrawnBytes).Reveal(), pin_key);
      CHECK(command.ok(), "the key and the value are valid");
      const auto answer = Call(*exchange, *std::move(command));
      if (!answer.ok()) return;
      if (answer->refusal) return exchange->Refuse(Problem(Code::kAmountNotOnSale));
      const auto serial = vouchers::VoucherOf(answer->order);
      const auto found = shared_.readers.Call(
          [serial](engine::Queries& queries) { return queries.FindRow<Voucher>(serial); });
      if (!found.ok() || !*found) return exchange->Refuse(StoreUnavailable());
      RenderVoucher(**found, json);
      json.Name("pin").Text(vouchers::DerivePin(pin_key, answer->order).digits().Reveal());
      json.End('}');
    }
    shared_.Log("vouchers.created", {{"count", std::to_string(batch.count)}});
    net::Response response{201, "application/json", json.End(']').End('}').Take(), {}};
    exchange->Send(std::move(response));
  });
}

void Admin::ReadVoucher(ExchangePtr exchange) {
  const auto serial = vouchers::ParseVoucherId(exchange->argument);
  if (!serial) return exchange->Refuse(Problem(Code::kVoucherUnknown));
  Soon(exchange, [this, exchange, serial = *serial] {
    const auto found = shared_.readers.Call(
        [serial](engine::Queries& queries) { return queries.FindRow<Voucher>(serial); });
    if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
    if (!*found) return exchange->Refuse(Problem(Code::kVoucherUnknown));
    JsonWriter json;
    RenderVoucher(**found, json);
    json.Name("sold_by").Text(ToText((*found)->sold_by));
    if (!(*found)->redeemed_by.empty()) {
      json.Name("redeemed_by").Text(ToText((*found)->redeemed_by));
    }
    exchange->Send({200, "application/json", json.End('}').Take(), {}});
  });
}

}  // namespace herlaad::http
