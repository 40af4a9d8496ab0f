#include "domain/reconcile/matcher.h"

#include <algorithm>
#include <span>
#include <tuple>

namespace herlaad::reconcile {
namespace {

using Lines = std::vector<Line>;
using Group = std::span<const Line>;

void Sort(Lines& lines) {
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::tie(a.reference, a.cents, a.day, a.index) <
           std::tie(b.reference, b.cents, b.day, b.index);
  });
}

// The lines from `at` on with the reference of the first one.
Group GroupAt(const Lines& lines, std::size_t at) {
  std::size_t end = at;
  while (end < lines.size() && lines[end].reference == lines[at].reference) ++end;
  return Group(lines).subspan(at, end - at);
}

class Matcher {
 public:
  explicit Matcher(const Window& window) : window_(window) {}

  void OnGroup(Group ours, Group theirs);
  // Lines without a reference.
  void OnLoose(Group ours, Group theirs);
  // Pairs by amount what no reference paired, and reports the rest.
  Matching Finish() &&;
  // Leaves that to be done later.
  Matching Leave(Loose& loose) &&;

 private:
  void PairOf(const Line& ours, const Line& theirs);
  void Rest(Lines& ours, Lines& theirs, Group paired);
  void DropUndone(Lines& theirs) const;
  void Missing(const Line& theirs, bool is_twice);
  void MissingThere(const Line& ours);
  void Report(Found found);

  Window window_;
  Matching matching_;
  Lines our_loose_;
  Lines their_loose_;
};

void Matcher::Report(Found found) {
  if (found.day < window_.from || found.day > window_.to) return;
  matching_.differences.push_back(found);
}

void Matcher::PairOf(const Line& ours, const Line& theirs) {
  matching_.pairs.push_back({ours.index, theirs.index});
  if (theirs.day > ours.day + window_.tolerance) {
    Report(
        {DifferenceClass::kLate, ours.index, theirs.index, ours.cents, theirs.cents, theirs.day});
  }
}

void Matcher::Missing(const Line& theirs, bool is_twice) {
  Report({is_twice ? DifferenceClass::kTwice : DifferenceClass::kMissingHere, std::nullopt,
          theirs.index, 0, theirs.cents, theirs.day, 0});
}

void Matcher::MissingThere(const Line& ours) {
  if (ours.day + window_.tolerance > window_.to) return;  // their next list may have it
  Report({DifferenceClass::kMissingThere, ours.index, std::nullopt, ours.cents, 0, ours.day,
          ours.day});
}

// A payment that was taken back at once has no money that we could know of.
void Matcher::DropUndone(Lines& theirs) const {
  std::size_t low = 0;
  std::size_t high = theirs.size();
  std::vector<bool> gone(theirs.size(), false);
  while (low < high && theirs[low].cents < 0) {
    const std::int64_t sum = theirs[low].cents + theirs[high - 1].cents;
    if (sum == 0) gone[low] = gone[high - 1] = true;
    if (sum <= 0) ++low;
    if (sum >= 0) --high;
  }
  Lines left;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    if (!gone[i]) left.push_back(theirs[i]);
  }
  theirs = std::move(left);
}

// `paired`: their lines that found a partner with the same amount.
void Matcher::Rest(Lines& ours, Lines& theirs, Group paired) {
  if (ours.empty()) DropUndone(theirs);
  const std::size_t both = std::min(ours.size(), theirs.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (ours[i].by_amount && theirs[i].by_amount) {
      our_loose_.push_back(ours[i]);
      their_loose_.push_back(theirs[i]);
      continue;
    }
    Report({DifferenceClass::kAmount, ours[i].index, theirs[i].index, ours[i].cents,
            theirs[i].cents, theirs[i].day, ours[i].day});
  }
  const Line* last = nullptr;
  for (std::size_t i = both; i < theirs.size(); ++i) {
    const Line& line = theirs[i];
    if (line.by_amount) {
      their_loose_.push_back(line);
      continue;
    }
    const bool is_twice = (last != nullptr && last->cents == line.cents) ||
                          std::any_of(paired.begin(), paired.end(), [&line](const Line& other) {
                            return other.cents == line.cents;
                          });
    Missing(line, is_twice);
    last = &line;
  }
  for (std::size_t i = both; i < ours.size(); ++i) {
    if (ours[i].by_amount) {
      our_loose_.push_back(ours[i]);
    } else {
      MissingThere(ours[i]);
    }
  }
}

// Both are sorted by amount, then day.
void Matcher::OnGroup(Group ours, Group theirs) {
  Lines our_rest;
  Lines their_rest;
  Lines paired;
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < ours.size() && k < theirs.size()) {
    if (ours[i].cents == theirs[k].cents) {
      PairOf(ours[i++], theirs[k]);
      if (paired.empty() || paired.back().cents != theirs[k].cents) paired.push_back(theirs[k]);
      ++k;
    } else if (ours[i].cents < theirs[k].cents) {
      our_rest.push_back(ours[i++]);
    } else {
      their_rest.push_back(theirs[k++]);
    }
  }
  our_rest.insert(our_rest.end(), ours.begin() + static_cast<std::ptrdiff_t>(i), ours.end());
  their_rest.insert(their_rest.end(), theirs.begin() + static_cast<std::ptrdiff_t>(k),
                    theirs.end());
  Rest(our_rest, their_rest, paired);
}

void Matcher::OnLoose(Group ours, Group theirs) {
  our_loose_.insert(our_loose_.end(), ours.begin(), ours.end());
  their_loose_.insert(their_loose_.end(), theirs.begin(), theirs.end());
}

Matching Matcher::Finish() && {
  const auto by_amount = [](const Line& a, const Line& b) {
    return std::tie(a.cents, a.day, a.index) < std::tie(b.cents, b.day, b.index);
  };
  std::sort(our_loose_.begin(), our_loose_.end(), by_amount);
  std::sort(their_loose_.begin(), their_loose_.end(), by_amount);
  auto ours = our_loose_.cbegin();
  for (const Line& theirs : their_loose_) {
    const auto is_before = [&](const Line& line) {
      return line.cents < theirs.cents ||
             (line.cents == theirs.cents && line.day + window_.tolerance < theirs.day);
    };
    for (; ours != our_loose_.cend() && is_before(*ours); ++ours) MissingThere(*ours);
    const bool fits = ours != our_loose_.cend() && ours->cents == theirs.cents &&
                      ours->day <= theirs.day + window_.tolerance;
    if (fits) {
      PairOf(*ours++, theirs);
    } else {
      Missing(theirs, false);
    }
  }
  for (; ours != our_loose_.cend(); ++ours) MissingThere(*ours);
  return std::move(matching_);
}

Matching Matcher::Leave(Loose& loose) && {
  for (Line& line : our_loose_) {
    line.reference = {};
    loose.ours.push_back(line);
  }
  for (Line& line : their_loose_) {
    const bool may_pair =
        std::binary_search(loose.our_amounts.begin(), loose.our_amounts.end(), line.cents);
    if (!may_pair) {
      Missing(line, false);
      continue;
    }
    line.reference = {};
    loose.theirs.push_back(line);
  }
  return std::move(matching_);
}

// Takes the lines reference by reference.
void TakeAll(Lines& ours, Lines& theirs, Matcher& matcher) {
  Sort(ours);
  Sort(theirs);
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < ours.size() || k < theirs.size()) {
    const bool has_ours =
        i < ours.size() && (k == theirs.size() || ours[i].reference <= theirs[k].reference);
    const bool has_theirs =
        k < theirs.size() && (i == ours.size() || theirs[k].reference <= ours[i].reference);
    const Group our_group = has_ours ? GroupAt(ours, i) : Group();
    const Group their_group = has_theirs ? GroupAt(theirs, k) : Group();
    const Digest& reference = has_ours ? ours[i].reference : theirs[k].reference;
    if (reference == Digest{}) {
      matcher.OnLoose(our_group, their_group);
    } else {
      matcher.OnGroup(our_group, their_group);
    }
    i += our_group.size();
    k += their_group.size();
  }
}

}  // namespace

Matching Match(Lines ours, Lines theirs, const Window& window) {
  Matcher matcher(window);
  TakeAll(ours, theirs, matcher);
  return std::move(matcher).Finish();
}

Matching MatchPart(Lines ours, Lines theirs, const Window& window, Loose& loose) {
  Matcher matcher(window);
  TakeAll(ours, theirs, matcher);
  return std::move(matcher).Leave(loose);
}

}  // namespace herlaad::reconcile
