#include "adapters/receipts/sheet.h"

#include "adapters/receipts/qr.h"
#include "base/core/check.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"

namespace herlaad::receipts {
namespace {

using engine::ReceiptSheet;
using messages::Key;
using messages::Language;
using orders::Receipt;
using orders::ReceiptKind;

std::string Words(Language language, Key key) { return std::string(messages::Text(language, key)); }

// Writes the rows of one sheet.
class Writer {
 public:
  Writer(const Receipt& receipt, ReceiptSheet& sheet) : receipt_(receipt), sheet_(sheet) {}

  void Amounts() {
    Add(sheet_.amounts, "receipt.credit", Price(receipt_.amount));
    Add(sheet_.amounts, "receipt.fee", Price(receipt_.fee));
    sheet_.total = {Words(sheet_.language, "receipt.total"), Price(receipt_.total())};
    if (receipt_.vat > 0) sheet_.below_total.push_back({VatLabel(), Price(receipt_.vat)});
    if (receipt_.bonus.minor > 0)
      Add(sheet_.below_total, "receipt.bonus", Price(receipt_.bonus.minor));
    if (sheet_.refunded) {
      Add(sheet_.below_total, "receipt.received", Price(receipt_.received));
    } else if (receipt_.received > receipt_.total()) {
      Add(sheet_.below_total, "receipt.besides", Price(receipt_.received - receipt_.total()));
    }
    if (receipt_.refunded > 0)
      Add(sheet_.below_total, "receipt.refunded", Price(receipt_.refunded));
    if (receipt_.GoingBack() > 0)
      Add(sheet_.below_total, "receipt.going_back", Price(receipt_.GoingBack()));
  }

  void Notes() {
    if (!receipt_.why.empty()) {
      sheet_.notes.push_back(orders::PhraseText(receipt_.why, sheet_.language, receipt_.issued_at));
    }
    if (sheet_.refunded) {
      sheet_.notes.push_back(Words(sheet_.language, "receipt.not_credited"));
    } else if (receipt_.vat_treatment == catalog::VatTreatment::kMultiPurpose) {
      sheet_.notes.push_back(Words(sheet_.language, "receipt.vat_multi"));
    }
  }

  void Times() {
    AddTime("receipt.ordered_at", receipt_.ordered_at);
    AddTime("receipt.paid_at", receipt_.paid_at);
    AddTime("receipt.credited_at", receipt_.credited_at);
    AddTime("receipt.refunded_at", receipt_.refunded_at);
    if (receipt_.valid_until.ms != 0)
      Add(sheet_.times, "receipt.valid_until",
          messages::Day(sheet_.language, receipt_.valid_until));
    if (receipt_.bonus_until.ms != 0)
      Add(sheet_.times, "details.bonus_valid",
          messages::Day(sheet_.language, receipt_.bonus_until));
  }

  void SoldBy(const engine::Seller& seller) {
    const auto add = [this](Key label, const std::string& value) {
      if (!value.empty()) Add(sheet_.seller, label, value);
    };
    add("receipt.seller", seller.name);
    add("receipt.seller_address", seller.address);
    add("receipt.enterprise_number", seller.enterprise_number);
    add("receipt.vat_number", seller.vat_number);
  }

  void References() {
    const auto tender = Key::Find("tender." + std::string(orders::Name(receipt_.tender)));
    CHECK(tender.has_value(), "every tender has its name in every language");
    Add(sheet_.references, "receipt.tender", Words(sheet_.language, *tender));
    Add(sheet_.references, "receipt.number", sheet_.number);
    Add(sheet_.references, "receipt.reference", ToText(receipt_.order));
    if (!receipt_.operator_reference.empty())
      Add(sheet_.references, "receipt.operator_reference", receipt_.operator_reference);
    if (!receipt_.bank_reference.empty())
      Add(sheet_.references, "receipt.bank_reference", receipt_.bank_reference);
    for (const std::string& reference : receipt_.refund_references)
      Add(sheet_.references, "receipt.refund_reference", reference);
    Add(sheet_.references, "receipt.issued_at",
        messages::MomentExact(sheet_.language, receipt_.issued_at, Instant{}));
  }

 private:
  [[nodiscard]] std::string Price(std::int64_t minor) const {
    return messages::Price(sheet_.language, {minor, receipt_.currency});
  }

  [[nodiscard]] std::string VatLabel() const {
    if (!receipt_.vat_rate) return Words(sheet_.language, "receipt.vat_plain");
    return messages::Text(sheet_.language, "receipt.vat",
                          {{"rate", messages::Percent(sheet_.language, *receipt_.vat_rate)}});
  }

  void Add(std::vector<ReceiptSheet::Row>& rows, Key label, std::string value) const {
    rows.push_back({Words(sheet_.language, label), std::move(value)});
  }

  // Always with its day: a receipt is read later.
  void AddTime(Key label, Instant at) {
    if (at.ms == 0) return;
    Add(sheet_.times, label, messages::MomentExact(sheet_.language, at, Instant{}));
  }

  const Receipt& receipt_;
  ReceiptSheet& sheet_;
};

}  // namespace

ReceiptSheet SheetOf(const Receipt& receipt, Language language, const std::string& link,
                     const engine::Issuer& issuer) {
  ReceiptSheet sheet;
  sheet.language = language;
  sheet.refunded = receipt.kind == ReceiptKind::kRefunded;
  if (receipt.sandbox) sheet.sandbox = Words(language, "receipt.sample");
  sheet.title = Words(language, "receipt.title");
  sheet.number = orders::ReceiptNumber(receipt.order);
  sheet.status =
      Words(language, sheet.refunded ? Key("receipt.given_back") : Key("receipt.credited"));
  sheet.headline = messages::Price(
      language, {sheet.refunded ? receipt.refunded : receipt.total(), receipt.currency});
  sheet.subject = receipt.masked + " · " + receipt.operator_name;
  Writer writer(receipt, sheet);
  writer.Amounts();
  writer.Notes();
  writer.Times();
  writer.References();
  writer.SoldBy(issuer.seller);
  sheet.support = issuer.support;
  sheet.scan = Words(language, "receipt.genuine");
  sheet.link = link;
  sheet.code = QrOf(link);
  return sheet;
}

}  // namespace herlaad::receipts
