#include "adapters/statements/coda/coda_totals.h"

namespace herlaad::statements {
namespace {

constexpr std::uint64_t kCountMax = 1'000'000;  // the count has six digits

std::string Euros(std::int64_t cents) {
  return std::to_string(cents / 100) + '.' + std::to_string(100 + cents % 100).substr(1);
}

std::optional<LineFault> CompareSum(std::string_view digits, std::int64_t read,
                                    std::string_view what) {
  const auto said = CodaCents(digits);
  if (said == read) return std::nullopt;
  std::string text = "The trailer says that the ";
  text.append(what).append(" are ").append(said ? Euros(*said) : std::string(digits));
  text.append(" in all, and the movements give ").append(Euros(read));
  return LineFault{.kind = StatementErrorKind::kSums,
                   .text = text + ". Fetch the file from the bank again."};
}

}  // namespace

bool CodaTotals::AddBooked(std::int64_t cents) {
  ++movements_;
  if (cents < 0) return !__builtin_sub_overflow(debits_, cents, &debits_);
  return !__builtin_add_overflow(credits_, cents, &credits_);
}

std::optional<LineFault> CodaTotals::Check(const CodaLine& trailer) const {
  const auto count = CodaNumber(trailer.Columns(17, 22));
  if (count != records_ % kCountMax) {
    return LineFault{.kind = StatementErrorKind::kCount,
                     .text = "The trailer counts \"" + std::string(trailer.Columns(17, 22)) +
                             "\" records, and " + std::to_string(records_) +
                             " were read: lines are missing or were added. Fetch the file from the "
                             "bank again."};
  }
  if (auto fault = CompareSum(trailer.Columns(23, 37), debits_, "debits")) return fault;
  return CompareSum(trailer.Columns(38, 52), credits_, "credits");
}

}  // namespace herlaad::statements
