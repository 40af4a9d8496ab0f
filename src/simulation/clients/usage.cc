#include "simulation/clients/usage.h"

#include <iterator>
#include <utility>

#include "base/core/check.h"

namespace herlaad::simulation {
namespace {

using engine::GrantOutcome;
using engine::UseOutcome;

constexpr Millis kPatience{15'000};
constexpr Millis kHeld{900'000};
constexpr int kTriesMax = 200;
constexpr Asset kUnits[] = {Asset::kBytes, Asset::kSeconds, Asset::kMessages};

template <class R>
bool IsDone(const std::optional<R>& told) {
  return told && told->outcome == UseOutcome::kDone;
}

}  // namespace

void Usage::Plan(int count, Millis span, const std::vector<Customer>& holders) {
  Random& random = stage_.random;
  for (int i = 0; i < count; ++i) {
    const Customer& holder = holders[random.Below(holders.size())];
    const Asset asset = kUnits[random.Below(std::size(kUnits))];
    const auto kind = random.Chance(50) ? prepaid::BucketKind::kPaid : prepaid::BucketKind::kBonus;
    const Instant until = stage_.now() + stage_.Between(0, span.count() * 2);
    const std::int64_t amount = random.Between(1, 1'000);
    grants_.push_back({holder, {asset, kind, amount, until, random.Chance(50) ? "plan" : "gift"}});
    used_.insert(holder.msisdn);
    for (auto n = random.Below(4); n > 0; --n) {
      const std::int64_t asked = random.Between(1, 600);
      sessions_.push_back({grants_.size() - 1, asked, random.Between(0, asked), random.Chance(70)});
      grants_.back().sessions.push_back(sessions_.size() - 1);
    }
    stage_.schedule.After(stage_.Between(0, span.count()),
                          [this, grant = grants_.size() - 1] { Give(grant); });
  }
}

template <class C, class Told>
void Usage::Submit(std::unique_ptr<C> command, Told told) {
  const bool lost = stage_.Happens(stage_.rates().response_lost);
  (void)cluster_.Submit(std::move(command), [lost, told = std::move(told)](
                                                const engine::AnsweredTo<C>& answer, const auto*) {
    if (!lost && answer.ok()) told(*answer);
  });
}

void Usage::Give(std::size_t number) {
  Grant& grant = grants_[number];
  if (grant.told || ++grant.tries > kTriesMax) return;
  auto command = engine::GrantBucket::Check(grant.holder.msisdn, grant.terms,
                                            "g" + std::to_string(number), "the simulator");
  CHECK(command.ok(), "grants are well-formed");
  Submit(*std::move(command), [this, number](const auto& result) { Given(number, result); });
  stage_.schedule.After(kPatience + stage_.Between(0, 15'000), [this, number] { Give(number); });
}

void Usage::Given(std::size_t number, const engine::GrantResult& result) {
  Grant& grant = grants_[number];
  if (grant.told) {
    if (*grant.told != result) stage_.Break("one grant was answered in two ways");
    return;
  }
  grant.told = result;
  if (result.outcome != GrantOutcome::kGranted) return;
  for (const std::size_t session : grant.sessions) {
    stage_.schedule.After(stage_.Between(0, 120'000), [this, session] { Reserve(session); });
  }
}

void Usage::Reserve(std::size_t number) {
  Session& session = sessions_[number];
  if (session.reserved || ++session.tries > kTriesMax) return;
  const Grant& grant = grants_[session.grant];
  auto command = engine::ReserveCredit::Check(
      {"key:network", "s" + std::to_string(number), 1, grant.holder.msisdn}, grant.terms.asset,
      session.asked, kHeld);
  CHECK(command.ok(), "sessions are well-formed");
  Submit(*std::move(command), [this, number](const auto& result) { Reserved(number, result); });
  stage_.schedule.After(kPatience + stage_.Between(0, 15'000), [this, number] { Reserve(number); });
}

void Usage::Reserved(std::size_t number, const engine::ReserveResult& result) {
  Session& session = sessions_[number];
  if (session.reserved) {
    if (*session.reserved != result) stage_.Break("one reservation was answered in two ways");
    return;
  }
  session.reserved = result;
  if (!IsDone(session.reserved) || !session.reports) return;
  session.tries = 0;
  stage_.schedule.After(stage_.Between(0, 300'000), [this, number] { Commit(number); });
}

void Usage::Commit(std::size_t number) {
  Session& session = sessions_[number];
  if (session.committed || ++session.tries > kTriesMax) return;
  auto command = engine::CommitCredit::Check(
      {"key:network", "s" + std::to_string(number), 2, grants_[session.grant].holder.msisdn},
      session.used);
  CHECK(command.ok(), "sessions are well-formed");
  Submit(*std::move(command), [this, number](const auto& result) { Committed(number, result); });
  stage_.schedule.After(kPatience + stage_.Between(0, 15'000), [this, number] { Commit(number); });
}

void Usage::Committed(std::size_t number, const engine::SpendResult& result) {
  Session& session = sessions_[number];
  if (session.committed) {
    if (*session.committed != result) stage_.Break("one use was answered in two ways");
    return;
  }
  session.committed = result;
  if (result.outcome == UseOutcome::kMoreThanReserved)
    stage_.Break("less was reserved than was answered");
}

void Usage::RepeatAll() {
  for (std::size_t number = 0; number < grants_.size(); ++number) {
    if (grants_[number].told) continue;
    grants_[number].tries = 0;
    Give(number);
  }
  for (std::size_t number = 0; number < sessions_.size(); ++number) {
    Session& session = sessions_[number];
    const auto& granted = grants_[session.grant].told;
    if (!granted || granted->outcome != GrantOutcome::kGranted) continue;
    const bool ends = IsDone(session.reserved) && session.reports;
    if (session.reserved && (session.committed || !ends)) continue;
    session.tries = 0;
    session.reserved ? Commit(number) : Reserve(number);
  }
}

void Usage::Check(const std::map<Msisdn, orders::Subscriber>& numbers, Instant now,
                  std::map<ledger::Account, std::int64_t>& outside) const {
  using ledger::AccountKind;
  const auto account = [](AccountKind kind, const Grant& grant) {
    return ledger::In(grant.terms.asset, ledger::Of(kind, grant.holder.operator_id));
  };
  for (const Grant& grant : grants_) {
    const bool is_paid = grant.terms.kind == prepaid::BucketKind::kPaid;
    std::int64_t& source =
        outside[account(is_paid ? AccountKind::kIssued : AccountKind::kPromo, grant)];
    if (!grant.told) stage_.Break("a grant was never answered");
    if (grant.told && grant.told->outcome == GrantOutcome::kGranted) source -= grant.terms.amount;
  }
  for (const Session& session : sessions_) {
    std::int64_t& spent = outside[account(AccountKind::kUsage, grants_[session.grant])];
    if (IsDone(session.committed)) spent += session.used;
  }
  for (const Msisdn msisdn : used_) {
    const auto number = numbers.find(msisdn);
    if (number == numbers.end() || !number->second.sim) {
      stage_.Break("a SIM with grants is gone: " + msisdn.National());
      continue;
    }
    const auto* const op = cluster_.catalogue.Find(number->second.sim->operator_id);
    const prepaid::Sim sim = prepaid::EffectiveAt(*number->second.sim, {op->grace_days}, now);
    if (!sim.reservations.empty()) stage_.Break("a reservation is never released");
  }
}

}  // namespace herlaad::simulation
