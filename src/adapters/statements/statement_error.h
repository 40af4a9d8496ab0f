// Why a file was not read to its end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/reconcile/statement_checks.h"

namespace herlaad::statements {

// Stable.
enum class StatementErrorKind : std::int8_t {
  kNotStatement = 1,  // another kind of file
  kVersion = 2,       // a version that is not read
  kLineLength = 3,    // CODA: a line of other than 128 bytes
  kOrder = 4,         // a record or element where it may not be, or one that is missing
  kRepeated = 5,      // CODA: a movement's line occurs twice, or goes back in the numbers
  kField = 6,         // a number or date that is none
  kAmount = 7,        // an amount that is none, has parts of a cent, or does not fit
  kCurrency = 8,      // not in euros
  kAccount = 9,       // the account's number is wrong, or changes within the statement
  kCount = 10,        // CODA: the trailer counts other records than were read
  kSums = 11,         // CODA: the trailer's sums are not those of the movements
  kBalance = 12,      // opening + credits - debits is not closing
  kTruncated = 13,    // the file ends too early
  kTooLarge = 14,     // a text, a nesting or a token above its limit
  kXml = 15,          // not well-formed XML
  kDoctype = 16,      // XML with a DTD, which could declare entities
  kRefused = 17,      // by the sink: see `fault`
  kAfterEnd = 18,     // something follows the last statement
};
std::string_view Name(StatementErrorKind kind);  // "line_length", …

struct StatementError {
  StatementErrorKind kind = StatementErrorKind::kNotStatement;
  std::uint64_t line = 0;    // from 1
  std::uint64_t offset = 0;  // bytes before the line (CODA) or the place (camt)
  std::string text;          // what is wrong and what to do, for people; without line and offset
  std::optional<reconcile::StatementFault> fault;  // with kRefused and kBalance

  // "Line 12: …".
  std::string Sentence() const { return "Line " + std::to_string(line) + ": " + text; }
};

// A mistake before its place is known.
struct LineFault {
  StatementErrorKind kind = StatementErrorKind::kField;
  std::string text;
  std::optional<reconcile::StatementFault> fault = std::nullopt;
};

}  // namespace herlaad::statements
