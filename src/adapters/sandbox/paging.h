// One page out of several lists with a common numbering.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace herlaad::sandbox {

// Keeps the `limit` entries with the smallest `n` of all lists together. Each list must be sorted
// by `n` and hold up to limit + 1 entries. Returns the cursor of the next page if entries were cut
// off.
template <class... Lists>
std::optional<std::int64_t> CutPage(std::size_t limit, Lists&... lists) {
  std::vector<std::int64_t> numbers;
  const auto collect = [&](const auto& list) {
    for (const auto& entry : list) numbers.push_back(entry.n);
  };
  (collect(lists), ...);
  if (numbers.size() <= limit) return std::nullopt;
  std::sort(numbers.begin(), numbers.end());
  const std::int64_t last = numbers[limit - 1];
  const auto cut = [last](auto& list) {
    list.erase(std::find_if(list.begin(), list.end(),
                            [last](const auto& entry) { return entry.n > last; }),
               list.end());
  };
  (cut(lists), ...);
  return last;
}

}  // namespace herlaad::sandbox
