// World: banks, operators, phones, clients and Herlaad processes over one disk, for one history.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "simulation/checker/float_warnings.h"
#include "simulation/clients/clients.h"
#include "simulation/clients/floats.h"
#include "simulation/clients/rotated_keys.h"
#include "simulation/clients/staff.h"
#include "simulation/clients/support.h"
#include "simulation/clients/usage.h"
#include "simulation/clients/vouchers.h"
#include "simulation/clients/webhook_shops.h"
#include "simulation/nodes/disk.h"
#include "simulation/nodes/node.h"
#include "simulation/parties/bank.h"
#include "simulation/stripe/stripe_bank.h"

namespace herlaad::simulation {

struct WorldOptions {
  std::uint64_t seed = 1;
  int orders = 100;
  Faults faults = Faults::kMany;
  int nodes = 1;
  DiskKind disk = DiskKind::kMemory;
  std::string postgres;  // with kPostgres: the database
  // Called regularly with the number of clients that have come.
  std::function<void(std::int64_t come, std::int64_t all)> progress;
};

class World {
 public:
  explicit World(const WorldOptions& options);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Runs the whole history, until nothing is left to do after faults have ended.
  void Run();

  [[nodiscard]] Stage& stage() { return stage_; }
  [[nodiscard]] const Cluster& cluster() const { return cluster_; }
  [[nodiscard]] const Clients& clients() const { return clients_; }
  [[nodiscard]] StripeBank& stripe() { return stripe_; }
  [[nodiscard]] const Support& support() const { return support_; }
  [[nodiscard]] const Staff& staff() const { return staff_; }
  [[nodiscard]] const VoucherTrade& vouchers() const { return vouchers_; }
  [[nodiscard]] const Usage& usage() const { return usage_; }
  [[nodiscard]] const FloatTrade& floats() const { return floats_; }
  [[nodiscard]] const FloatWarnings& float_warnings() const { return float_warnings_; }
  [[nodiscard]] const WebhookWatch& webhooks() const { return webhooks_; }
  [[nodiscard]] const RotatedKeys& rotated_keys() const { return rotated_keys_; }
  // The number of a commit, since clocks jump, and the time in it.
  using CommittedAt = std::pair<std::int64_t, Instant>;
  // When a hosted number was credited for an order.
  [[nodiscard]] const std::map<OrderId, CommittedAt>& credited() const { return credited_; }
  // When a number posted an entry itself.
  using Swept = std::map<ledger::EntryKey, CommittedAt>;
  [[nodiscard]] const Swept& swept() const { return swept_; }
  // What had lapsed by then was seen by a whole sweep at the end.
  [[nodiscard]] Instant swept_until() const { return swept_until_; }
  // The SIMs whose state a person tried to change, and those that were certainly terminated.
  [[nodiscard]] const std::set<Msisdn>& changed_sims() const { return changed_sims_; }
  [[nodiscard]] const std::set<Msisdn>& terminated() const { return terminated_; }
  [[nodiscard]] int lives() const { return ground_.lives; }

 private:
  void ProvideSims();
  void PlanClients();
  [[nodiscard]] std::vector<Customer> Customers() const;
  void PlanVouchers();
  void PlanUsage();
  void PlanFloats();
  void PlanRotatedKeys();
  void PlanTroubleWithSims();
  void ChangeSim(std::int64_t which, prepaid::SimState state);
  void PlanClock();
  void TurnHonest();
  void RunToRest();
  bool SubmitSomewhere(engine::Submitted submitted);
  void OnCommit(int node, const engine::WriteSet& writes);
  void NoteCredit(const orders::Order& order);
  void NoteRefunds(const orders::Order& order);
  void NoteDeliveries(const orders::Order& order);
  void NoteSwept(const ledger::Entry& entry);
  void PlanSweeps();
  void SweepAtTheEnd();
  void OnCallback(const std::string& bank, OrderId order, std::int32_t n,
                  const engine::GatewayAnswer& news, const std::function<void()>& heard);
  // `heard` is called once all of it is recorded, unless that answer is lost.
  void OnNews(const std::string& bank, const std::vector<engine::PaymentNews>& news,
              const std::function<void()>& heard);

  WorldOptions options_;
  Stage stage_;
  catalogue::Catalogue catalogue_;
  orders::Timings timings_;
  std::unique_ptr<Disk> disk_;
  Bank alpha_;
  Bank beta_;
  StripeBank stripe_;
  SimulatedOperator north_;
  SimulatedOperator south_;
  Phones phones_;
  WebhookShops shops_;
  Ground ground_;
  std::vector<std::unique_ptr<Node>> nodes_;
  Asks asks_;
  Cluster cluster_;
  Clients clients_;
  Support support_;
  Staff staff_;
  VoucherTrade vouchers_;
  Usage usage_;
  FloatTrade floats_;
  FloatWarnings float_warnings_;
  WebhookWatch webhooks_;
  RotatedKeys rotated_keys_;
  std::map<OrderId, CommittedAt> credited_;
  std::set<std::pair<OrderId, std::int32_t>> refunds_begun_;
  std::set<std::pair<OrderId, std::int32_t>> deliveries_begun_;
  // The payments whose money is in dispute, by order, since when that is in the database.
  std::map<OrderId, std::map<std::int32_t, Instant>> disputes_known_;
  Swept swept_;
  Instant swept_until_{};
  std::int64_t commits_ = 0;
  std::set<Msisdn> changed_sims_;
  std::set<Msisdn> terminated_;
  Millis span_{0};  // from the first client to the last
};

}  // namespace herlaad::simulation
