// Floats of the simulation: dealers whose float finance pays into and out of, and who buy more from
// it than it pays for: top-ups and vouchers. Everybody asks again until answered. Each dealer keeps
// its own account of what it was told, against which the database is checked.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/commands/clients/pay_float.h"
#include "engine/commands/orders/new_order.h"
#include "simulation/cluster.h"

namespace herlaad::simulation {

class FloatTrade {
 public:
  explicit FloatTrade(Cluster& cluster) : cluster_(cluster), stage_(cluster.stage) {}

  // Adds the dealers, without faults.
  void CreateDealers();
  [[nodiscard]] std::vector<engine::ClientId> dealers() const;
  // Plans `count` purchases for `customers` within `span`, and payments for about half of them.
  void Plan(int count, Millis span, std::vector<Customer> customers);

  // Adds to the stage's broken promises where an order or payment was not as told, a float is below
  // nothing, or is not what was paid in, less what was paid out and what its orders keep.
  // Whoever was never answered asks once more.
  void RepeatAll();
  void Check(const std::map<OrderId, engine::OrderRecord>& records,
             const ledger::Changes& balances) const;
  // Adds what went through our bank account.
  void AddPaid(ledger::Changes& outside) const;

 private:
  struct Dealer {
    engine::ClientId id;
    std::int64_t paid = 0;  // in less out, as told
  };
  struct Payment {
    std::size_t dealer = 0;
    std::int64_t cents = 0;  // below zero: out
    int tries = 0;
    std::optional<engine::PayFloatResult> told = {};
  };
  struct Purchase {
    std::size_t dealer = 0;
    std::int64_t cents = 0;
    std::optional<Customer> customer = {};  // empty: a voucher
    int tries = 0;
    std::optional<engine::PlaceResult> told = {};
  };
  void Pay(std::size_t payment);
  void Paid(std::size_t payment, const engine::PayFloatResult& result);
  void Buy(std::size_t purchase);
  void Bought(std::size_t purchase, const engine::PlaceResult& result);
  [[nodiscard]] std::unique_ptr<engine::CommandOf<engine::PlaceResult>> OrderOf(
      std::size_t purchase) const;
  void CheckPurchases(const std::map<OrderId, engine::OrderRecord>& records) const;
  [[nodiscard]] std::int64_t KeptBy(const Dealer& dealer,
                                    const std::map<OrderId, engine::OrderRecord>& records) const;

  Cluster& cluster_;
  Stage& stage_;
  std::vector<Dealer> dealers_;
  std::vector<Payment> payments_;
  std::vector<Purchase> purchases_;
};

}  // namespace herlaad::simulation
