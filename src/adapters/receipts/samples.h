// Receipts for this module's tests and benchmarks.
#pragma once

#include "adapters/receipts/signing.h"
#include "domain/orders/receipts/receipt.h"
#include "domain/payments/payment_method.h"
#include "engine/ports/receipt_renderer.h"

namespace herlaad::receipts::samples {

inline SigningKey Key() {
  return *SigningKey::Parse(
      "herlaad-receipt-key-1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
}

inline engine::Issuer Issuer() {
  using messages::Language;
  engine::Issuer issuer;
  issuer.seller = {"Voorbeeld BV", "Voorbeeldstraat 1, 1000 Brussel", "0123.456.749",
                   "BE 0123.456.749"};
  issuer.support.phone = "+32 2 555 01 23";
  issuer.support.email = "help@herlaad.example";
  issuer.support.hours = *messages::ParseSupportHours("Mo-Fr 09:00-17:00");
  issuer.support.languages = {Language::kNl, Language::kFr, Language::kZh};
  return issuer;
}

inline orders::Receipt Credited() {
  orders::Receipt receipt;
  receipt.order = OrderId(1'234'567'890'123'456'789);
  receipt.masked = "0470 •• •• 56";
  receipt.operator_id = "proximus";
  receipt.operator_name = "Proximus";
  receipt.ordered_at = *ParseRfc3339("2026-11-22T13:01:42.310Z");
  receipt.paid_at = *ParseRfc3339("2026-11-22T13:02:09.001Z");
  receipt.credited_at = receipt.issued_at = *ParseRfc3339("2026-11-22T13:02:11.042Z");
  receipt.valid_until = *ParseRfc3339("2027-11-22T22:59:59.999Z");
  receipt.amount = 1'500;
  receipt.fee = 50;
  receipt.vat = 269;
  receipt.vat_rate = money::BasisPoints{2'100};
  receipt.received = 1'550;
  receipt.credit = Euros(1'500);
  receipt.bonus = Euros(150);
  receipt.payment_method = payments::PaymentMethod::kBancontact;
  receipt.operator_reference = "PX-20261122-8841907";
  receipt.bank_reference = "ch_3PqXv2LkdIwHu7ix0fQnGz8B";
  return receipt;
}

inline orders::Receipt Refunded() {
  orders::Receipt receipt = Credited();
  receipt.kind = orders::ReceiptKind::kRefunded;
  receipt.refunded_at = receipt.issued_at = *ParseRfc3339("2026-11-22T13:07:30.500Z");
  receipt.credited_at = receipt.valid_until = {};
  receipt.vat = 0;
  receipt.vat_rate.reset();
  receipt.refunded = receipt.received;
  receipt.credit = receipt.bonus = {};
  receipt.operator_reference.clear();
  return receipt;
}

// A receipt with every field as long as possible.
inline orders::Receipt Longest() {
  orders::Receipt receipt = Credited();
  receipt.sandbox = true;
  receipt.operator_id = "mobile-vikings_";
  receipt.operator_name = "Vlaamse Maatschappij voor Mobiele Telefonie 移动通信 & Cie";
  receipt.amount = 99'999'999;
  receipt.fee = 1'000'000;
  receipt.received = 3 * receipt.total();
  receipt.refunded = receipt.total();
  receipt.refunded_at = receipt.issued_at = *ParseRfc3339("2026-11-22T13:07:30.500Z");
  receipt.vat_treatment = catalogue::VatTreatment::kMultiPurpose;
  receipt.vat_rate.reset();
  receipt.payment_method = payments::PaymentMethod::kWechatPay;
  receipt.bank_reference = std::string(64, 'w');
  receipt.charges.assign(3, {receipt.total(), receipt.bank_reference});
  receipt.refunds.assign(1, {receipt.total(), receipt.bank_reference});
  receipt.operator_reference =
      "a reference of several words that an operator thought up, 2026/4711";
  return receipt;
}

}  // namespace herlaad::receipts::samples
