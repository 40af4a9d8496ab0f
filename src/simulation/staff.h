// Staff: simulated persons who sign in at any node, whose codes somebody tries again at another,
// and who ask each other for approvals and try to do without: by giving their own, without typing
// the password again, and with what somebody gave who has left since. After the orders, so that
// their histories stay what they are.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "domain/orders/events.h"
#include "engine/ports/staff.h"
#include "simulation/cluster.h"

namespace herlaad::simulation {

class Staff {
 public:
  explicit Staff(Cluster& cluster) : cluster_(cluster), stage_(cluster.stage) {}

  void Start();
  [[nodiscard]] std::int64_t sign_ins() const { return sign_ins_; }
  [[nodiscard]] std::int64_t approvals() const { return approvals_; }

 private:
  void Act(int rounds);
  void SignIn(const std::string& name);
  void StepUp(const std::string& name);
  [[nodiscard]] std::int64_t StepNow() const;
  void Accept(const std::string& name, std::int64_t step);  // of a code
  // What an approval is asked for: an order in review, or one that does not exist.
  struct Matter {
    OrderId order;
    orders::ReviewDecision decision = orders::ReviewDecision::kRefunded;
  };
  [[nodiscard]] Matter FindMatter() const;
  void Approve(const std::string& asking, const std::string& other);
  // A person leaves in the middle of a history, and whoever has their session goes on with it.
  void Leave();
  void ActAsWhoLeft();
  void UseWhatWasGivenByWhoLeft();
  struct Asked {
    engine::ApprovalId approval;
    std::string asking;
    Matter matter;
  };
  void Give(const Asked& asked, const std::string& person);
  void Submit(std::unique_ptr<engine::Command> command,
              std::function<void(const engine::Answer&)> then);

  Cluster& cluster_;
  Stage& stage_;
  std::map<std::string, std::set<std::int64_t>> accepted_;  // time steps, by person
  std::map<std::string, engine::StaffSessionId> sessions_;  // the latest of each
  std::vector<Asked> given_by_leaver_;
  bool has_left_ = false;
  std::int64_t sign_ins_ = 0;
  std::int64_t approvals_ = 0;
};

}  // namespace herlaad::simulation
