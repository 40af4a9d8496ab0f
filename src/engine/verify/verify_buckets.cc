#include "engine/verify/verify_buckets.h"

#include "base/core/check.h"
#include "base/money/asset.h"

namespace herlaad::engine {

std::string UnitsText(std::int64_t units, Asset asset) {
  const bool negative = units < 0;
  std::uint64_t rest =
      negative ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
  std::string digits;
  for (int i = 0; rest > 0 || i <= ScaleOf(asset); ++i) {
    if (i == ScaleOf(asset)) digits.insert(digits.begin(), '.');
    digits.insert(digits.begin(), static_cast<char>('0' + rest % 10));
    rest /= 10;
  }
  return (negative ? "-" : "") + digits + " " + std::string(CodeOf(asset));
}

std::string Differs(const std::string& what, std::int64_t computed, std::int64_t kept,
                    Asset asset) {
  return what + ": what was posted adds up to " + UnitsText(computed, asset) + ", but " +
         UnitsText(kept, asset) + " is kept";
}

std::int64_t* BucketSums::Of(const ledger::Account& account) {
  const auto n = ledger::BucketNumberOf(account);
  CHECK(n.has_value(), "only an account of a bucket has a number");
  if (*n == prepaid::kCreditBucket) return &credit;
  return *n == prepaid::kBonusBucket ? &bonus : &granted[{*n, account.asset}];
}

std::optional<std::string> BucketsDifference(const std::string& name, const prepaid::Sim& kept,
                                             BucketSums posted) {
  if (const auto problem = prepaid::Problem(kept)) return name + ": " + *problem;
  std::optional<std::string> difference;
  const auto compare = [&](const prepaid::Bucket& bucket, const std::string& what,
                           std::int64_t sum) {
    if (!difference && bucket.amount != sum)
      difference = Differs(name + ", " + what, sum, bucket.amount, bucket.asset);
  };
  prepaid::ForEachBucket(kept, [&](const prepaid::Bucket& bucket) {
    if (bucket.n == prepaid::kCreditBucket) return compare(bucket, "main balance", posted.credit);
    if (bucket.n == prepaid::kBonusBucket) return compare(bucket, "bonus", posted.bonus);
    const auto sum = std::exchange(posted.granted[{bucket.n, bucket.asset}], 0);
    compare(bucket, "bucket " + std::to_string(bucket.n), sum);
  });
  for (const auto& [key, sum] : posted.granted) {
    if (sum != 0 && !difference)
      difference = Differs(name + ", bucket " + std::to_string(key.first), sum, 0, key.second);
  }
  return difference;
}

}  // namespace herlaad::engine
