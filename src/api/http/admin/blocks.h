// The block list of the fraud brakes, for staff: GET and POST /v1/blocks, DELETE /v1/blocks/{id}.
#pragma once

#include <array>

#include "api/http/core/exchange.h"
#include "engine/commands/brakes/manage_blocks.h"

namespace herlaad::http {

class Blocks {
 public:
  // The query parameters accepted.
  static constexpr std::array<std::string_view, 2> kParameters{"limit", "cursor"};

  explicit Blocks(Shared& shared) : shared_(shared) {}

  void List(ExchangePtr exchange);
  void Add(ExchangePtr exchange);
  void Remove(ExchangePtr exchange);

 private:
  // Blocks whoever placed or paid the order `of`.
  void AddOf(const ExchangePtr& exchange, OrderId of, brakes::Block block);
  void Submit(const ExchangePtr& exchange, brakes::Block block);
  void Added(const ExchangePtr& exchange, brakes::SubjectId subject,
             const engine::Answered<engine::BlockResult>& answer);

  Shared& shared_;
};

}  // namespace herlaad::http
