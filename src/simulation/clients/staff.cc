#include "simulation/clients/staff.h"

#include <array>

#include "base/core/check.h"
#include "engine/commands/staff/approvals.h"
#include "engine/commands/staff/manage_staff.h"
#include "engine/commands/staff/staff_sessions.h"

namespace herlaad::simulation {
namespace {

constexpr int kRounds = 30;
constexpr std::array kPeople{"an", "bo", "cy"};
constexpr const char* kLeaver = "cy";
constexpr const char* kForgetful = "bo";  // never types the password again
constexpr Digest kNetwork{1, 1};

std::string PasswordOf(const std::string& name) { return "hash of " + name; }
std::string CodeSecretOf(const std::string& name) { return "sealed secret of " + name; }

// A decision about an order that is not there.
access::Act Impossible() {
  return {std::string(engine::kResolveAct), ToText(OrderId(1)), "refunded"};
}

}  // namespace

template <class C, class Then>
void Staff::Submit(std::unique_ptr<C> command, Then then) {
  (void)cluster_.Submit(std::move(command), [this, then = std::move(then)](
                                                const engine::AnsweredTo<C>& answer, const auto*) {
    if (answer.ok()) return then(*answer);
    if (answer.fault() == engine::Fault::kRejected) stage_.Break("an act of staff is rejected");
  });
}

void Staff::Start() {
  for (const char* const person : kPeople) {
    const std::string name = person;
    engine::StaffMember member;
    member.name = name;
    member.full_name = name;
    member.role = access::Role::kFinance;
    member.password = PasswordOf(name);
    member.code_secret = CodeSecretOf(name);
    auto command = engine::AddStaff::CheckSample(std::move(member), "simulation");
    CHECK(command.ok(), "a simulated person has a name");
    Submit(*std::move(command), [](auto) {});
  }
  Act(kRounds);
}

void Staff::Act(int rounds) {
  if (rounds == 0) return;
  const std::string one = kPeople.at(stage_.random.Below(kPeople.size()));
  const std::string other = kPeople.at(stage_.random.Below(kPeople.size()));
  if (rounds == kRounds / 3) Leave();
  if (has_left_) ActAsWhoLeft();
  SignIn(one);
  stage_.schedule.After(stage_.Between(31'000, 45'000), [this, other] { StepUp(other); });
  Approve(one, other);
  stage_.schedule.After(stage_.Between(5'000, 90'000), [this, rounds] { Act(rounds - 1); });
}

void Staff::Leave() {
  engine::StaffChange change;
  change.disabled = true;
  Submit(engine::ChangeStaff::Check(kLeaver, change, {"simulation"}),
         [this](auto) { has_left_ = true; });
}

void Staff::ActAsWhoLeft() {
  Submit(engine::RequestApproval::Check(Impossible(), "one last thing", kLeaver),
         [this](const engine::RequestApprovalResult& result) {
           if (result.outcome != engine::RequestApprovalOutcome::kActorMayNot)
             stage_.Break("a person acted who had left before");
         });
}

std::int64_t Staff::StepNow() const { return access::TimeStepAt(stage_.now() + stage_.clock_set); }

void Staff::Accept(const std::string& name, std::int64_t step) {
  if (!accepted_[name].insert(step).second) stage_.Break("a one-time code was accepted twice");
}

// With a code, which somebody who looked over the shoulder sends too.
void Staff::SignIn(const std::string& name) {
  const std::int64_t step = StepNow() + static_cast<std::int64_t>(stage_.random.Below(3)) - 1;
  for (std::uint64_t attempt = 1; attempt <= 2; ++attempt) {
    Submit(engine::SignIn::Check(name, {PasswordOf(name), CodeSecretOf(name), true, step, kNetwork},
                                 Digest{stage_.random.Next(), attempt}, "a browser"),
           [this, name, step](const engine::SignInResult& result) {
             if (result.outcome != engine::SignInOutcome::kSignedIn) return;
             ++sign_ins_;
             sessions_[name] = result.session;
             Accept(name, step);
           });
  }
}

void Staff::StepUp(const std::string& name) {
  const auto session = sessions_.find(name);
  if (session == sessions_.end() || name == kForgetful) return;
  const std::int64_t step = StepNow();
  Submit(engine::StepUp::Check(name, session->second,
                               {PasswordOf(name), CodeSecretOf(name), true, step, kNetwork}),
         [this, name, step](engine::SignInOutcome outcome) {
           if (outcome == engine::SignInOutcome::kSignedIn) Accept(name, step);
         });
}

void Staff::Approve(const std::string& asking, const std::string& other) {
  const auto act = InReview();
  auto command =
      engine::RequestApproval::Check(act.value_or(Impossible()), "the bank says so", asking);
  CHECK(command != nullptr, "a simulated person gives a reason");
  const OrderId order = act ? engine::OrderOf(*act) : OrderId();
  Submit(std::move(command),
         [this, asking, other, order](const engine::RequestApprovalResult& result) {
           if (result.outcome != engine::RequestApprovalOutcome::kRequested) return;
           if (order.empty()) return stage_.Break("an impossible decision was asked for");
           asked_.push_back({result.approval, asking, order});
           stage_.schedule.After(stage_.Between(10, 60'000),
                                 [this, approval = result.approval, asking, other, order] {
                                   Give(approval, asking, order, asking);
                                   Give(approval, asking, order, other);
                                 });
         });
}

std::optional<access::Act> Staff::InReview() {
  engine::OrderFilter filter;
  filter.state = orders::State::kAttention;
  const auto page = cluster_.queries->ListOrders(filter);
  if (!page.ok() || page->orders.empty()) return std::nullopt;
  const orders::Order& order = page->orders.at(stage_.random.Below(page->orders.size())).order;
  const auto fitting = orders::ReviewDecisionsFor(order.attention);
  return access::Act{std::string(engine::kResolveAct), ToText(order.id),
                     std::string(orders::Name(fitting.front()))};
}

void Staff::Give(engine::ApprovalId approval, const std::string& asking, OrderId order,
                 const std::string& person) {
  Submit(engine::GiveApproval::Check(approval, asking, order, person, sessions_[person]),
         [this, asking, person](const engine::GiveApprovalResult& result) {
           if (!result.IsGiven()) return;
           ++approvals_;
           if (person == asking) stage_.Break("a person approved what they asked for");
           if (person == kForgetful)
             stage_.Break("a person approved without the password and a code");
         });
}

void Staff::GiveAllAgain() {
  for (const Asked& asked : asked_) {
    const std::string giver = asked.by == kPeople[0] ? kPeople[1] : kPeople[0];
    Submit(
        engine::GiveApproval::Check(asked.approval, asked.by, asked.order, giver, sessions_[giver]),
        [this, order = asked.order](const engine::GiveApprovalResult& result) {
          const bool is_over = result.judged == access::GiveOutcome::kOvertaken ||
                               result.judged == access::GiveOutcome::kExpired;
          if (!is_over) stage_.Break("an approval outlived the review it was asked in", order);
        });
  }
}

}  // namespace herlaad::simulation
