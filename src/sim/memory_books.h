// MemoryBooks: Store and Queries over maps, with what is due in an index, so that long histories
// stay fast. Kept by the simulated disk, shared by all that have it open; one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/core/random.h"
#include "engine/ports/queries.h"
#include "engine/ports/store.h"

namespace herlaad::sim {

class MemoryBooks final : public engine::Store, public engine::Queries {
 public:
  // From now on a loss of power takes what MakeDurable was not called for.
  void SyncApart(bool on) { syncs_apart_ = on; }
  // Takes back the last of the commits that are not durable. How many of those since MakeDurable
  // are left.
  std::size_t LosePower(Random& random);

  Status<engine::StoreError> Load(const engine::Needs& needs,
                                  engine::Workspace& workspace) override;
  engine::CommitResult Commit(const engine::WriteSet& writes) override;
  [[nodiscard]] bool MakeDurable() override;
  void Abandon() override {}
  Result<bool, engine::StoreError> ForgetClaims(Instant now) override;

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
  // As store::SqliteOptions::alone does.
  void EndLeases();
  Result<std::int64_t, engine::StoreError> GreatestId() override;
  Status<engine::StoreError> ReadAll(const Reader& reader) override;

 private:
  using Due = std::set<std::pair<Instant, OrderId>>;
  // What a commit replaced; nothing where it was the first.
  struct Before {
    std::vector<std::pair<OrderId, std::optional<engine::OrderRecord>>> orders;
    std::vector<std::pair<Msisdn, std::optional<orders::Number>>> numbers;
    std::vector<Digest> claims;  // always new
    std::vector<std::pair<engine::KeyId, std::optional<engine::ApiKey>>> keys;
    std::vector<std::pair<std::string, std::optional<std::string>>> settings;
    std::map<OrderId, std::size_t> transfers;
    std::map<OrderId, std::size_t> events;
    std::map<std::string, std::size_t> audit;
    std::vector<std::pair<ledger::Account, std::optional<std::int64_t>>> balances;
  };
  Before Remember(const engine::WriteSet& writes);
  void TakeBack(const Before& before);
  void Keep(const engine::OrderRecord& record);
  void Forget(OrderId id);
  // Whoever reads waits until it is durable.
  void Settle() {
    settled_ += unkept_.size();
    unkept_.clear();
  }

  std::map<OrderId, engine::OrderRecord> orders_;
  std::map<Msisdn, orders::Number> numbers_;
  std::unordered_map<Digest, engine::Claim, engine::DigestHash> claims_;
  std::map<engine::KeyId, engine::ApiKey> keys_;
  std::map<std::string, std::string, std::less<>> settings_;
  std::map<OrderId, std::vector<engine::PostedTransfer>> transfers_;
  std::map<OrderId, std::vector<engine::OrderEvent>> events_;
  std::map<std::string, std::vector<engine::AuditEntry>, std::less<>> audit_;  // by subject
  ledger::Changes balances_;
  std::map<std::string, Due, std::less<>> due_;  // by lane
  std::map<orders::State, std::set<OrderId>> by_state_;
  bool syncs_apart_ = false;
  std::size_t settled_ = 0;  // commits since MakeDurable that are durable for another reason
  std::vector<Before> unkept_;
};

}  // namespace herlaad::sim
