// Use of prepaid credit in the simulation: SIMs are granted data, calls and texts, and sessions
// reserve of them and report what they used, or never do. Everybody asks again until answered.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "engine/commands/sims/grant_bucket.h"
#include "engine/commands/sims/use_credit.h"
#include "simulation/cluster.h"

namespace herlaad::simulation {

class Usage {
 public:
  explicit Usage(Cluster& cluster) : cluster_(cluster), stage_(cluster.stage) {}

  // Plans `count` grants within `span`, each followed by a few sessions.
  void Plan(int count, Millis span, const std::vector<Customer>& holders);

  // SIMs whose state may have been stored by a grant or a session.
  [[nodiscard]] const std::set<Msisdn>& used() const { return used_; }

  // Adds what the answers say to `outside`, and breaks a promise where a SIM still has reservations
  // at `now`, when all of them are over.
  // Whoever was never answered asks once more.
  void RepeatAll();
  void Check(const std::map<Msisdn, orders::Subscriber>& numbers, Instant now,
             std::map<ledger::Account, std::int64_t>& outside) const;

 private:
  struct Session {
    std::size_t grant = 0;
    std::int64_t asked = 0;
    std::int64_t used = 0;
    bool reports = true;
    int tries = 0;
    std::optional<engine::ReserveResult> reserved = {};
    std::optional<engine::SpendResult> committed = {};
  };
  struct Grant {
    Customer holder;
    prepaid::GrantTerms terms;
    int tries = 0;
    std::optional<engine::GrantResult> told = {};
    std::vector<std::size_t> sessions = {};
  };
  // Calls `told` with the result, unless it is lost on its way.
  template <class C, class Told>
  void Submit(std::unique_ptr<C> command, Told told);
  void Give(std::size_t grant);
  void Given(std::size_t grant, const engine::GrantResult& result);
  void Reserve(std::size_t session);
  void Reserved(std::size_t session, const engine::ReserveResult& result);
  void Commit(std::size_t session);
  void Committed(std::size_t session, const engine::SpendResult& result);

  Cluster& cluster_;
  Stage& stage_;
  std::vector<Grant> grants_;
  std::vector<Session> sessions_;
  std::set<Msisdn> used_;
};

}  // namespace herlaad::simulation
