// StoredQueries: the engine's Queries over a pool of connections that only read.
#pragma once

#include "adapters/store/read_pool.h"
#include "base/core/id.h"
#include "engine/ports/queries.h"

namespace herlaad::store {

// A node that gave no sign of life for so long is away.
inline constexpr Millis kNodeAway{15'000};

class StoredQueries final : public engine::Queries {
 public:
  StoredQueries(ReadPool::OpenDatabase open, std::size_t sessions_max, Home home,
                ReadPool::Settle settle = {}, ReadPool::Told told = {})
      : pool_(std::move(open), sessions_max, std::move(settle), std::move(told)), home_(home) {}

  // Opens all connections now rather than when they are needed; the error of the first that fails.
  DbStatus OpenAll() { return pool_.OpenAll(); }

  // Of several nodes this one: effects of orders that others took are theirs for a moment.
  void SetNode(std::int32_t node) { node_ = node; }

  Result<std::optional<engine::OrderRecord>, engine::StoreError> FindOrder(OrderId id) override;
  Result<std::optional<engine::OrderTrail>, engine::StoreError> FindTrail(OrderId id) override;
  Result<engine::OrderPage, engine::StoreError> ListOrders(
      const engine::OrderFilter& filter) override;
  Result<std::optional<orders::Number>, engine::StoreError> FindNumber(Msisdn msisdn) override;
  Result<std::optional<engine::ApiKey>, engine::StoreError> FindKey(const Digest& secret) override;
  Result<std::vector<engine::ApiKey>, engine::StoreError> ListKeys() override;
  Result<std::optional<std::string>, engine::StoreError> FindSetting(
      std::string_view name) override;
  Result<std::vector<orders::Effect>, engine::StoreError> DueEffects(std::string_view lane,
                                                                     Instant now,
                                                                     std::size_t limit) override;
  Result<std::optional<Instant>, engine::StoreError> NextDue(std::string_view lane,
                                                             Instant after) override;
  Result<std::map<orders::State, std::int64_t>, engine::StoreError> CountOpen() override;
  Result<std::int64_t, engine::StoreError> GreatestId() override;
  Status<engine::StoreError> ReadAll(const Reader& reader) override;

 private:
  ReadPool pool_;
  const Home home_;
  std::optional<std::int32_t> node_;
};

}  // namespace herlaad::store
