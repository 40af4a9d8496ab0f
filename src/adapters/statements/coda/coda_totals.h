// What the trailer of a CODA statement says again: how many records there were, and the sums of
// what was booked.
#pragma once

#include <cstdint>
#include <optional>

#include "adapters/statements/coda/coda_line.h"
#include "adapters/statements/statement_error.h"

namespace herlaad::statements {

class CodaTotals {
 public:
  // A record 1, 2.x, 3.x or 8.
  void AddRecord() { ++records_; }
  // A record 2.1 with detail number 0000. False if the sums no longer fit in 64 bits.
  [[nodiscard]] bool AddBooked(std::int64_t cents);

  std::int64_t credits_cents() const { return credits_; }
  std::int64_t debits_cents() const { return debits_; }
  std::uint32_t movements() const { return movements_; }

  // Compares with a record 9.
  std::optional<LineFault> Check(const CodaLine& trailer) const;

 private:
  std::uint64_t records_ = 0;
  std::int64_t credits_ = 0;
  std::int64_t debits_ = 0;
  std::uint32_t movements_ = 0;
};

}  // namespace herlaad::statements
