// Vouchers of the simulation: a till sells them and people redeem them, some of them two or three
// at once, asking again until they are answered. At the end each PIN is tried once more.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "domain/vouchers/voucher.h"
#include "engine/commands/orders/place_topup.h"
#include "simulation/cluster.h"

namespace herlaad::simulation {

class VoucherTrade {
 public:
  explicit VoucherTrade(Cluster& cluster) : cluster_(cluster), stage_(cluster.stage) {}

  // Plans `count` sales within `span`, each redeemed soon after it for numbers of `numbers`.
  void Plan(int count, Millis span, std::vector<Customer> holders);
  // Whoever was never answered asks once more.
  void RepeatAll();
  // Tries the PIN of every voucher once more, when there are no faults.
  void TryAllAgain();

  // Adds to the stage's broken promises where a voucher paid for two orders, or for none and is not
  // active.
  void Check(const std::map<OrderId, engine::OrderRecord>& records) const;

 private:
  // Somebody with the PIN.
  struct Redeemer {
    Customer holder;
    int tries = 0;
    std::optional<orders::PlaceOutcome> told = {};
    OrderId order = {};
  };
  struct Sale {
    std::int64_t cents = 0;
    int tries = 0;
    OrderId order = {};  // empty: not sold, or not answered
    bool told = false;
    std::vector<Redeemer> redeemers = {};
  };
  void Sell(std::size_t sale);
  void Sold(std::size_t sale, const engine::PlaceResult& result);
  void Redeem(std::size_t sale, std::size_t redeemer);
  void Redeemed(std::size_t sale, std::size_t redeemer, const engine::PlaceResult& result);
  [[nodiscard]] std::optional<vouchers::Voucher> Row(const Sale& sale) const;

  Cluster& cluster_;
  Stage& stage_;
  std::vector<Sale> sales_;
};

}  // namespace herlaad::simulation
