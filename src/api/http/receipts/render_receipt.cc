#include "api/http/receipts/render_receipt.h"

#include "api/http/core/json/json_writer.h"
#include "domain/payments/payment_method.h"

namespace herlaad::http {
namespace {

using orders::Receipt;

void RenderTimes(const Receipt& receipt, JsonWriter& json) {
  json.Name("issued_at").At(receipt.issued_at).Name("ordered_at").At(receipt.ordered_at);
  json.Name("paid_at").At(receipt.paid_at);
  if (receipt.credited_at.ms != 0) json.Name("credited_at").At(receipt.credited_at);
  if (receipt.refunded_at.ms != 0) json.Name("refunded_at").At(receipt.refunded_at);
  if (receipt.valid_until.ms != 0) json.Name("valid_until").At(receipt.valid_until);
  if (receipt.bonus_until.ms != 0) json.Name("bonus_valid_until").At(receipt.bonus_until);
}

void RenderAmounts(const Receipt& receipt, JsonWriter& json) {
  const auto amount = [&](std::string_view name, std::int64_t minor) {
    json.Name(name).Amount({minor, receipt.currency});
  };
  amount("amount", receipt.amount);
  amount("fee", receipt.fee);
  amount("total", receipt.total());
  amount("vat", receipt.vat);
  const bool on_all = receipt.vat_treatment == catalogue::VatTreatment::kSinglePurpose;
  json.Name("vat_on").Text(on_all ? "total" : "fee");
  if (receipt.vat_rate) json.Name("vat_rate_basis_points").Number(receipt.vat_rate->value);
  amount("received", receipt.received);
  amount("refunded", receipt.refunded);
  amount("going_back", receipt.GoingBack());
  if (receipt.kind != orders::ReceiptKind::kCredited) return;
  json.Name("credited").Amount(receipt.credit);
  if (receipt.bonus.minor > 0) json.Name("bonus").Amount(receipt.bonus);
}

void RenderParts(std::string_view name, const std::vector<orders::ReceiptPart>& parts,
                 Currency currency, JsonWriter& json) {
  json.Name(name).Begin('[');
  for (const orders::ReceiptPart& part : parts) {
    json.Begin('{').Name("amount").Amount({part.amount, currency});
    if (!part.reference.empty()) json.Name("bank_reference").Text(part.reference);
    json.End('}');
  }
  json.End(']');
}

void RenderRefundReferences(const Receipt& receipt, JsonWriter& json) {
  bool any = false;
  for (const orders::ReceiptPart& refund : receipt.refunds) {
    if (refund.reference.empty()) continue;
    if (!any) json.Name("refund_references").Begin('[');
    any = true;
    json.Text(refund.reference);
  }
  if (any) json.End(']');
}

void RenderSeller(const engine::Seller& seller, JsonWriter& json) {
  if (seller.name.empty()) return;
  const auto add = [&json](std::string_view name, const std::string& value) {
    if (!value.empty()) json.Name(name).Text(value);
  };
  json.Name("seller").Begin('{');
  add("name", seller.name);
  add("address", seller.address);
  add("enterprise_number", seller.enterprise_number);
  add("vat_number", seller.vat_number);
  json.End('}');
}

}  // namespace

std::string RenderReceipt(const Receipt& receipt, const engine::Seller& seller,
                          const std::string& link, const std::string& id) {
  JsonWriter json(1'536);
  const bool credited = receipt.kind == orders::ReceiptKind::kCredited;
  json.Begin('{').Name("number").Text(orders::ReceiptNumber(receipt.order));
  json.Name("topup").Text(ToText(receipt.order));
  json.Name("kind").Text(credited ? "credited" : "refunded");
  json.Name("sandbox").Bool(receipt.sandbox).Name("msisdn_masked").Text(receipt.masked);
  json.Name("operator").Text(receipt.operator_id);
  json.Name("operator_name").Text(receipt.operator_name);
  RenderTimes(receipt, json);
  RenderAmounts(receipt, json);
  json.Name("tender").Text(payments::PaymentMethodName(receipt.payment_method));
  if (!receipt.operator_reference.empty())
    json.Name("operator_reference").Text(receipt.operator_reference);
  if (!receipt.bank_reference.empty()) json.Name("bank_reference").Text(receipt.bank_reference);
  RenderParts("charges", receipt.charges, receipt.currency, json);
  RenderRefundReferences(receipt, json);
  if (!receipt.refunds.empty()) RenderParts("refunds", receipt.refunds, receipt.currency, json);
  RenderSeller(seller, json);
  json.Name("links").Begin('{').Name("check").Text(link);
  json.Name("pdf").Text("/v1/topups/" + id + "/receipt.pdf");
  json.Name("png").Text("/v1/topups/" + id + "/receipt.png").End('}');
  return json.End('}').Take();
}

}  // namespace herlaad::http
