#include "adapters/statements/statement_error.h"

namespace herlaad::statements {

std::string_view Name(StatementErrorKind kind) {
  switch (kind) {
    case StatementErrorKind::kNotStatement:
      return "not_statement";
    case StatementErrorKind::kVersion:
      return "version";
    case StatementErrorKind::kLineLength:
      return "line_length";
    case StatementErrorKind::kOrder:
      return "order";
    case StatementErrorKind::kRepeated:
      return "repeated";
    case StatementErrorKind::kField:
      return "field";
    case StatementErrorKind::kAmount:
      return "amount";
    case StatementErrorKind::kCurrency:
      return "currency";
    case StatementErrorKind::kAccount:
      return "account";
    case StatementErrorKind::kCount:
      return "count";
    case StatementErrorKind::kSums:
      return "sums";
    case StatementErrorKind::kBalance:
      return "balance";
    case StatementErrorKind::kTruncated:
      return "truncated";
    case StatementErrorKind::kTooLarge:
      return "too_large";
    case StatementErrorKind::kXml:
      return "xml";
    case StatementErrorKind::kDoctype:
      return "doctype";
    case StatementErrorKind::kRefused:
      return "refused";
    case StatementErrorKind::kAfterEnd:
      return "after_end";
  }
  return {};
}

}  // namespace herlaad::statements
