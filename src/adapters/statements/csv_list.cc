#include "adapters/statements/csv_list.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "adapters/statements/utf16.h"
#include "base/core/printable.h"
#include "base/money/money.h"
#include "domain/reconcile/day.h"
#include "domain/reconcile/utf8.h"

namespace herlaad::statements {
namespace {

using reconcile::SourceKind;

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::array<std::string_view, 9> kNames{
    "reference", "msisdn", "amount", "time", "state", "till", "day", "counted", "currency"};
constexpr std::string_view kDelivered = "delivered";
constexpr std::array<std::string_view, 6> kMovedNothing{"refused",   "rejected", "failed",
                                                        "cancelled", "expired",  "pending"};
constexpr const char* kUtf16 = "The file is in UTF-16. Save it as UTF-8.";
constexpr std::size_t kDigitsMax = 12;
constexpr std::size_t kTillMax = 32;
constexpr std::size_t kMsisdnKept = 4;
const std::string kNothing;

std::string_view WithoutMark(std::string_view text) {
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

// Nothing if it is text.
const char* WhyNotText(std::string_view line) {
  if (line.find('\0') != std::string_view::npos)
    return "The line has a zero byte, which no text has: the file is damaged. Export it again.";
  if (!reconcile::CountUtf8(line)) {
    return "The line is not in UTF-8, but may be in Latin-1 (ISO 8859-1) or windows-1252. Save the "
           "file as UTF-8.";
  }
  if (IsOneLine(line)) return nullptr;
  return "The line has a control character, or one that turns the direction of the text. Remove "
         "it.";
}

// Brussels for a day alone, UTC with a time.
std::optional<reconcile::Day> ReadWhen(std::string_view text) {
  if (const auto day = reconcile::ParseDay(text)) return day;
  const auto at = ParseRfc3339(text);
  return at ? std::optional(reconcile::DayOf(*at)) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> ParseDecimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.size() < 4 || text.size() > kDigitsMax + 3 || text[text.size() - 3] != '.')
    return std::nullopt;
  std::string digits(text.substr(0, text.size() - 3));
  digits += text.substr(text.size() - 2);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  std::int64_t cents = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), cents);
  return negative ? -cents : cents;
}

std::optional<SourceKind> CsvListReader::KindOf(std::string_view beginning) {
  beginning = WithoutMark(beginning);
  const std::string_view header = beginning.substr(0, beginning.find_first_of("\r\n"));
  const auto has = [header](std::string_view name) {
    return header.find(name) != std::string_view::npos;
  };
  if (has("till") && has("counted")) return SourceKind::kTillCounts;
  if (has("reference") && has("amount") && has("state")) return SourceKind::kDeliveries;
  return std::nullopt;
}

void CsvListReader::Fail(StatementErrorKind kind, std::string text) {
  if (error_) return;
  error_ = StatementError{kind, line_, offset_, std::move(text), std::nullopt};
}

Status<StatementError> CsvListReader::Outcome() const {
  if (error_) return Failure{*error_};
  return Nothing{};
}

Status<StatementError> CsvListReader::Feed(std::string_view bytes) {
  while (!bytes.empty() && !error_) {
    const std::size_t end = bytes.find('\n');
    partial_.append(bytes.substr(0, end));
    if (partial_.size() > kLineMax) {
      ++line_;
      Fail(StatementErrorKind::kTooLarge, "The line is longer than 4,096 bytes.");
      break;
    }
    if (end == std::string_view::npos) break;
    bytes.remove_prefix(end + 1);
    TakeLine(partial_);
    offset_ += partial_.size() + 1;
    partial_.clear();
  }
  return Outcome();
}

Status<StatementError> CsvListReader::Finish() {
  if (!error_ && !partial_.empty()) {
    TakeLine(partial_);
    partial_.clear();
  }
  if (!error_ && width_ == 0) {
    line_ = 1;
    Fail(StatementErrorKind::kNotStatement, "The file is empty. Export the list again.");
  }
  return Outcome();
}

// Quotes hold separators and, doubled, themselves; no line ends.
std::optional<CsvListReader::Fields> CsvListReader::Split(std::string_view line) {
  Fields fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += c;
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == separator_ && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  if (!quoted) return fields;
  Fail(StatementErrorKind::kField, "A quote is not closed on its line. Export the list again.");
  return std::nullopt;
}

void CsvListReader::TakeLine(std::string_view line) {
  ++line_;
  if (line_ == 1 && IsUtf16(line)) return Fail(StatementErrorKind::kNotStatement, kUtf16);
  if (line_ == 1) line = WithoutMark(line);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) return;
  if (const char* const why = WhyNotText(line)) return Fail(StatementErrorKind::kField, why);
  if (width_ == 0 && line.find(',') == std::string_view::npos) separator_ = ';';
  const auto fields = Split(line);
  if (!fields) return;
  if (width_ == 0) return TakeHeader(*fields);
  if (fields->size() != width_) {
    return Fail(StatementErrorKind::kField,
                "The line has " + std::to_string(fields->size()) + " fields, and the header " +
                    std::to_string(width_) +
                    ": it is cut off, or an amount has a comma for its decimals.");
  }
  if (!IsInEuros(*fields)) return;
  if (kind_ == SourceKind::kTillCounts) return TakeCount(*fields);
  TakeDelivery(*fields);
}

void CsvListReader::TakeHeader(const Fields& fields) {
  width_ = fields.size();
  columns_.assign(kColumns, std::nullopt);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto* const name = std::find(kNames.begin(), kNames.end(), fields[i]);
    if (name == kNames.end()) continue;
    auto& column = columns_.at(static_cast<std::size_t>(name - kNames.begin()));
    if (column)
      return Fail(StatementErrorKind::kRepeated,
                  "The column \"" + fields[i] + "\" is there twice.");
    column = i;
  }
  const std::vector<Column> needed = kind_ == SourceKind::kTillCounts
                                         ? std::vector<Column>{kTill, kDay, kCounted}
                                         : std::vector<Column>{kReference, kAmount, kTime, kState};
  for (const Column column : needed) {
    if (columns_.at(column)) continue;
    return Fail(StatementErrorKind::kNotStatement,
                "The column \"" + std::string(kNames.at(column)) +
                    "\" is missing: see docs/reconciliation.md for the columns.");
  }
}

const std::string& CsvListReader::At(const Fields& fields, Column column) const {
  const auto at = columns_.at(column);
  return at ? fields.at(*at) : kNothing;
}

bool CsvListReader::IsInEuros(const Fields& fields) {
  if (!columns_.at(kCurrency) || ParseCurrency(At(fields, kCurrency))) return true;
  Fail(StatementErrorKind::kCurrency, "\"" + At(fields, kCurrency) +
                                          "\" is not the currency: it must be EUR or eur. Amounts "
                                          "of other currencies are not read.");
  return false;
}

std::optional<std::int64_t> CsvListReader::Cents(const Fields& fields, Column column) {
  const auto cents = ParseDecimal(At(fields, column));
  if (!cents) {
    Fail(StatementErrorKind::kAmount,
         "\"" + At(fields, column) +
             "\" is no amount: write euros with a point and two decimals, as 15.00.");
  }
  return cents;
}

bool CsvListReader::IsDelivered(const Fields& fields) {
  const std::string& state = At(fields, kState);
  if (state == kDelivered) return true;
  if (std::find(kMovedNothing.begin(), kMovedNothing.end(), state) != kMovedNothing.end()) {
    ++left_out_[state];
    return false;
  }
  std::string known;
  for (const std::string_view each : kMovedNothing) (known += ", ") += each;
  Fail(StatementErrorKind::kField, "\"" + state + "\" is no state: write " +
                                       std::string(kDelivered) + known +
                                       ". Only delivered lines count.");
  return false;
}

void CsvListReader::TakeDelivery(const Fields& fields) {
  engine::ExternalMovement line;
  line.type = reconcile::MovementType::kDelivery;
  line.reference = At(fields, kReference);
  if (line.reference.empty() || line.reference.size() > engine::kMovementTextMax)
    return Fail(StatementErrorKind::kField, "The reference is empty or longer than 140 bytes.");
  const auto cents = Cents(fields, kAmount);
  if (!cents) return;
  const auto day = ReadWhen(At(fields, kTime));
  if (!day) {
    return Fail(StatementErrorKind::kField,
                "\"" + At(fields, kTime) +
                    "\" is no time: write 2026-11-29T14:02:11Z, or the day as 2026-11-29.");
  }
  if (!IsDelivered(fields)) return;
  if (*cents < 0) {
    return Fail(StatementErrorKind::kAmount,
                "\"" + At(fields, kAmount) +
                    "\" is below zero: nothing is delivered for that. Correct the amount, or write "
                    "another state than delivered.");
  }
  const std::string& msisdn = At(fields, kMsisdn);
  line.counterparty = msisdn.substr(msisdn.size() - std::min(msisdn.size(), kMsisdnKept));
  line.own_id = line.reference;
  line.is_sure = true;
  line.cents = *cents;
  line.day = *day;
  line.n = ++n_;
  take_(line);
}

void CsvListReader::TakeCount(const Fields& fields) {
  engine::ExternalMovement line;
  line.type = reconcile::MovementType::kCount;
  line.counterparty = At(fields, kTill);
  if (line.counterparty.empty() || line.counterparty.size() > kTillMax)
    return Fail(StatementErrorKind::kField, "The till's name is empty or longer than 32 bytes.");
  const auto cents = Cents(fields, kCounted);
  if (!cents) return;
  const auto day = reconcile::ParseDay(At(fields, kDay));
  if (!day) {
    return Fail(StatementErrorKind::kField,
                "\"" + At(fields, kDay) + "\" is no day: write it as 2026-11-29.");
  }
  line.reference = line.counterparty + " " + reconcile::DayText(*day);
  line.own_id = line.reference;
  line.is_sure = true;
  line.cents = *cents;
  line.day = *day;
  line.n = ++n_;
  take_(line);
}

}  // namespace herlaad::statements
