// Staff: simulated persons who sign in at any node, whose codes somebody tries again at another,
// and who ask each other for approvals and try to do without: by giving their own, and without
// typing the password again. After the orders, so that their histories stay what they are.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/ports/staff.h"
#include "simulation/cluster.h"

namespace herlaad::simulation {

class Staff {
 public:
  explicit Staff(Cluster& cluster) : cluster_(cluster), stage_(cluster.stage) {}

  void Start();
  // Once no order is in review any more: nothing is approved.
  void GiveAllAgain();
  [[nodiscard]] std::int64_t sign_ins() const { return sign_ins_; }
  [[nodiscard]] std::int64_t approvals() const { return approvals_; }

 private:
  void Act(int rounds);
  void SignIn(const std::string& name);
  void StepUp(const std::string& name);
  [[nodiscard]] std::int64_t StepNow() const;
  void Accept(const std::string& name, std::int64_t step);  // of a code
  void Approve(const std::string& asking, const std::string& other);
  // What is asked for: a decision that fits an order in review, if one is.
  [[nodiscard]] std::optional<access::Act> InReview();
  // A person leaves in the middle of a history, and whoever has their session goes on with it.
  void Leave();
  void ActAsWhoLeft();
  void Give(engine::ApprovalId approval, const std::string& asking, OrderId order,
            const std::string& person);
  // Calls `then` with the result.
  template <class C, class Then>
  void Submit(std::unique_ptr<C> command, Then then);

  Cluster& cluster_;
  Stage& stage_;
  struct Asked {
    engine::ApprovalId approval;
    std::string by;
    OrderId order;
  };
  std::vector<Asked> asked_;
  std::map<std::string, std::set<std::int64_t>> accepted_;  // time steps, by person
  std::map<std::string, engine::StaffSessionId> sessions_;  // the latest of each
  bool has_left_ = false;
  std::int64_t sign_ins_ = 0;
  std::int64_t approvals_ = 0;
};

}  // namespace herlaad::simulation
