#include "adapters/receipts/receipt_view.h"

#include "adapters/receipts/qr.h"
#include "base/core/check.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"
#include "domain/orders/receipts/signed_receipt.h"
#include "domain/payments/payment_method.h"

namespace herlaad::receipts {
namespace {

using engine::ReceiptView;
using messages::Key;
using messages::Language;
using orders::Receipt;
using orders::ReceiptKind;

std::string Words(Language language, Key key) { return std::string(messages::Text(language, key)); }

// Fills the rows of one view.
class Writer {
 public:
  Writer(const Receipt& receipt, ReceiptView& view) : receipt_(receipt), view_(view) {}

  // What became of the money comes first: on a refunded receipt the refund, and then what was
  // ordered.
  void Amounts() {
    if (view_.refunded) return AmountsOfARefund();
    Ordered(view_.amounts);
    view_.total = {Words(view_.language, "receipt.total"), Price(receipt_.total())};
    if (receipt_.vat > 0) view_.below_total.push_back({VatLabel(), Price(receipt_.vat)});
    if (receipt_.bonus.minor > 0)
      Add(view_.below_total, "receipt.bonus", Price(receipt_.bonus.minor));
    for (const orders::ChargeRow& row : ChargeRows(SignedPartOf(receipt_)))
      Add(view_.below_total, row.label, Price(row.amount));
  }

  void Notes() {
    if (!receipt_.why.empty()) {
      view_.notes.push_back(orders::PhraseText(receipt_.why, view_.language, receipt_.issued_at));
    }
    if (view_.refunded) {
      view_.notes.push_back(Words(view_.language, "receipt.all_refunded"));
    } else if (receipt_.vat_treatment == catalogue::VatTreatment::kMultiPurpose) {
      view_.notes.push_back(Words(view_.language, "receipt.vat_multi"));
    }
  }

  void Times() {
    AddTime("receipt.ordered_at", receipt_.ordered_at);
    AddTime("receipt.paid_at", receipt_.paid_at);
    AddTime("receipt.credited_at", receipt_.credited_at);
    AddTime("receipt.refunded_at", receipt_.refunded_at);
    if (receipt_.valid_until.ms != 0)
      Add(view_.times, "receipt.valid_until", messages::Day(view_.language, receipt_.valid_until));
    if (receipt_.bonus_until.ms != 0)
      Add(view_.times, "details.bonus_valid", messages::Day(view_.language, receipt_.bonus_until));
  }

  void SoldBy(const engine::Seller& seller) {
    const auto add = [this](Key label, const std::string& value) {
      if (!value.empty()) Add(view_.seller, label, value);
    };
    add("receipt.seller", seller.name);
    add("receipt.seller_address", seller.address);
    add("receipt.enterprise_number", seller.enterprise_number);
    add("receipt.vat_number", seller.vat_number);
  }

  void References() {
    Add(view_.references, "receipt.tender",
        Words(view_.language, payments::PaymentMethodLabel(receipt_.payment_method)));
    Add(view_.references, "receipt.number", view_.number);
    Add(view_.references, "receipt.reference", ToText(receipt_.order));
    if (!receipt_.operator_reference.empty())
      Add(view_.references, "receipt.operator_reference", receipt_.operator_reference);
    const bool charged_again = receipt_.charges.size() > 1;
    if (charged_again) {
      for (const orders::ReceiptPart& charge : receipt_.charges)
        AddPart(ChargeLabel(charge), charge, true);
    } else if (!receipt_.bank_reference.empty()) {
      Add(view_.references, "receipt.bank_reference", receipt_.bank_reference);
    }
    const Key refund_label = charged_again && !view_.refunded
                                 ? Key("receipt.extra_refund_reference")
                                 : Key("receipt.refund_reference");
    for (const orders::ReceiptPart& refund : receipt_.refunds)
      AddPart(refund_label, refund, charged_again || receipt_.refunds.size() > 1);
    Add(view_.references, "receipt.issued_at",
        messages::MomentExact(view_.language, receipt_.issued_at, Instant{}));
  }

 private:
  [[nodiscard]] std::string Price(std::int64_t minor) const {
    return messages::Price(view_.language, {minor, receipt_.currency});
  }

  void Ordered(std::vector<ReceiptView::Row>& rows) const {
    Add(rows, "receipt.credit", Price(receipt_.amount));
    Add(rows, "receipt.fee", Price(receipt_.fee));
  }

  void AmountsOfARefund() {
    const Key refunded = "receipt.refunded";
    for (const orders::ChargeRow& row : ChargeRows(SignedPartOf(receipt_))) {
      if (row.label != refunded) Add(view_.amounts, row.label, Price(row.amount));
    }
    view_.total = {Words(view_.language, refunded), Price(receipt_.refunded)};
    Ordered(view_.below_total);
    Add(view_.below_total, "receipt.total", Price(receipt_.total()));
  }

  [[nodiscard]] std::string VatLabel() const {
    if (!receipt_.vat_rate) return Words(view_.language, "receipt.vat_plain");
    return messages::Text(view_.language, "receipt.vat",
                          {{"rate", messages::Percent(view_.language, *receipt_.vat_rate)}});
  }

  void Add(std::vector<ReceiptView::Row>& rows, Key label, std::string value) const {
    rows.push_back({Words(view_.language, label), std::move(value)});
  }

  // Where one charge pays for the credit, each other one was extra. Where all of it was refunded,
  // none is.
  [[nodiscard]] Key ChargeLabel(const orders::ReceiptPart& charge) const {
    const bool pays = view_.refunded || charge.reference == receipt_.bank_reference;
    return pays ? Key("receipt.bank_reference") : Key("receipt.extra_reference");
  }

  void AddPart(Key label, const orders::ReceiptPart& part, bool with_amount) const {
    if (part.reference.empty()) return;
    const std::string amount = with_amount ? Price(part.amount) + "\u00a0· " : std::string();
    Add(view_.references, label, amount + part.reference);
  }

  // Always with the date: receipts are read later.
  void AddTime(Key label, Instant at) {
    if (at.ms == 0) return;
    Add(view_.times, label, messages::MomentExact(view_.language, at, Instant{}));
  }

  const Receipt& receipt_;
  ReceiptView& view_;
};

}  // namespace

ReceiptView ViewOf(const Receipt& receipt, Language language, const std::string& link,
                   const engine::Issuer& issuer) {
  ReceiptView view;
  view.language = language;
  view.refunded = receipt.kind == ReceiptKind::kRefunded;
  if (receipt.sandbox) view.sandbox = Words(language, "receipt.sample");
  view.title = Words(language, "receipt.title");
  view.number = orders::ReceiptNumber(receipt.order);
  view.status =
      Words(language, view.refunded ? Key("receipt.given_back") : Key("receipt.credited"));
  view.headline = messages::Price(
      language, {view.refunded ? receipt.refunded : receipt.total(), receipt.currency});
  view.subject = receipt.masked + "\u00a0· " + receipt.operator_name;
  Writer writer(receipt, view);
  writer.Amounts();
  writer.Notes();
  writer.Times();
  writer.References();
  writer.SoldBy(issuer.seller);
  view.support = issuer.support;
  view.scan = Words(language, "receipt.genuine");
  view.link = link;
  view.code = QrOf(link);
  return view;
}

}  // namespace herlaad::receipts
