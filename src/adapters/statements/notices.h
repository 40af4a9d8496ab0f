// Collects the notices of one statement, bounded.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "domain/reconcile/statement.h"

namespace herlaad::statements {

class Notices {
 public:
  static constexpr std::size_t kNoticesMax = 32;  // later ones are only counted

  void Add(std::uint64_t line, std::string text) {
    if (held_.size() < kNoticesMax) {
      held_.push_back({.line = line, .text = std::move(text)});
    } else {
      ++more_;
    }
  }

  // What was collected, and a last one that says how many there were above the limit.
  std::vector<reconcile::Notice> Take() {
    if (more_ > 0) {
      held_.push_back({.line = 0, .text = std::to_string(more_) + " more notices are not listed."});
    }
    more_ = 0;
    return std::exchange(held_, {});
  }

 private:
  std::vector<reconcile::Notice> held_;
  std::uint64_t more_ = 0;
};

}  // namespace herlaad::statements
