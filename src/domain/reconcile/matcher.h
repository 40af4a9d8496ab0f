// The matcher: lines of others against what our books expect. By reference first; what is left of
// lines without a usable reference by equal amounts within a window of days. Pure.
//
// Of one reference, equal amounts are paired first, those of nearest days. Whatever is left on both
// sides differs in its amount. Whatever is left on one side is missing on the other one; a line of
// theirs with the amount of a paired or missing one is there twice; two lines of theirs that add up
// to zero undo each other.
//
// More lines than fit into memory are matched in parts: each part has all lines of its references.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/core/secret.h"
#include "domain/reconcile/day.h"
#include "domain/reconcile/difference.h"

namespace herlaad::reconcile {

// One line of either side. Small, because a list may have millions.
struct Line {
  Digest reference;  // zero: it has none, and is paired by its amount
  std::int64_t cents = 0;
  Day day = 0;
  std::uint32_t index = 0;  // of the caller, to find it by; unique within its side
  // May be paired with another such line of the same amount, whatever their references.
  bool by_amount = false;
};

// Some of the references, so that each is in one part.
struct Part {
  std::uint64_t n = 0;  // below `of`
  std::uint64_t of = 1;
  [[nodiscard]] bool Has(const Digest& reference) const { return reference.low % of == n; }
};

struct Window {
  Day from = 0;  // what their list covers
  Day to = 0;
  Day tolerance = 0;  // how many days theirs may be behind ours
};

struct Pair {
  std::uint32_t ours = 0;
  std::uint32_t theirs = 0;
};

struct Found {
  DifferenceClass which = DifferenceClass::kMissingHere;
  std::optional<std::uint32_t> ours;
  std::optional<std::uint32_t> theirs;
  std::int64_t our_cents = 0;
  std::int64_t their_cents = 0;
  Day day = 0;      // theirs, or ours where they have nothing
  Day our_day = 0;  // 0: we have nothing
};

struct Matching {
  std::vector<Pair> pairs;  // those that are late too
  std::vector<Found> differences;
};

// Differences of lines outside the window are not reported: they are here as partners. What is
// missing there is reported once `tolerance` days of their list have passed since. Takes
// O(n log n), whatever the lines; the order of the input does not matter, except among lines that
// are equal in everything but their index.
Matching Match(std::vector<Line> ours, std::vector<Line> theirs, const Window& window);

// What the parts leave to be paired by its amount, with references cleared.
struct Loose {
  std::vector<std::int64_t> our_amounts;  // sorted: of all such lines of ours, in every part
  std::vector<Line> ours;
  std::vector<Line> theirs;  // only those with such an amount: the others are missing
};

// As Match, for the lines of one part. Adds to `loose` what Match(loose.ours, loose.theirs, window)
// is to pair after the last part. Together they find what Match finds at once.
Matching MatchPart(std::vector<Line> ours, std::vector<Line> theirs, const Window& window,
                   Loose& loose);

}  // namespace herlaad::reconcile
