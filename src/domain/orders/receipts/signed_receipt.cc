#include "domain/orders/receipts/signed_receipt.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/core/check.h"

namespace herlaad::orders {
namespace {

constexpr std::string_view kReal = "HR1";
constexpr std::string_view kSandbox = "HS1";
constexpr std::size_t kFields = 15;
constexpr std::size_t kShownDigits = 6;
constexpr std::size_t kAmountDigitsMax = 15;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string InCase(std::string_view text, char (*to)(char)) {
  std::string changed(text);
  std::transform(changed.begin(), changed.end(), changed.begin(), to);
  return changed;
}

std::string NumberField(OrderId order) {
  const std::string number = ReceiptNumber(order);
  return InCase(std::string_view(number).substr(number.find('_') + 1), Upper);
}

// 20261122T130211Z
std::string TimeField(std::int64_t seconds) {
  std::string text = ToRfc3339({seconds * 1'000});
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }),
             text.end());
  return text.erase(text.find('.'), 4);
}

std::optional<std::int64_t> ReadTime(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  std::string full(text);
  for (const std::size_t at : {4U, 7U}) full.insert(at, 1, '-');
  for (const std::size_t at : {13U, 16U}) full.insert(at, 1, ':');
  const auto instant = ParseRfc3339(full);
  if (!instant || instant->ms < 0) return std::nullopt;
  return instant->ms / 1'000;
}

std::optional<std::int64_t> ReadAmount(std::string_view text) {
  if (text.empty() || text.size() > kAmountDigitsMax) return std::nullopt;
  std::int64_t amount = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, amount);
  if (read.ec != std::errc() || read.ptr != end || amount < 0) return std::nullopt;
  return amount;
}

bool IsOperatorId(std::string_view text) {
  return !text.empty() && text.size() <= catalogue::kOperatorIdMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return IsDigit(c) || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
         });
}

using Fields = std::array<std::string_view, kFields>;

std::optional<Fields> Split(std::string_view text) {
  Fields fields;
  for (std::size_t i = 0; i < kFields; ++i) {
    const std::size_t dot = text.find('.');
    if ((dot == std::string_view::npos) != (i + 1 == kFields)) return std::nullopt;
    fields[i] = text.substr(0, dot);
    if (dot != std::string_view::npos) text.remove_prefix(dot + 1);
  }
  return fields;
}

bool ReadWords(const Fields& fields, SignedReceipt& receipt) {
  receipt.sandbox = fields[0] == kSandbox;
  receipt.kind = fields[2] == "R" ? ReceiptKind::kRefunded : ReceiptKind::kCredited;
  receipt.vat_treatment = fields[11] == "M" ? catalogue::VatTreatment::kMultiPurpose
                                            : catalogue::VatTreatment::kSinglePurpose;
  receipt.shown_digits = fields[5];
  receipt.operator_id = InCase(fields[6], Lower);
  const auto number = ParseReceiptNumber("re_" + InCase(fields[1], Lower));
  const auto currency = ParseCurrency(fields[7]);
  const auto payment_method = payments::ParsePaymentMethod(InCase(fields[14], Lower));
  const std::string& digits = receipt.shown_digits;
  if (!number || !currency || !payment_method || !IsOperatorId(receipt.operator_id) ||
      digits.size() != kShownDigits || !std::all_of(digits.begin(), digits.end(), IsDigit)) {
    return false;
  }
  receipt.order = *number;
  receipt.currency = *currency;
  receipt.payment_method = *payment_method;
  return true;
}

bool ReadNumbers(const Fields& fields, SignedReceipt& receipt) {
  const auto issued = ReadTime(fields[3]);
  const auto paid = ReadTime(fields[4]);
  if (!issued || !paid) return false;
  receipt.issued_at_s = *issued;
  receipt.paid_at_s = *paid;
  struct Place {
    std::size_t field;
    std::int64_t* amount;
  };
  const Place places[] = {{8, &receipt.amount},
                          {9, &receipt.fee},
                          {10, &receipt.vat},
                          {12, &receipt.received},
                          {13, &receipt.refunded}};
  return std::all_of(std::begin(places), std::end(places), [&fields](const Place& place) {
    const auto read = ReadAmount(fields.at(place.field));
    *place.amount = read.value_or(0);
    return read.has_value();
  });
}

}  // namespace

std::int64_t SignedReceipt::Extra() const {
  return kind == ReceiptKind::kRefunded ? 0 : std::max<std::int64_t>(0, received - total());
}

std::int64_t SignedReceipt::GoingBack() const {
  return std::max<std::int64_t>(0, Extra() - refunded);
}

std::vector<ChargeRow> ChargeRows(const SignedReceipt& receipt) {
  std::vector<ChargeRow> rows;
  if (receipt.received == receipt.total() && receipt.refunded == 0) return rows;
  if (receipt.Extra() > 0) rows.push_back({"receipt.besides", receipt.Extra()});
  rows.push_back({"receipt.received", receipt.received});
  if (receipt.refunded > 0) rows.push_back({"receipt.refunded", receipt.refunded});
  if (receipt.GoingBack() > 0) rows.push_back({"receipt.going_back", receipt.GoingBack()});
  return rows;
}

std::string SignedReceipt::Masked() const {
  return shown_digits.substr(0, 4) + " •• •• " + shown_digits.substr(4);
}

SignedReceipt SignedPartOf(const Receipt& receipt) {
  SignedReceipt part;
  part.sandbox = receipt.sandbox;
  part.order = receipt.order;
  part.kind = receipt.kind;
  part.issued_at_s = receipt.issued_at.ms / 1'000;
  part.paid_at_s = receipt.paid_at.ms / 1'000;
  std::copy_if(receipt.masked.begin(), receipt.masked.end(), std::back_inserter(part.shown_digits),
               IsDigit);
  part.operator_id = receipt.operator_id;
  part.currency = receipt.currency;
  part.amount = receipt.amount;
  part.fee = receipt.fee;
  part.vat = receipt.vat;
  part.vat_treatment = receipt.vat_treatment;
  part.received = receipt.received;
  part.refunded = receipt.refunded;
  part.payment_method = receipt.payment_method;
  return part;
}

std::string ToText(const SignedReceipt& receipt) {
  const bool refunded = receipt.kind == ReceiptKind::kRefunded;
  const bool multi = receipt.vat_treatment == catalogue::VatTreatment::kMultiPurpose;
  const std::array<std::string, kFields> fields = {
      std::string(receipt.sandbox ? kSandbox : kReal),
      NumberField(receipt.order),
      refunded ? "R" : "C",
      TimeField(receipt.issued_at_s),
      TimeField(receipt.paid_at_s),
      receipt.shown_digits,
      InCase(receipt.operator_id, Upper),
      std::string(Text(receipt.currency)),
      std::to_string(receipt.amount),
      std::to_string(receipt.fee),
      std::to_string(receipt.vat),
      multi ? "M" : "S",
      std::to_string(receipt.received),
      std::to_string(receipt.refunded),
      InCase(payments::PaymentMethodName(receipt.payment_method), Upper)};
  std::string text;
  for (const std::string& field : fields) text.append(text.empty() ? "" : ".").append(field);
  CHECK(text.size() <= kSignedTextMax, "the signed text of a receipt is short");
  return text;
}

std::optional<SignedReceipt> ParseSignedReceipt(std::string_view text) {
  if (text.size() > kSignedTextMax) return std::nullopt;
  const auto fields = Split(text);
  SignedReceipt receipt;
  if (!fields || !ReadWords(*fields, receipt) || !ReadNumbers(*fields, receipt)) {
    return std::nullopt;
  }
  // Rejects other spellings (leading zeros, another letter case) that the fields accept.
  if (ToText(receipt) != text) return std::nullopt;
  return receipt;
}

}  // namespace herlaad::orders
