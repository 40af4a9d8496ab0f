// Story: what happened to each order and each person, in words and in order, for whoever has to
// find out why a promise was broken.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"

namespace herlaad::sim {

class Story {
 public:
  void Tell(OrderId order, Instant at, std::string text);
  void TellOf(int person, Instant at, std::string text);
  // The person was told that this is their order.
  void Join(int person, OrderId order) { persons_of_[order].push_back(person); }

  // A line an event: the order's own and those of the people whose it is.
  [[nodiscard]] std::string Of(OrderId order) const;
  [[nodiscard]] std::string OfPerson(int person) const;

  // Of every line in order: two histories with the same hash went the same way.
  [[nodiscard]] std::uint64_t hash() const { return hash_; }

 private:
  struct Line {
    std::int64_t number = 0;
    Instant at;
    std::string text;
  };
  Line Write(Instant at, std::string text);
  static std::string Text(std::vector<const Line*> lines);

  std::int64_t written_ = 0;
  std::uint64_t hash_ = 14'695'981'039'346'656'037ULL;
  std::unordered_map<OrderId, std::vector<Line>> of_order_;
  std::unordered_map<int, std::vector<Line>> of_person_;
  std::unordered_map<OrderId, std::vector<int>> persons_of_;
};

// "15.50"
std::string EurosText(std::int64_t cents);

}  // namespace herlaad::sim
