// A grant: an amount of one unit that a SIM gets beside its credit, as the data of a plan.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.h"
#include "domain/prepaid/grace.h"
#include "domain/prepaid/sim.h"

namespace herlaad::prepaid {

struct GrantTerms {
  Asset asset = Asset::kBytes;  // one of kBucketAssets
  BucketKind kind = BucketKind::kPaid;
  std::int64_t amount = 0;  // above zero
  Instant valid_until{};    // its last instant; 0: without an end of its own
  std::string source;       // what IsSource accepts

  friend bool operator==(const GrantTerms&, const GrantTerms&) = default;
};

// The most that is granted at once: 1,000 euros, 10 TB, 10,000 hours, a million messages. A larger
// one is a slip of the hand.
std::int64_t GrantMax(Asset asset);

// The latest end of a bucket: the end of the year 2199.
inline constexpr Instant kEndLatest{7'258'118'399'999};
// Whether a grant may end then; 0 is without an end.
bool IsEnd(Instant until);
// 1 to kSourceMax bytes without control characters.
bool IsSource(std::string_view text);

// In order of precedence; stored, never reused.
enum class GrantRefusal : std::uint8_t {
  kTerminated = 1,
  kSuspended = 2,
  kEnded = 3,           // the validity is over already
  kBalanceFull = 4,     // above what a bucket can hold
  kTooManyBuckets = 5,  // kGrantedMax of them are not empty
};

struct Granted {
  Settled settled;  // with the grant, without what has lapsed
  BucketNumber n = kFirstGranted;
};

// The SIM after the grant at `now`. It adds to a bucket of the same unit, kind, validity and source
// if there is one; otherwise it opens one, with the lowest number that is free. It does not revive
// a SIM from grace, and one that is not activated keeps it until it is.
Result<Granted, GrantRefusal> Grant(const Sim& sim, GracePeriod grace, const GrantTerms& terms,
                                    Instant now);

}  // namespace herlaad::prepaid
