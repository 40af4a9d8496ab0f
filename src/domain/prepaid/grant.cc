#include "domain/prepaid/grant.h"

#include <algorithm>
#include <optional>

#include "base/core/check.h"
#include "base/core/printable.h"

namespace herlaad::prepaid {
namespace {

bool Fits(const Bucket& bucket, const GrantTerms& terms) {
  return bucket.asset == terms.asset && bucket.kind == terms.kind &&
         bucket.valid_until == terms.valid_until && bucket.source == terms.source;
}

// The bucket that the terms add to, opened if there is none; nullptr if no more can be opened.
Bucket* BucketFor(const GrantTerms& terms, Instant now, std::vector<Bucket>& granted) {
  const auto same = std::find_if(granted.begin(), granted.end(),
                                 [&terms](const Bucket& bucket) { return Fits(bucket, terms); });
  if (same != granted.end()) return &*same;
  BucketNumber n = kFirstGranted;
  auto at = granted.begin();
  for (; at != granted.end() && at->n == n; ++at) ++n;
  if (n > kLastGranted) return nullptr;
  return &*granted.insert(
      at, Bucket{n, terms.asset, terms.kind, 0, 0, terms.valid_until, now, terms.source});
}

std::optional<GrantRefusal> RefusalIn(SimState state) {
  if (state == SimState::kTerminated) return GrantRefusal::kTerminated;
  if (state == SimState::kSuspended) return GrantRefusal::kSuspended;
  return std::nullopt;
}

}  // namespace

std::int64_t GrantMax(Asset asset) {
  switch (asset) {
    case Asset::kEur6:
      return 1'000'000'000;
    case Asset::kBytes:
      return 10'000'000'000'000;
    case Asset::kSeconds:
      return 36'000'000;
    case Asset::kMessages:
      return 1'000'000;
    case Asset::kEur2:
      break;
  }
  CHECK(false, "a bucket is not counted in cents");
}

bool IsEnd(Instant until) { return until >= Instant{} && until <= kEndLatest; }

bool IsSource(std::string_view text) {
  return !text.empty() && text.size() <= kSourceMax && IsOneLine(text);
}

Result<Granted, GrantRefusal> Grant(const Sim& sim, GracePeriod grace, const GrantTerms& terms,
                                    Instant now) {
  CHECK(terms.amount > 0 && IsEnd(terms.valid_until) && IsSource(terms.source),
        "a grant is well-formed");
  Granted after{SettleAt(sim, grace, now)};
  if (const auto refusal = RefusalIn(after.settled.sim.state)) return Failure{*refusal};
  if (terms.valid_until != Instant{} && terms.valid_until < now)
    return Failure{GrantRefusal::kEnded};
  Bucket* const bucket = BucketFor(terms, now, after.settled.sim.granted);
  if (bucket == nullptr) return Failure{GrantRefusal::kTooManyBuckets};
  if (terms.amount > kBalanceMax - bucket->amount) return Failure{GrantRefusal::kBalanceFull};
  bucket->amount += terms.amount;
  after.n = bucket->n;
  return after;
}

}  // namespace herlaad::prepaid
