// The numbers of the movements of one CODA statement: lines that occur twice or go back are found.
// Sequence and detail numbers have 4 digits; 0000 follows 9999.
#pragma once

#include <cstdint>
#include <optional>

#include "adapters/statements/coda/coda_line.h"
#include "adapters/statements/statement_error.h"

namespace herlaad::statements {

class CodaNumbers {
 public:
  // A record 2.1: begins a movement or a detail of the last one.
  std::optional<LineFault> TakeFirstPart(const CodaLine& line);
  // A record 2.2, 2.3 or 3.x: of the movement or detail that was begun last. Each 3.1 has a further
  // detail number.
  std::optional<LineFault> TakeFurtherPart(const CodaLine& line);

  // Of the last record 2.1.
  bool is_detail() const { return is_detail_; }
  // Whether its number left others out. That alone is no fault: the trailer's count shows whether a
  // line is missing.
  bool has_gap() const { return has_gap_; }

 private:
  std::optional<LineFault> TakeDetail(std::uint64_t detail);
  std::optional<LineFault> TakeBooked(std::uint64_t sequence);

  std::uint64_t sequence_ = 0;
  std::uint64_t detail_ = 0;
  bool has_movement_ = false;
  bool is_detail_ = false;
  bool has_gap_ = false;
  bool in_information_ = false;
};

}  // namespace herlaad::statements
