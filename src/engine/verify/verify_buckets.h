// Verify's part about the buckets of a number, and how differences are written.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "domain/ledger/account.h"
#include "domain/prepaid/sim.h"

namespace herlaad::engine {

// "12.345678 EUR", "1500 bytes": by the asset's scale.
std::string UnitsText(std::int64_t units, Asset asset);

// "… what was posted adds up to …, but … is kept".
std::string Differs(const std::string& what, std::int64_t computed, std::int64_t kept, Asset asset);

// What was posted to the buckets of one number. The number of a bucket may be used again for
// another unit.
struct BucketSums {
  std::int64_t credit = 0;  // EUR/6
  std::int64_t bonus = 0;   // EUR/6
  std::map<std::pair<prepaid::BucketNumber, Asset>, std::int64_t> granted;

  // The sum of the account, which is one of a bucket.
  std::int64_t* Of(const ledger::Account& account);
};

// How the buckets that are kept in the row differ from what was posted; nothing if they do not.
// `name` is that of the number.
std::optional<std::string> BucketsDifference(const std::string& name, const prepaid::Sim& kept,
                                             BucketSums posted);

}  // namespace herlaad::engine
