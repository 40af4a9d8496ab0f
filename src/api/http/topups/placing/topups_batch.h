// POST /v1/topups:batch: many top-ups in one request, each with its own key and outcome,
// independent of the others. Repeating the request repeats each of them.
#pragma once

#include "api/http/core/exchange.h"
#include "api/http/topups/placing/placing.h"

namespace herlaad::http {

inline constexpr std::size_t kBatchTopupsMax = 1'000;

class TopupsBatch {
 public:
  explicit TopupsBatch(Shared& shared) : shared_(shared) {}

  void Place(ExchangePtr exchange);

  using Found = std::vector<std::optional<engine::OrderRecord>>;

 private:
  struct Results;
  using ResultsPtr = std::shared_ptr<Results>;

  [[nodiscard]] Result<Placing, Problem> Prepare(const Exchange& exchange,
                                                 const nlohmann::json& item) const;
  void Submit(const ResultsPtr& results, std::size_t i, Placing placing);
  void Answered(const ResultsPtr& results, std::size_t i, const Asked& asked,
                const PlaceAnswer& answer, const engine::OrderRecord* record);
  void OneLess(const ResultsPtr& results);
  void TellRepeated(Results& results, const Found* found);
  static void Send(Results& results);

  Shared& shared_;
};

}  // namespace herlaad::http
