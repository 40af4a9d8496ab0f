// History: log of what happened to each order and each client, in order, for finding the cause of a
// broken promise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"

namespace herlaad::simulation {

class History {
 public:
  void Tell(OrderId order, Instant at, std::string text);
  void TellOf(int client, Instant at, std::string text);
  // The client learned that this is its order.
  void Join(int client, OrderId order) { clients_of_[order].push_back(client); }

  // One line per event: the order's own events and those of its clients.
  [[nodiscard]] std::string Of(OrderId order) const;
  [[nodiscard]] std::string OfClient(int client) const;

  // Hash of all lines in order: equal hashes mean equal histories.
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
  std::unordered_map<OrderId, std::vector<int>> clients_of_;
};

// "15.50"
std::string EurosText(std::int64_t cents);

}  // namespace herlaad::simulation
