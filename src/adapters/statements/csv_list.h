// Reads the two lists that come as CSV, in pieces of any size: what an operator says that it
// credited, and the cash that was counted in tills. UTF-8 with an optional mark; separated by
// commas or semicolons, as the header has it; fields may be in double quotes; LF or CRLF.
//
//   reference,msisdn,amount,time,state     tu_…-d1,4567,15.00,2026-11-29T14:02:11Z,delivered
//   till,day,counted                       kiosk,2026-11-29,120.50
//
// A list may have a column "currency": EUR or eur in every line, since all amounts are euros.
// Columns may stand in any order, and others are ignored; msisdn may be missing or empty, and only
// its last four digits are kept. Amounts have a point and exactly two decimals: "15,00" and "1.500"
// are refused, since nobody can tell what they mean. The state is "delivered", or one of those of
// deliveries that moved nothing: "refused", "rejected", "failed", "cancelled", "expired",
// "pending". Lines of these are left out and counted; any other state is an error, since it may
// mean that money moved. A line that stands there twice is two lines.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/statements/statement_error.h"
#include "base/core/result.h"
#include "engine/ports/reconciliation.h"

namespace herlaad::statements {

class CsvListReader {
 public:
  static constexpr std::size_t kLineMax = 4'096;  // bytes

  // Called with each line; `n` counts those from 1.
  using Take = std::function<void(const engine::ExternalMovement&)>;
  // `kind`: kDeliveries or kTillCounts.
  CsvListReader(reconcile::SourceKind kind, Take take) : kind_(kind), take_(std::move(take)) {}

  // The next bytes of the file. After an error, the same error again.
  Status<StatementError> Feed(std::string_view bytes);
  // After the last bytes. An error if the last line is cut off or there is no header.
  Status<StatementError> Finish();

  // How many lines were left out, by their state.
  [[nodiscard]] const std::map<std::string, std::int64_t>& left_out() const { return left_out_; }

  // Whether a file that begins like this is a list of that kind.
  static std::optional<reconcile::SourceKind> KindOf(std::string_view beginning);

 private:
  using Fields = std::vector<std::string>;
  enum Column {
    kReference,
    kMsisdn,
    kAmount,
    kTime,
    kState,
    kTill,
    kDay,
    kCounted,
    kCurrency,
    kColumns
  };

  void TakeLine(std::string_view line);
  std::optional<Fields> Split(std::string_view line);
  void TakeHeader(const Fields& fields);
  bool IsInEuros(const Fields& fields);
  bool IsDelivered(const Fields& fields);
  void TakeDelivery(const Fields& fields);
  void TakeCount(const Fields& fields);
  [[nodiscard]] const std::string& At(const Fields& fields, Column column) const;
  std::optional<std::int64_t> Cents(const Fields& fields, Column column);
  void Fail(StatementErrorKind kind, std::string text);
  [[nodiscard]] Status<StatementError> Outcome() const;

  reconcile::SourceKind kind_;
  Take take_;
  std::string partial_;
  std::uint64_t line_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t fed_ = 0;
  std::int32_t n_ = 0;
  char separator_ = ',';
  std::size_t width_ = 0;  // of the header; 0: not read yet
  std::vector<std::optional<std::size_t>> columns_;
  std::map<std::string, std::int64_t> left_out_;
  std::optional<StatementError> error_;
};

// "15.00", "-3.05": the cents; nullopt for anything else.
std::optional<std::int64_t> ParseDecimal(std::string_view text);

}  // namespace herlaad::statements
