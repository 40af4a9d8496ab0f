// The text of an EPC QR code, with which a banking app prefills a SEPA credit transfer (EPC069-12):
// for paying in a client's float.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad::reconcile {

struct EpcQr {
  std::string bic;                    // may be empty
  std::string name;                   // of who is paid, 1 to 70 characters
  std::string iban;                   // of who is paid
  std::optional<std::int64_t> cents;  // 1 to 99,999,999,999; without it the payer types the amount
  std::string purpose;                // ISO code of up to 4 letters, mostly empty
  std::string reference;    // ISO 11649; read kindly also others. Not together with `remittance`.
  std::string remittance;   // free text of up to 140 characters: also "+++123/4567/89095+++"
  std::string information;  // for the payer to read, up to 70 characters

  friend bool operator==(const EpcQr&, const EpcQr&) = default;
};

// In order of precedence; stable.
enum class EpcQrError : std::int8_t {
  kNotEpc = 1,      // no "BCD" at the beginning, or another identification than SCT
  kVersion = 2,     // neither 001 nor 002
  kCharset = 3,     // neither UTF-8 nor ISO 8859-1, and not ASCII only
  kText = 4,        // not UTF-8, or a control character or line end in a field
  kBic = 5,         // neither 8 nor 11 letters and digits, or none in version 001
  kName = 6,        // none, or too long
  kIban = 7,        // not an IBAN
  kAmount = 8,      // not EUR, a comma, more than two decimals, zero or too much
  kPurpose = 9,     // not up to 4 letters or digits
  kReference = 10,  // not ISO 11649, too long, or together with a free text
  kTooLong = 11,    // a text above its length, or more than 331 bytes in all
};
std::string_view Text(EpcQrError error);  // says how to correct it

// Version 002 in UTF-8 with line feeds. Nothing is invented: a field without a value is an empty
// line, trailing ones are left out. An amount has exactly two decimals. The IBAN may have blanks.
Result<std::string, EpcQrError> WriteEpcQr(const EpcQr& payment);

// Reads versions 001 and 002, also with CRLF, trailing line ends, lower case and blanks in the
// IBAN, amounts like "EUR12.3" and "EUR12", and any reference of up to 35 characters.
Result<EpcQr, EpcQrError> ReadEpcQr(std::string_view text);

}  // namespace herlaad::reconcile
