// Shops of the simulation that take cash with real API keys, which an administrator rotates now and
// then. A shop tries any of its keys, as the API would accept or refuse them, also for the repeat
// of a request. Afterwards every rotation is compared with the keys in the database.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/commands/clients/manage_keys.h"
#include "engine/commands/orders/new_order.h"
#include "simulation/cluster.h"

namespace herlaad::simulation {

class RotatedKeys {
 public:
  explicit RotatedKeys(Cluster& cluster) : cluster_(cluster), stage_(cluster.stage) {}

  // Adds the shops with their first keys, without faults.
  void CreateShops();
  // Plans `count` top-ups for `customers` within `span`, and rotations between them.
  void Plan(int count, Millis span, std::vector<Customer> customers);

  // Sales without an answer are tried once more, with all tries: no process was running for long.
  void RepeatAll();

  // Adds to the stage's broken promises where a rotation was lost or gave a key another end or
  // other rights, a top-up was lost or doubled, or a key and those it was rotated to took more cash
  // than the cap of one.
  void Check(const std::map<OrderId, engine::OrderRecord>& records) const;

 private:
  // A key that was asked for.
  struct Secret {
    Digest digest;
    engine::KeyId from = {};  // rotated from; empty: the first one
    Millis old_valid_for{};   // of `from`
    bool is_told = false;     // that it is there
  };
  struct Shop {
    engine::ClientId client;
    engine::KeyId first = {};
    std::vector<Secret> secrets = {};
  };
  struct Sale {
    std::size_t shop = 0;
    std::int64_t cents = 0;
    Customer customer;
    int tries = 0;
    std::optional<engine::PlaceResult> told = {};
  };
  Digest NewDigest();
  [[nodiscard]] std::optional<engine::ApiKey> Find(const Digest& digest) const;
  // When the rotations in the database end the key; nullopt: none does.
  [[nodiscard]] std::optional<Instant> EndOf(const Shop& shop, engine::KeyId key) const;
  // As the API does.
  std::optional<engine::ApiKey> Authenticate(const Shop& shop, const Secret& secret) const;
  std::optional<engine::ApiKey> AnyAccepted(const Shop& shop);
  void Rotate(std::size_t shop);
  void Rotated(std::size_t shop, std::size_t secret, const engine::RotateKeyResult& result);
  void Sell(std::size_t sale);
  void Sold(std::size_t sale, const engine::PlaceResult& result);
  void CheckKeys(const Shop& shop) const;
  void CheckCash(const Shop& shop, const std::map<OrderId, engine::OrderRecord>& records) const;
  void CheckSales(std::size_t shop, const std::map<OrderId, engine::OrderRecord>& records) const;

  Cluster& cluster_;
  Stage& stage_;
  std::vector<Shop> shops_;
  std::vector<Sale> sales_;
  std::uint64_t digests_ = 0;
};

}  // namespace herlaad::simulation
