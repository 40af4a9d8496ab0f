#include "domain/access/tries.h"

#include <algorithm>

namespace herlaad::access {
namespace {

// How far ahead of now strangers_paid_at may be before they wait, and at most.
constexpr Millis kStrangersAhead = kStrangerEvery * kStrangersAtOnce;
constexpr Millis kStrangersFarthest = kStrangersAhead + kStrangerEvery * kWrongCodeCounts;

const NetworkTries* Find(const WrongTries& tries, const Digest& network) {
  const auto at = std::find_if(tries.networks.begin(), tries.networks.end(),
                               [&](const NetworkTries& one) { return one.network == network; });
  return at != tries.networks.end() ? &*at : nullptr;
}

bool IsKnown(const NetworkTries& one, Instant now) {
  return one.signed_in_at.ms != 0 && now < one.signed_in_at + kNetworkKnownFor;
}

// The row of the network; a new one takes the place of the stranger that was seen longest ago. A
// sign-in makes its network known, so the network that was known longest ago may have to go.
NetworkTries& RowOf(WrongTries& tries, const Digest& network, Instant now) {
  auto& networks = tries.networks;
  for (NetworkTries& one : networks) {
    if (one.network == network) return one;
  }
  if (networks.size() >= kNetworksKept) {
    const auto first = [now](const NetworkTries& a, const NetworkTries& b) {
      const bool a_known = IsKnown(a, now);
      const bool b_known = IsKnown(b, now);
      return a_known != b_known ? b_known : a.seen_at < b.seen_at;
    };
    networks.erase(std::min_element(networks.begin(), networks.end(), first));
  }
  networks.push_back({network, {}, {}, {}});
  return networks.back();
}

// Strangers always find a place among the kept networks.
void ForgetOldestKnown(WrongTries& tries, Instant now) {
  for (;;) {
    NetworkTries* oldest = nullptr;
    std::size_t known = 0;
    for (NetworkTries& one : tries.networks) {
      if (!IsKnown(one, now)) continue;
      ++known;
      if (oldest == nullptr || one.signed_in_at < oldest->signed_in_at) oldest = &one;
    }
    if (known <= kNetworksKnown) return;
    oldest->signed_in_at = {};
  }
}

// What a wrong clock wrote does not count.
Instant StrangersPaidAt(const WrongTries& tries, Instant now) {
  const Instant paid = tries.strangers_paid_at;
  return paid < now || paid - now > kStrangersFarthest ? now : paid;
}

}  // namespace

bool IsKnown(const WrongTries& tries, const Digest& network, Instant now) {
  const NetworkTries* const one = Find(tries, network);
  return one != nullptr && IsKnown(*one, now);
}

bool MustWait(const WrongTries& tries, const Digest& network, Instant now) {
  const NetworkTries* const one = Find(tries, network);
  if (one != nullptr && MustWait(one->tries, now)) return true;
  if (one != nullptr && IsKnown(*one, now)) return false;
  return StrangersWaitUntil(tries, now).ms != 0;
}

WrongTries AfterWrongTry(WrongTries tries, const Digest& network, bool password_was_right,
                         Instant now) {
  NetworkTries& one = RowOf(tries, network, now);
  one.tries = AfterWrongTry(one.tries, now);
  one.seen_at = now;
  if (!IsKnown(one, now)) {
    const std::int64_t counts = password_was_right ? kWrongCodeCounts : 1;
    tries.strangers_paid_at = StrangersPaidAt(tries, now) + kStrangerEvery * counts;
  }
  return tries;
}

WrongTries AfterSignIn(WrongTries tries, const Digest& network, Instant now) {
  NetworkTries& one = RowOf(tries, network, now);
  one.tries = {};
  one.seen_at = now;
  one.signed_in_at = now;
  ForgetOldestKnown(tries, now);
  return tries;
}

Instant StrangersWaitUntil(const WrongTries& tries, Instant now) {
  const Instant paid = StrangersPaidAt(tries, now);
  // The next one must fit.
  const Millis ahead = paid - now;
  if (ahead <= kStrangersAhead - kStrangerEvery) return {};
  return now + (ahead - kStrangersAhead + kStrangerEvery);
}

std::int32_t WrongInARow(const WrongTries& tries, const Digest& network) {
  const NetworkTries* const one = Find(tries, network);
  return one != nullptr ? one->tries.wrong : 0;
}

bool MustWait(const Tries& tries, Instant now) {
  return now < tries.wait_until && tries.wait_until - now <= kLongestWait;
}

Tries AfterWrongTry(const Tries& tries, Instant now) {
  Tries after{std::min(tries.wrong + 1, kTriesCounted), {}};
  if (after.wrong < kFreeTries) return after;
  Millis wait = kFirstWait;
  for (std::int32_t n = kFreeTries; n < after.wrong && wait < kLongestWait; ++n) wait *= 2;
  after.wait_until = now + std::min(wait, kLongestWait);
  return after;
}

}  // namespace herlaad::access
