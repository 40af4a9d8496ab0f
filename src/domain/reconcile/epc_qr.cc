#include "domain/reconcile/epc_qr.h"

#include <algorithm>
#include <array>

#include "base/core/printable.h"
#include "domain/reconcile/account_number.h"
#include "domain/reconcile/ascii.h"
#include "domain/reconcile/creditor_reference.h"
#include "domain/reconcile/utf8.h"

namespace herlaad::reconcile {
namespace {

constexpr std::size_t kBytesMax = 331;
constexpr std::size_t kReadBytesMax = 1024;  // before a text is decoded or looked at
constexpr std::size_t kNameMax = 70;
constexpr std::size_t kPurposeMax = 4;
constexpr std::size_t kReferenceMax = 35;
constexpr std::size_t kRemittanceMax = 140;
constexpr std::size_t kInformationMax = 70;
constexpr std::int64_t kCentsMax = 99'999'999'999;

// In the order of the standard.
enum Line : std::size_t {
  kServiceTag,
  kVersion,
  kCharset,
  kIdentification,
  kBic,
  kName,
  kIban,
  kAmount,
  kPurpose,
  kReference,
  kRemittance,
  kInformation,
  kLines,
};
using Lines = std::array<std::string, kLines>;

bool AllAlphanumeric(std::string_view text) {
  return std::all_of(text.begin(), text.end(), IsAlphanumeric);
}

bool IsBic(std::string_view text) {
  return (text.size() == 8 || text.size() == 11) && AllAlphanumeric(text);
}

// What both directions ask of the fields, apart from the reference's own form.
std::optional<EpcQrError> CheckFields(const EpcQr& payment) {
  for (const std::string* text : {&payment.name, &payment.reference, &payment.remittance,
                                  &payment.information, &payment.purpose, &payment.bic}) {
    if (!CountUtf8(*text) || !IsOneLine(*text)) return EpcQrError::kText;
  }
  if (!payment.bic.empty() && !IsBic(payment.bic)) return EpcQrError::kBic;
  if (Trimmed(payment.name).empty() || *CountUtf8(payment.name) > kNameMax) {
    return EpcQrError::kName;
  }
  if (!IsIban(payment.iban)) return EpcQrError::kIban;
  if (payment.cents && (*payment.cents < 1 || *payment.cents > kCentsMax)) {
    return EpcQrError::kAmount;
  }
  if (payment.purpose.size() > kPurposeMax || !AllAlphanumeric(payment.purpose)) {
    return EpcQrError::kPurpose;
  }
  const bool both = !payment.reference.empty() && !payment.remittance.empty();
  if (both || *CountUtf8(payment.reference) > kReferenceMax) return EpcQrError::kReference;
  if (*CountUtf8(payment.remittance) > kRemittanceMax ||
      *CountUtf8(payment.information) > kInformationMax) {
    return EpcQrError::kTooLong;
  }
  return std::nullopt;
}

std::string AmountText(std::int64_t cents) {
  const std::string minor = std::to_string(cents % 100);
  return "EUR" + std::to_string(cents / 100) + '.' + (minor.size() < 2 ? "0" : "") + minor;
}

// "EUR12", "EUR12.3" and "EUR12.34".
std::optional<std::int64_t> ReadAmount(std::string_view text) {
  if (text.substr(0, 3) != "EUR") return std::nullopt;
  text.remove_prefix(3);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  std::string decimals(text.substr(std::min(point + 1, text.size())));
  if (whole.empty() || whole.size() > 9 || decimals.size() > 2) return std::nullopt;
  if (point < text.size() && decimals.empty()) return std::nullopt;
  decimals.resize(2, '0');
  std::int64_t cents = 0;
  for (const char c : std::string(whole) + decimals) {
    if (!IsDigit(c)) return std::nullopt;
    cents = cents * 10 + (c - '0');
  }
  return cents;
}

// The lines, at most twelve; what is missing at the end is empty.
std::optional<Lines> Split(std::string_view text) {
  Lines lines;
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (count >= kLines && !line.empty()) return std::nullopt;
    if (count < kLines) lines[count++] = line;
  }
  return lines;
}

std::optional<EpcQrError> CheckHeader(const Lines& lines, bool ascii) {
  if (lines[kServiceTag] != "BCD" || lines[kIdentification] != "SCT") return EpcQrError::kNotEpc;
  if (lines[kVersion] != "001" && lines[kVersion] != "002") return EpcQrError::kVersion;
  const std::string& charset = lines[kCharset];
  const bool known = charset.size() == 1 && charset[0] >= '1' && charset[0] <= '8';
  if (!known || (charset[0] > '2' && !ascii)) return EpcQrError::kCharset;
  if (lines[kVersion] == "001" && lines[kBic].empty()) return EpcQrError::kBic;
  return std::nullopt;
}

}  // namespace

std::string_view Text(EpcQrError error) {
  switch (error) {
    case EpcQrError::kNotEpc:
      return "This is not the QR code of a credit transfer. Scan the code on the request to pay.";
    case EpcQrError::kVersion:
      return "The QR code has an unknown version. Use version 001 or 002.";
    case EpcQrError::kCharset:
      return "The QR code has an unknown character set. Use UTF-8 (1).";
    case EpcQrError::kText:
      return "A field is not UTF-8 or has a line end in it. Write it on one line.";
    case EpcQrError::kBic:
      return "The BIC must have 8 or 11 letters and digits. Leave it out in version 002.";
    case EpcQrError::kName:
      return "The name of who is paid is missing or longer than 70 characters.";
    case EpcQrError::kIban:
      return "The account is not an IBAN. Compare it with the bank's papers.";
    case EpcQrError::kAmount:
      return "The amount must be EUR0.01 to EUR999999999.99, with a point and two decimals.";
    case EpcQrError::kPurpose:
      return "The purpose must be a code of up to 4 letters. Leave it out.";
    case EpcQrError::kReference:
      return "The reference is not one of ISO 11649 (RF…), or stands beside a free text. Use one "
             "of the two.";
    case EpcQrError::kTooLong:
      return "The text is too long for the QR code. Shorten it.";
  }
  return {};
}

Result<std::string, EpcQrError> WriteEpcQr(const EpcQr& payment) {
  EpcQr plain = payment;
  plain.iban = PlainAccount(payment.iban);
  if (const auto error = CheckFields(plain)) return Failure{*error};
  if (!plain.reference.empty()) {
    auto reference = ParseCreditorReference(plain.reference);
    if (!reference) return Failure{EpcQrError::kReference};
    plain.reference = *std::move(reference);
  }
  const Lines lines{"BCD",
                    "002",
                    "1",
                    "SCT",
                    plain.bic,
                    plain.name,
                    plain.iban,
                    plain.cents ? AmountText(*plain.cents) : std::string(),
                    plain.purpose,
                    plain.reference,
                    plain.remittance,
                    plain.information};
  std::string text;
  for (const std::string& line : lines) text.append(line) += '\n';
  text.resize(text.find_last_not_of('\n') + 1);
  if (text.size() > kBytesMax) return Failure{EpcQrError::kTooLong};
  return text;
}

Result<EpcQr, EpcQrError> ReadEpcQr(std::string_view text) {
  if (text.size() > kReadBytesMax) return Failure{EpcQrError::kTooLong};
  auto lines = Split(text);
  if (!lines) return Failure{EpcQrError::kNotEpc};
  const bool ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return (c & '\x80') == 0; });
  if (const auto error = CheckHeader(*lines, ascii)) return Failure{*error};
  if ((*lines)[kCharset] == "2") {
    for (std::string& line : *lines) line = Latin1ToUtf8(line);
  }
  EpcQr payment{.bic = (*lines)[kBic],
                .name = (*lines)[kName],
                .iban = PlainAccount((*lines)[kIban]),
                .cents = std::nullopt,
                .purpose = (*lines)[kPurpose],
                .reference = (*lines)[kReference],
                .remittance = (*lines)[kRemittance],
                .information = (*lines)[kInformation]};
  if (!(*lines)[kAmount].empty()) {
    payment.cents = ReadAmount((*lines)[kAmount]);
    if (!payment.cents) return Failure{EpcQrError::kAmount};
  }
  if (const auto error = CheckFields(payment)) return Failure{*error};
  return payment;
}

}  // namespace herlaad::reconcile
