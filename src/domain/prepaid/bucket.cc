#include "domain/prepaid/bucket.h"

#include "base/core/check.h"

namespace herlaad::prepaid {

std::string_view Name(BucketKind kind) {
  switch (kind) {
    case BucketKind::kPaid:
      return "paid";
    case BucketKind::kBonus:
      return "bonus";
  }
  CHECK(false, "a bucket is of one of the listed kinds");
}

std::optional<BucketKind> ParseBucketKind(std::string_view name) {
  for (const auto kind : {BucketKind::kPaid, BucketKind::kBonus}) {
    if (name == Name(kind)) return kind;
  }
  return std::nullopt;
}

std::int64_t SumOf(const Portions& portions, Asset asset) {
  std::int64_t sum = 0;
  for (const Portion& portion : portions) {
    if (portion.asset == asset) sum += portion.amount;
  }
  return sum;
}

}  // namespace herlaad::prepaid
