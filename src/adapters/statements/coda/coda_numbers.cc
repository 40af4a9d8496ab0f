#include "adapters/statements/coda/coda_numbers.h"

namespace herlaad::statements {
namespace {

constexpr std::uint64_t kLast = 9999;

std::uint64_t After(std::uint64_t number) { return number == kLast ? 0 : number + 1; }

// Whether `number` comes later than `before`; shortly after 9999 the small ones are later.
bool IsLater(std::uint64_t number, std::uint64_t before) {
  return number > before || (before == kLast && number <= 1);
}

LineFault Repeated() {
  return {.kind = StatementErrorKind::kRepeated,
          .text =
              "The line has the number of a line before it, or a lower one. Fetch the file from "
              "the bank again."};
}

LineFault Missing(std::string text) {
  return {.kind = StatementErrorKind::kOrder,
          .text = text.append(": a line is missing. Fetch the file from the bank again.")};
}

}  // namespace

std::optional<LineFault> CodaNumbers::TakeFirstPart(const CodaLine& line) {
  const auto sequence = CodaNumber(line.Columns(3, 6));
  const auto detail = CodaNumber(line.Columns(7, 10));
  if (!sequence || !detail) {
    return LineFault{.kind = StatementErrorKind::kField,
                     .text = "The movement has no number. Fetch the file from the bank again."};
  }
  in_information_ = false;
  has_gap_ = false;
  if (has_movement_ && *sequence == sequence_) return TakeDetail(*detail);
  if (*detail != 0) return Missing("The detail has no movement before it");
  return TakeBooked(*sequence);
}

// 0000 is a detail only behind 9999.
std::optional<LineFault> CodaNumbers::TakeDetail(std::uint64_t detail) {
  if (!IsLater(detail, detail_)) return Repeated();
  is_detail_ = true;
  has_gap_ = detail != After(detail_);
  detail_ = detail;
  return std::nullopt;
}

std::optional<LineFault> CodaNumbers::TakeBooked(std::uint64_t sequence) {
  if (has_movement_ && !IsLater(sequence, sequence_)) return Repeated();
  has_gap_ = has_movement_ && sequence != After(sequence_);
  has_movement_ = true;
  is_detail_ = false;
  sequence_ = sequence;
  detail_ = 0;
  return std::nullopt;
}

std::optional<LineFault> CodaNumbers::TakeFurtherPart(const CodaLine& line) {
  const auto sequence = CodaNumber(line.Columns(3, 6));
  const auto detail = CodaNumber(line.Columns(7, 10));
  if (!has_movement_ || sequence != sequence_ || !detail) {
    return Missing("The line is of another movement than the line before");
  }
  const bool begins = line.Columns(1, 2) == "31";
  if (!begins && *detail != detail_) {
    return Missing("The line is of another detail than the line before");
  }
  if (begins && *detail != detail_ && !IsLater(*detail, detail_)) return Repeated();
  if (begins && *detail == detail_ && in_information_) return Repeated();
  detail_ = *detail;
  in_information_ = line.Column(1) == '3';
  return std::nullopt;
}

}  // namespace herlaad::statements
